"""Where accounts, invitations and sessions are kept; no password, token or code in clear."""

from sqlalchemy import JSON, Boolean, Column, ForeignKey, Index, Integer, String, Table, Text

from bot.storage.tables import UtcDateTime, metadata

# `factor` is the encrypted secret of an authenticator app; `factor_step` the last time step of which a code was used,
# -1 while the app is not yet confirmed by a first code. `languages` and `topics` of somebody who answers everything are
# empty.
people = Table(
    "people",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("login", String(320), nullable=False, unique=True),
    Column("name", String(96), nullable=False),
    Column("role", String(16), nullable=False),
    Column("is_active", Boolean, nullable=False),
    Column("password", Text),
    Column("factor", Text),
    Column("factor_step", Integer, nullable=False),
    Column("spares", JSON, nullable=False),
    Column("availability", String(16), nullable=False, server_default="online"),
    Column("languages", JSON),
    Column("topics", JSON),
    Column("created_at", UtcDateTime, nullable=False),
    Column("subject", String(64)),
    Index("people_by_subject", "subject", unique=True),
)

# Sign-ins with a provider that are under way, by the digest of what the browser brings back; each ends once.
provider_sign_ins = Table(
    "provider_sign_ins",
    metadata,
    Column("state", String(64), primary_key=True),
    Column("nonce", String(64), nullable=False),
    Column("verifier", String(64), nullable=False),
    Column("language", String(8), nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
)

# One for each account at most: a newer one takes the place of the older.
invitations = Table(
    "invitations",
    metadata,
    Column("person_id", String(40), ForeignKey("people.id"), primary_key=True),
    Column("digest", String(64), nullable=False, unique=True),
    Column("expires_at", UtcDateTime, nullable=False),
)

sessions = Table(
    "people_sessions",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("person_id", String(40), ForeignKey("people.id"), nullable=False),
    Column("digest", String(64), nullable=False, unique=True),
    Column("begun_at", UtcDateTime, nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
    Column("expires_at", UtcDateTime, nullable=False),
    Column("address", String(64), nullable=False),
    Column("browser", String(200), nullable=False),
    Index("sessions_of_person", "person_id"),
)

# `key` is the name without regard to the case of its letters.
teams = Table(
    "teams",
    metadata,
    Column("id", String(40), primary_key=True),
    Column("name", String(40), nullable=False),
    Column("key", String(120), nullable=False, unique=True),
    Column("made_at", UtcDateTime, nullable=False),
)

team_members = Table(
    "team_members",
    metadata,
    Column("team_id", String(40), ForeignKey("teams.id"), primary_key=True),
    Column("person_id", String(40), ForeignKey("people.id"), primary_key=True),
    Index("teams_of_person", "person_id"),
)

# When the desk's page last told that somebody sits before it. A row outlives its session, since it tells how long
# somebody has been away. It counts as present only while the session lasts.
seats = Table(
    "desk_seats",
    metadata,
    Column("session_id", String(40), primary_key=True),
    Column("person_id", String(40), ForeignKey("people.id"), nullable=False),
    Column("beat_at", UtcDateTime, nullable=False),
    Column("writing_in", String(40)),
    Column("writing_at", UtcDateTime),
    Index("seats_of_person", "person_id"),
)
