"""`widget.yml`: what a shop wants of the widget on its pages."""

import re
from pathlib import Path
from typing import Annotated, Final, Literal

import yaml
from pydantic import AfterValidator, StringConstraints, ValidationError, model_validator

from bot.commerce.files.fields import Row, Terms, Text, WholeNumber, once
from bot.commerce.files.problems import problems
from bot.commerce.files.text_file import read_text
from bot.commerce.files.yaml_lines import line_of
from bot.commerce.model import Bilingual
from bot.commerce.widget import AskedFirst, FieldName, Nudge, PreChat, ShownWhen, WidgetWishes
from bot.errors import BadRow, ImportRejected

FILE: Final = "widget.yml"
_MOST_SUGGESTIONS: Final = 4
_LONGEST_SUGGESTION: Final = 80
_LONGEST_WORD: Final = 160
_LONGEST_WAIT: Final = 3600
_MOST_NUDGES: Final = 10
_MOST_TOPICS: Final = 12
_LONGEST_CONSENT: Final = 300
Path_ = Annotated[str, StringConstraints(pattern=r"^/\S{0,199}$")]


def _short(text: Bilingual) -> Bilingual:
    return _at_most(_LONGEST_SUGGESTION, text)


def _word(text: Bilingual) -> Bilingual:
    return _at_most(_LONGEST_WORD, text)


def _consent(text: Bilingual) -> Bilingual:
    return _at_most(_LONGEST_CONSENT, text)


def _at_most(most: int, text: Bilingual) -> Bilingual:
    if longest := next((words for words in (text.en, text.zh) if len(words) > most), None):
        raise ValueError(f"has {len(longest)} characters; accepted: at most {most}")
    return text


def _few(rows: tuple[Bilingual, ...]) -> tuple[Bilingual, ...]:
    if len(rows) > _MOST_SUGGESTIONS:
        raise ValueError(f"holds {len(rows)}; accepted: at most {_MOST_SUGGESTIONS}")
    return rows


class WhenRow(Row):
    seconds: WholeNumber | None = None
    pages: tuple[Path_, ...] = ()
    cart: Literal[True] | None = None
    order: Literal["late"] | None = None


def _some(row: WhenRow) -> WhenRow:
    if row == WhenRow():
        raise ValueError(f"holds no condition; accepted: at least one of {', '.join(WhenRow.model_fields)}")
    if row.seconds is not None and row.seconds > _LONGEST_WAIT:
        raise ValueError(f"seconds: {row.seconds} is not accepted; accepted: 0 to {_LONGEST_WAIT}")
    return row


class NudgeRow(Row):
    id: Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    when: Annotated[WhenRow, AfterValidator(_some)]
    text: Annotated[Text, AfterValidator(_word)]
    ask: Annotated[Text, AfterValidator(_short)] | None = None

    @model_validator(mode="after")
    def _gaps_are_known(self) -> "NudgeRow":
        """Only a late order has a number to name."""
        known = {"{order_id}"} if self.when.order else set()
        for text in filter(None, (self.text, self.ask)):
            if strange := sorted(set(re.findall(r"\{[^}]*\}?|\}", text.en + text.zh)) - known):
                accepted = "{order_id}" if known else "no gap, or {order_id} with `order: late`"
                raise ValueError(f"{strange[0]!r} is not accepted in a text; accepted: {accepted}")
        return self

    def nudge(self) -> Nudge:
        when = self.when
        late, cart = when.order is not None, when.cart is not None
        return Nudge(self.id, self.text, self.ask, when.seconds or 0, when.pages, cart, late)


def _rules(rows: tuple[NudgeRow, ...]) -> tuple[NudgeRow, ...]:
    once("id", [row.id for row in rows])
    if len(rows) > _MOST_NUDGES:
        raise ValueError(f"holds {len(rows)}; accepted: at most {_MOST_NUDGES}")
    return rows


class AskedRow(Row):
    ask: FieldName
    required: bool = False
    options: tuple[Annotated[Text, AfterValidator(_short)], ...] = ()
    text: Annotated[Text, AfterValidator(_consent)] | None = None
    link: Annotated[str, StringConstraints(pattern=r"^(https://|/)\S{1,500}$")] = ""

    @model_validator(mode="after")
    def _fits(self) -> "AskedRow":
        """Topics have options, and a consent the words that are agreed to."""
        if bool(self.options) != (self.ask is FieldName.TOPIC):
            raise ValueError("options: accepted, and wanted, where `ask: topic` is")
        if len(self.options) > _MOST_TOPICS:
            raise ValueError(f"options: holds {len(self.options)}; accepted: at most {_MOST_TOPICS}")
        if (self.text is not None) != (self.ask is FieldName.CONSENT):
            raise ValueError("text: accepted, and wanted, where `ask: consent` is")
        if self.link and self.ask is not FieldName.CONSENT:
            raise ValueError("link: accepted where `ask: consent` is")
        return self


def _asked(rows: tuple[AskedRow, ...]) -> tuple[AskedRow, ...]:
    once("ask", [row.ask.value for row in rows])
    if not rows:
        raise ValueError(f"holds none; accepted: at least one of {', '.join(FieldName)}")
    return rows


class PreChatRow(Row):
    show: ShownWhen
    skip: bool = False
    intro: Annotated[Text, AfterValidator(_word)] | None = None
    fields: Annotated[tuple[AskedRow, ...], AfterValidator(_asked)]

    def pre_chat(self) -> PreChat:
        fields = tuple(AskedFirst(row.ask, row.required, row.options, row.text, row.link) for row in self.fields)
        return PreChat(self.show, fields, self.skip, self.intro)


class WidgetRow(Row):
    suggestions: Annotated[tuple[Annotated[Text, AfterValidator(_short)], ...], AfterValidator(_few)] = ()
    proactive: Annotated[tuple[NudgeRow, ...], AfterValidator(_rules)] = ()
    pre_chat: PreChatRow | None = None

    def wishes(self) -> WidgetWishes:
        asked = self.pre_chat.pre_chat() if self.pre_chat else None
        return WidgetWishes(self.suggestions, tuple(row.nudge() for row in self.proactive), asked)


def widget_of(folder: Path) -> WidgetWishes:
    """What a shop's folder says of the widget; nothing where it says nothing. Raises `ImportRejected`."""
    path = folder / FILE
    return read_widget(FILE, read_text(path)) if path.is_file() else WidgetWishes()


def read_widget(name: str, text: str) -> WidgetWishes:
    """Raises `ImportRejected`, naming every bad entry, when the file is not YAML or holds what is not accepted."""
    try:
        node, values = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ImportRejected(name, [BadRow(line, f"not YAML: {getattr(error, 'problem', None) or error}")]) from error
    try:
        row = WidgetRow.model_validate({} if values is None else values, context=Terms("USD"))
    except ValidationError as error:
        bad = [BadRow(line_of(node, location), problem) for location, problem in problems(error)]
        raise ImportRejected(name, bad) from error
    return row.wishes()
