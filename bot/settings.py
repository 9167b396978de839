"""Every setting, read once from the environment and `.env`: the only reader of the environment.

A variable is the part's name and the field's: `GENERATOR_URL` is `Settings.generator.url`.
"""

from decimal import Decimal
from email.utils import parseaddr
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic.alias_generators import to_camel
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import ConfigurationError


def _split(value: object) -> object:
    return [item for item in value.replace(",", " ").split() if item] if isinstance(value, str) else value


Words = Annotated[list[str], NoDecode, BeforeValidator(_split)]
"""Words separated by commas or spaces."""


def _split_at_commas(value: object) -> object:
    return [item.strip() for item in value.split(",") if item.strip()] if isinstance(value, str) else value


Names = Annotated[list[str], NoDecode, BeforeValidator(_split_at_commas)]
"""Names separated by commas; they may hold spaces."""

Port = Annotated[int, Field(ge=1, le=65535)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class WebSettings(Part):
    """The public listener."""

    host: str = "127.0.0.1"
    port: Port = 8000
    public_origin: str = "http://127.0.0.1:8000"
    trusted_proxies: Words = []
    tls_certificate: Path | None = None
    tls_key: Path | None = None
    session_key: SecretStr | None = None
    """Signs session tokens; made and kept in `var/` when unset."""
    session_hours: int = Field(default=24 * 30, ge=1)


class LoopbackSettings(Part):
    """The private listener: actions, metrics, verbose readiness."""

    port: Port = 5055
    desk_secret: SecretStr | None = None
    """Opens `/api/v1/desk/approvals` on this listener to whoever sends it in `X-Shoptalk-Secret`; unset: to nobody."""


class RasaSettings(Part):
    """The dialogue manager."""

    port: Port = 5005
    python: Path = Path(".venv-rasa/bin/python")
    timeout_seconds: float = Field(default=30.0, gt=0, lt=60)
    """Shorter than Rasa's own 60 s lock ticket."""
    start_seconds: float = Field(default=180.0, gt=0)


class StoreSettings(Part):
    """Where conversations are kept: `sqlite+aiosqlite:///...` or `postgresql+asyncpg://...`."""

    url: str = "sqlite+aiosqlite:///var/shoptalk.db"


class BusSettings(Part):
    """How events reach every face: empty for in process, or `redis://...`."""

    url: str = ""


class CommerceSettings(Part):
    """The shop's system: a SQL shop (`sqlite+aiosqlite:///...`, `postgresql+asyncpg://...`), or one of another maker
    (`vendure+https://...`, `medusa+https://...`, `shopify+https://...`, `woocommerce+https://...`)."""

    url: str = "sqlite+aiosqlite:///var/shop.db"
    user: str = ""
    """Vendure: an administrator and the password, or an API key instead of both. Medusa: a secret API key. Shopify:
    the password is the Admin API token. WooCommerce: a consumer key and its secret."""
    password: SecretStr = SecretStr("")
    api_key: SecretStr = SecretStr("")
    channel: SecretStr = SecretStr("")
    """The token of one channel of a Vendure that has several; the publishable key of a Medusa's storefront."""
    webhook_secret: SecretStr = SecretStr("")
    """Of a shop of another maker: what it signs its webhooks with (Shopify: the app's client secret), 16 characters or
    more. Without one the service takes no webhooks."""
    timeout_seconds: float = Field(default=10.0, gt=0)
    cache_seconds: float = Field(default=30.0, gt=0)
    """How old the catalogue of such a shop may be; single products and orders are always read anew."""

    @property
    def system(self) -> Literal["sql", "vendure", "medusa", "shopify", "woocommerce"]:
        """Whose shop it is."""
        match self.url.partition("+")[0]:
            case "vendure" | "medusa" | "shopify" | "woocommerce" as maker:
                return maker
            case _:
                return "sql"

    @property
    def is_sql(self) -> bool:
        return self.system == "sql"


class ShopSettings(Part):
    """The shop that is served."""

    folder: Path = Path("data/shop")
    origins: Words = ["http://127.0.0.1:8080"]
    """Origins whose pages may embed the widget."""
    storefront_port: Port = 8080
    storefront: bool = True
    """Whether the demo storefront is served beside the service."""


class IdentitySettings(Part):
    """The shop's signed identity: `IDENTITY_KEYS` is a list of `kid:base64url-secret` (HS256) or `kid:/path/to/key.pem`
    (EdDSA, ES256 or RS256 public key), several while a key rotates."""

    keys: Words = []
    issuer: str = "shop"
    audience: str = "shoptalk"


class WidgetSettings(Part):
    """How the widget looks on the shop's pages; a page may say otherwise (docs/embedding.md)."""

    accent: Annotated[str, Field(pattern="^(#[0-9a-fA-F]{6})?$")] = ""
    """The shop's colour as `#rrggbb`."""
    theme: Literal["light", "dark", "auto"] = "auto"
    corner: Literal["left", "right", "start", "end"] = "end"
    """`start` and `end` follow the direction of the page's writing."""
    z_index: int | None = Field(default=None, ge=1, le=2_147_483_647)
    logo: Annotated[str, Field(pattern=r"^(https://[^\s]+|/[^/\s][^\s]*)?$", max_length=500)] = ""
    """An https address, or a path on the shop's own pages."""
    title_en: Annotated[str, Field(max_length=60)] = ""
    title_zh: Annotated[str, Field(max_length=60)] = ""
    greeting_en: Annotated[str, Field(max_length=300)] = ""
    greeting_zh: Annotated[str, Field(max_length=300)] = ""

    @property
    def look(self) -> dict[str, str]:
        """What was said of the look, in the widget's own names; what was not is left to the widget."""
        said = self.model_dump(exclude_unset=True)
        return {to_camel(name): str(value) for name, value in said.items() if value not in {None, ""}}


class EncoderSettings(Part):
    """Which encoder understands text: empty for the carried one, else a sentence-transformers name or folder."""

    model: str = ""
    device: str = "cpu"


class GeneratorSettings(Part):
    """Who writes answers: the embedded extractive composer, or a server of the OpenAI wire format."""

    url: str = ""
    model: str = ""
    api_key: SecretStr | None = None
    first_token_seconds: float = Field(default=8.0, gt=0)
    timeout_seconds: float = Field(default=20.0, gt=0, lt=30)
    retries: int = Field(default=2, ge=0, le=5)
    tokens_per_hour: int = Field(default=60_000, ge=0)
    """For each address; beyond it the embedded composer answers."""


class MailSettings(Part):
    """How one-time codes and replies are sent: empty keeps them in the outbox that the demo shows, else `smtp://...`."""

    url: str = ""
    sender: str = "Shoptalk <no-reply@localhost>"

    @field_validator("sender")
    @classmethod
    def _has_domain(cls, sender: str) -> str:
        # Message-IDs end in its domain.
        name, _, domain = parseaddr(sender)[1].rpartition("@")
        if not name or not domain:
            raise ValueError("accepted is an address, `help@shop.example` or `My shop <help@shop.example>`")
        return sender


class GuestSettings(Part):
    """What a guest must prove."""

    write_proof: Literal["code", "contact"] = "code"
    """`code`: a write wants a one-time code sent to the stored e-mail; `contact`: a matching contact is enough."""
    code_minutes: int = Field(default=10, ge=1, le=60)
    codes_per_order: int = Field(default=5, ge=1)
    """How many codes one order may ask for in the window of tries."""
    tries_per_order: int = Field(default=5, ge=1)
    tries_per_contact: int = Field(default=10, ge=1)
    tries_per_address: int = Field(default=20, ge=1)
    tries_window_minutes: int = Field(default=60, ge=1)


ChangeKind = Literal[
    "cancel_order", "cancel_lines", "change_address", "change_items", "change_payment", "change_shipping", "add_note",
    "return_items", "exchange_items", "report_problem", "change_customer", "erase_customer",
]  # fmt: skip
"""What a customer may ask to have changed; the names of `bot.commerce.changes.Capability`."""


class WritesSettings(Part):
    """The merchant's limits on what customers change by themselves: what is over one waits for a person of the shop."""

    approve_above: Annotated[Decimal, Field(ge=0)] | None = None
    """The most money that one change may move, in the order's currency; unset for no limit."""
    changes_per_day: Annotated[int, Field(ge=0)] | None = None
    """How many changes one customer may make in 24 hours; unset for no limit."""
    refunds_per_day: Annotated[Decimal, Field(ge=0)] | None = None
    """How much may go back to one customer in 24 hours; unset for no limit."""
    approve_classes: Names = []
    """Categories, product ids or English tags, separated by commas, of which every change is looked at."""
    off: Annotated[list[ChangeKind], NoDecode, BeforeValidator(_split)] = []
    """Kinds of change that customers cannot make at all, such as `change_payment`; docs/orders.md names them."""
    agents_act: bool = False
    """Whether people at the desk may change what is a signed-in customer's; else the customer says the yes."""


class PeopleSettings(Part):
    """The shop's own people, who sign in at `/desk`."""

    session_hours: float = Field(default=12.0, gt=0)
    """How long somebody stays signed in at most."""
    idle_minutes: float = Field(default=120.0, gt=0)
    """How long somebody stays signed in who does nothing; what an open page asks for by itself does not count."""
    tries_per_login: int = Field(default=10, ge=1)
    """Wrong tries on one account from one address, in 15 minutes; from anywhere, ten times as many."""
    tries_per_address: int = Field(default=50, ge=1)
    oidc_issuer: str = ""
    """An OpenID provider to sign in with, such as `https://login.example.com`; empty: none."""
    oidc_client_id: str = ""
    oidc_client_secret: SecretStr = SecretStr("")
    """Empty for a public client."""
    oidc_name: str = "OpenID"
    """What the button at the door says."""
    oidc_domains: Words = []
    """Whose e-mail addresses get an account by themselves; else an admin gives each."""
    oidc_role: Literal["agent", "supervisor", "merchant"] = "agent"
    """Of those accounts."""


class HandoffSettings(Part):
    """People: whether anybody can reply in the widget; when is said by `hours` in shop.yml."""

    staffed: bool = True


class ChatwootSettings(Part):
    """A Chatwoot whose desk the shop keeps: Shoptalk is its agent bot. Empty for none."""

    url: str = ""
    """Its origin, `https://...`."""
    account: int = Field(default=0, ge=0)
    """The number in the address of its dashboard, `/app/accounts/1`."""
    token: SecretStr = SecretStr("")
    """The agent bot's access token; an agent's own can also look whether a message arrived."""
    secret: SecretStr = SecretStr("")
    """What its webhooks are signed with, or the last part of their address; 16 characters or more."""
    timeout_seconds: float = Field(default=4.0, gt=0)

    @model_validator(mode="after")
    def _is_whole(self) -> Self:
        if self.url and not (self.account and self.token.get_secret_value() and self.secret.get_secret_value()):
            raise ValueError("CHATWOOT_URL wants CHATWOOT_ACCOUNT, CHATWOOT_TOKEN and CHATWOOT_SECRET beside it")
        return self


class DeskSettings(Part):
    """How those who wait for a person come to one."""

    assign: Literal["manual", "auto"] = "manual"
    """`manual`: people take whom they answer; `auto`: who waits is given to somebody who is there and has the skill."""
    most_per_agent: int = Field(default=4, ge=1, le=100)
    """How many open conversations somebody may have and be given another."""
    answer_within: float = Field(default=90.0, ge=10)
    """Seconds in which what was given to somebody is answered, or given to the next."""
    vanished_after: float = Field(default=120.0, ge=60)
    """Seconds after which the conversations of somebody whose page does not tell any more go back to the queue."""
    wait_minutes: float = Field(default=15.0, ge=0)
    """After which somebody who waits is told that they need not, and may leave an address; 0 for never."""
    silent_minutes: float = Field(default=10.0, ge=0)
    """After which the list says that a shopper is silent, where the agent spoke last; 0 for never."""
    return_silent_hours: float = Field(default=0.0, ge=0)
    """After which the conversation of such a shopper goes back to the assistant; 0 for never."""
    keep_days: float = Field(default=30.0, ge=0)
    """How long sent and given-up letters, and places in the queue of requests that have ended, are kept; 0 for ever."""
    close_silent_minutes: float = Field(default=0.0, ge=0)
    """After which the conversation of a shopper who says nothing to an agent's answer is closed; 0 for never."""
    link_days: float = Field(default=14.0, ge=0)
    """How long the link in a letter brings its reader back to the conversation; 0 for letters without one."""
    wait_least: int = Field(default=8, ge=2)
    """How many comparable waits must have been measured before an expected wait is told to a shopper."""
    wait_days: int = Field(default=28, ge=1, le=365)
    """How far back waits are compared."""


class SlaSettings(Part):
    """What the shop promises itself about those who ask for a person, in opening hours; unset: no limit."""

    first_response_minutes: Annotated[float, Field(gt=0)] | None = None
    """From asking to the first answer."""
    resolution_hours: Annotated[float, Field(gt=0)] | None = None
    """From asking to the end."""


class AttachmentSettings(Part):
    """Pictures and PDFs that are sent. They lie in files of their own in `VAR`, never below a web root."""

    largest_bytes: int = Field(default=10_000_000, ge=1000, le=50_000_000)
    most: int = Field(default=20, ge=0)
    """Of each side, for each conversation."""


class LimitSettings(Part):
    """What one address, conversation or signed-in person may ask for."""

    conversations_per_minute: int = Field(default=20, ge=1)
    messages_per_minute: int = Field(default=30, ge=1)
    """For each conversation."""
    requests_per_minute: int = Field(default=600, ge=1)
    """For each signed-in person, each conversation, and each address of those who hold neither."""
    message_characters: int = Field(default=2000, ge=1)
    body_bytes: int = Field(default=64_000, ge=1000)
    turn_seconds: float = Field(default=40.0, gt=0, lt=60)


class LogSettings(Part):
    """What is written to standard error."""

    level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    format: Literal["text", "json"] = "text"


class Settings(BaseSettings):
    """All settings; frozen, built once."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_nested_delimiter="_",
        env_nested_max_split=1,
        extra="ignore",
        frozen=True,
        env_ignore_empty=True,
        nested_model_default_partial_update=True,
    )

    web: WebSettings = WebSettings()
    loopback: LoopbackSettings = LoopbackSettings()
    rasa: RasaSettings = RasaSettings()
    store: StoreSettings = StoreSettings()
    bus: BusSettings = BusSettings()
    commerce: CommerceSettings = CommerceSettings()
    shop: ShopSettings = ShopSettings()
    identity: IdentitySettings = IdentitySettings()
    widget: WidgetSettings = WidgetSettings()
    encoder: EncoderSettings = EncoderSettings()
    generator: GeneratorSettings = GeneratorSettings()
    mail: MailSettings = MailSettings()
    guest: GuestSettings = GuestSettings()
    writes: WritesSettings = WritesSettings()
    people: PeopleSettings = PeopleSettings()
    handoff: HandoffSettings = HandoffSettings()
    chatwoot: ChatwootSettings = ChatwootSettings()
    desk: DeskSettings = DeskSettings()
    sla: SlaSettings = SlaSettings()
    attachments: AttachmentSettings = AttachmentSettings()
    limits: LimitSettings = LimitSettings()
    log: LogSettings = LogSettings()
    var: Path = Path("var")
    """What the running service keeps: databases, logs, keys."""
    models: Path = Path("models")

    @classmethod
    def read(cls) -> Self:
        """Reads the environment; raises `ConfigurationError` naming each bad variable and what it takes."""
        try:
            return cls()
        except ValidationError as error:
            problems = [f"{_variable(e['loc'])}: {e['msg']} (got {e['input']!r})" for e in error.errors()]
            raise ConfigurationError("; ".join(problems)) from error


def _variable(location: tuple[int | str, ...]) -> str:
    return "_".join(str(part) for part in location[:2]).upper()
