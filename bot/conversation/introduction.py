"""What a shop asks whoever opens the widget before the talk: asked by its wishes, kept as said, proof of nothing."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select, update

from bot.commerce.model import Bilingual, Shop
from bot.commerce.widget import AskedFirst, FieldName, PreChat, ShownWhen
from bot.conversation.contact import ADDRESS, one_address
from bot.conversation.hours import OpeningHours
from bot.conversation.screening import screen
from bot.conversation.tables import handoffs, introductions
from bot.dialogue.forms import FieldKind, FormField, Option, Values, checked
from bot.language import Language
from bot.storage.database import Database
from bot.storage.upsert import insert_into

AGREED: Final = "yes"
_KNOWN: Final = frozenset({FieldName.NAME, FieldName.EMAIL})
"""What the shop has of a customer whom it has signed in."""
_LABELS: Final[Mapping[FieldName, Bilingual]] = {
    FieldName.NAME: Bilingual("Your name", "您的称呼"),
    FieldName.EMAIL: Bilingual("E-mail address", "邮箱"),
    FieldName.TOPIC: Bilingual("What is it about?", "想咨询什么？"),
    FieldName.ORDER_NUMBER: Bilingual("Order number", "订单号"),
}
_TOKENS: Final = {FieldName.NAME: "name", FieldName.EMAIL: "email"}
_EMAIL: Final = (ADDRESS, "mei.lin@example.com")
_ORDER: Final = (r"#?[A-Za-z0-9-]{3,32}", "W10001")


@dataclass(frozen=True)
class Introduction:
    """What a shopper said of themselves; nobody has looked whether it is so."""

    name: str | None = None
    email: str | None = None
    topic: str | None = None
    order_number: str | None = None
    consent: str | None = None
    """The words that they agreed to."""


@dataclass(frozen=True)
class Questions:
    """What is asked now, and whether it may be passed over."""

    when: ShownWhen
    may_skip: bool
    intro: str
    fields: tuple[FormField, ...]
    links: Mapping[str, str]
    """Where more is to be read, by the fields' names."""


class Introductions:
    """Asks as the shop wishes, and keeps what was said with the conversation."""

    def __init__(
        self,
        database: Database,
        shop: Callable[[], Awaitable[Shop]],
        wish: PreChat | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._database, self._shop, self._wish, self._now = database, shop, wish, now

    @property
    def is_wanted(self) -> bool:
        """Whether the shop asks for anything."""
        return self._wish is not None

    async def questions(self, language: Language, *, signed_in: bool) -> Questions | None:
        """None where nothing is asked: here, now, or of somebody whom the shop knows."""
        wish = self._wish
        if wish is None or (wish.show is ShownWhen.CLOSED and await self._is_open()):
            return None
        asked = [one for one in wish.fields if not (signed_in and one.name in _KNOWN)]
        if not asked:
            return None
        fields = tuple(_field(one, language) for one in asked)
        links = {one.name.value: one.link for one in asked if one.link}
        return Questions(
            wish.show, wish.may_skip, wish.intro.in_language(language) if wish.intro else "", fields, links
        )

    async def take(self, conversation_id: str, values: Values, language: Language, *, signed_in: bool) -> None:
        """Keeps what was said; said again, the newer counts. Raises `InvalidInput`: `FormRefused` above all."""
        wish = self._wish
        asked = [one for one in wish.fields if not (signed_in and one.name in _KNOWN)] if wish else []
        clean = {
            name: screen(said, 500) if isinstance(said, str) and said.strip() else said for name, said in values.items()
        }
        said = checked([_field(one, language).to_json() for one in asked], clean, language)
        consent = next((one.text for one in asked if one.text and said.get(one.name.value) == AGREED), None)
        topics = {option.en: option.in_language(language) for one in asked for option in one.options}
        row = {
            "name": said.get("name"),
            "email": one_address(said["email"]) if "email" in said else None,
            "topic": topics.get(said.get("topic", "")),
            "order_number": said.get("order_number"),
            "consent": consent.in_language(language) if consent else None,
            "at": self._now(),
        }
        await self._keep(conversation_id, row)

    async def of(self, conversation_id: str) -> Introduction | None:
        """What was said in this conversation."""
        query = select(introductions).where(introductions.c.conversation_id == conversation_id)
        async with self._database.reading() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Introduction(row.name, row.email, row.topic, row.order_number, row.consent)

    async def _keep(self, conversation_id: str, row: dict[str, Any]) -> None:
        async with self._database.transaction() as connection:
            put = insert_into(connection, introductions).values(conversation_id=conversation_id, **row)
            await connection.execute(put.on_conflict_do_update(index_elements=["conversation_id"], set_=row))
            # Whoever waits already is answered there too, unless they have said where.
            waiting = (handoffs.c.conversation_id == conversation_id) & (handoffs.c.state != "ended")
            unsaid = waiting & handoffs.c.contact.is_(None)
            if row["email"]:
                await connection.execute(update(handoffs).where(unsaid).values(contact=row["email"]))

    async def _is_open(self) -> bool:
        return OpeningHours((await self._shop()).hours).is_open(self._now())


def _field(asked: AskedFirst, language: Language) -> FormField:
    name = asked.name
    label = (asked.text or _LABELS[name]).in_language(language)
    field = FormField(name.value, FieldKind.TEXT, label, asked.required, autocomplete=_TOKENS.get(name, ""))
    match name:
        case FieldName.TOPIC:
            options = tuple(Option(option.en, option.in_language(language)) for option in asked.options)
            return FormField(name.value, FieldKind.SELECT, label, asked.required, options=options)
        case FieldName.CONSENT:
            options = (Option(AGREED, label),)
            return FormField(name.value, FieldKind.CHECK, label, asked.required, options=options)
        case FieldName.EMAIL:
            return FormField(**{**vars(field), "patterns": {"": _EMAIL}})
        case FieldName.ORDER_NUMBER:
            return FormField(**{**vars(field), "patterns": {"": _ORDER}})
        case _:
            return field


def told(introduction: Introduction, language: Language) -> Sequence[tuple[str, str]]:
    """As lines of (what, said)."""
    said = [(_LABELS[name].in_language(language), getattr(introduction, name.value)) for name in _LABELS]
    return [(label, words) for label, words in said if words]
