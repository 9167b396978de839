"""Forms in a conversation: what one asks for, what may be sent to it, and the words that it makes of the answer."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final

from bot.commerce.model import Bilingual
from bot.dialogue.parts import Choice, Part
from bot.errors import FieldTrouble, FormRefused
from bot.language import Language

Values = Mapping[str, Any]
"""What was sent, by the fields' names: words, or for goods a list of {"value", "quantity"}."""

LONGEST_WORDS: Final = 120


class FieldKind(StrEnum):
    """How a field is filled in."""

    TEXT = "text"  # a line of words
    SELECT = "select"  # one of many
    RADIO = "radio"  # one of a few
    CHECK = "check"  # a box to tick: its one option, or nothing
    ITEMS = "items"  # some of the goods, each with how many


@dataclass(frozen=True)
class Option:
    """What may be picked; `most` says how many of it."""

    value: str
    title: str
    most: int | None = None

    def to_json(self) -> Part:
        most = {} if self.most is None else {"most": self.most}
        return {"value": self.value, "title": self.title, **most}


@dataclass(frozen=True)
class FormField:
    """One thing to fill in."""

    name: str
    kind: FieldKind
    label: str
    required: bool = True
    value: str = ""
    """What stands there at first."""
    autocomplete: str = ""
    """The token by which a browser fills it in (WHATWG)."""
    options: tuple[Option, ...] = ()
    needed_in: tuple[str, ...] = ()
    """Countries in which it is wanted though it is not required elsewhere."""
    patterns: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By country: what it looks like there (a regular expression for the whole of it), and an example."""

    def to_json(self) -> Part:
        patterns = {of: {"pattern": pattern, "example": example} for of, (pattern, example) in self.patterns.items()}
        optional = {
            "value": self.value,
            "autocomplete": self.autocomplete,
            "options": [option.to_json() for option in self.options],
            "needed_in": list(self.needed_in),
            "patterns": patterns,
        }
        shown = {name: value for name, value in optional.items() if value}
        return {"name": self.name, "type": self.kind.value, "label": self.label, "required": self.required, **shown}


def form(
    name: str,
    title: str,
    fields: Iterable[FormField],
    *,
    submit: str,
    cancel: Choice,
    bound: Mapping[str, str],
    instead_of_choices: bool = False,
) -> Part:
    """A form: `bound` says what it is about, and stays here; the id that the client sees is issued when it is stored.

    `instead_of_choices`: it asks for what the choices beside it do, for faces that can show it.
    """
    kept = _KEPT + json.dumps({"form": name, **bound}, ensure_ascii=False)
    return {
        "kind": "form",
        "form": name,
        "title": title,
        "fields": [one.to_json() for one in fields],
        "submit": Choice(submit, kept).to_json(),
        "cancel": cancel.to_json(),
        "instead_of_choices": instead_of_choices,
    }


_KEPT: Final = "/form"
_SAID: Final[Mapping[str, Bilingual]] = {
    "required": Bilingual("{label}: please fill this in", "请填写{label}"),
    "tick": Bilingual("Please tick this to go on", "请勾选此项后继续"),
    "long": Bilingual("{label}: at most {most} characters are accepted", "{label}：最多 {most} 个字符"),
    "pattern": Bilingual("{label}: please write it like {example}", "{label}：请按 {example} 这样的格式填写"),
    "option": Bilingual("{label}: accepted is what the form offers", "{label}：请从表单给出的选项中选择"),
    "quantity": Bilingual("{label}: accepted is 1 to {most} of {title}", "{label}：{title}可填 1 至 {most} 件"),
    "unknown": Bilingual("the form has no such field; accepted: {accepted}", "表单没有这一项；可填：{accepted}"),
    "shape": Bilingual("{label}: words are accepted", "{label}：请填写文字"),
}


def is_form(command: str) -> bool:
    """Whether an issued choice is the sending of a form."""
    return command.startswith(f"{_KEPT}{{")


def filled(shown: Part, command: str, values: Values, language: Language) -> tuple[str, str]:
    """The words that an answer makes, and what the dialogue manager is told of it.

    `shown` is the form as it was issued, `command` what was kept of it. Raises `FormRefused`, which names each field
    that is wrong and what is accepted there.
    """
    taken = checked(shown["fields"], values, language)
    bound: dict[str, Any] = json.loads(command.removeprefix(_KEPT))
    value = json.dumps({**taken, **bound}, ensure_ascii=False)
    return _words(shown, taken, language), f"/choose{json.dumps({'value': value}, ensure_ascii=False)}"


def checked(fields: Sequence[Part], values: Values, language: Language) -> dict[str, Any]:
    """The values without what is empty; raises `FormRefused`."""
    answers = _Answers(fields, values, language)
    troubles = list(answers.troubles())
    if troubles:
        raise FormRefused(troubles)
    return answers.taken()


def answer_of(value: str, name: str, **bound: str) -> dict[str, Any] | None:
    """What was sent to a form, from a choice's value; None for another choice, or a form about something else."""
    try:
        sent = json.loads(value)
    except ValueError:
        return None
    expected = {"form": name, **bound}
    if not isinstance(sent, dict) or any(sent.get(key) != wanted for key, wanted in expected.items()):
        return None
    return sent


class _Answers:
    """What was sent, beside the fields that it was sent to."""

    def __init__(self, fields: Sequence[Part], values: Values, language: Language) -> None:
        self._fields, self._values, self._language = fields, values, language
        self._country = str(values.get("country") or _only_option(fields, "country"))

    def troubles(self) -> Iterator[FieldTrouble]:
        """Everything that is wrong, in the form's order."""
        names = [str(one["name"]) for one in self._fields]
        for name in sorted(set(self._values) - set(names)):
            yield self._trouble("unknown", name[:40], forged=True, accepted=", ".join(names))
        for one in self._fields:
            yield from self._of(one)

    def taken(self) -> dict[str, Any]:
        """The values, without what is empty."""
        values = {str(one["name"]): self._value(one) for one in self._fields}
        return {name: value for name, value in values.items() if value}

    def _value(self, one: Part) -> Any:
        value = self._values.get(one["name"], "")
        if one["type"] == FieldKind.ITEMS:
            return [{"value": item["value"], "quantity": item["quantity"]} for item in value or ()]
        return " ".join(value.split())

    def _of(self, one: Part) -> Iterator[FieldTrouble]:
        value = self._values.get(one["name"]) or ""
        if not value or (isinstance(value, str) and not value.strip()):
            if one["required"] or self._country in one.get("needed_in", ()):
                kind = "tick" if one["type"] == FieldKind.CHECK else "required"
                yield self._trouble(kind, one["name"], label=one["label"])
        elif one["type"] == FieldKind.ITEMS:
            yield from self._items(one, value)
        elif not isinstance(value, str):
            yield self._trouble("shape", one["name"], forged=True, label=one["label"])
        elif one["type"] in (FieldKind.SELECT, FieldKind.RADIO, FieldKind.CHECK):
            if value not in [option["value"] for option in one["options"]]:
                yield self._trouble("option", one["name"], forged=True, label=one["label"])
        else:
            yield from self._text(one, value.strip())

    def _text(self, one: Part, value: str) -> Iterator[FieldTrouble]:
        if len(value) > LONGEST_WORDS:
            yield self._trouble("long", one["name"], label=one["label"], most=LONGEST_WORDS)
        looks = one.get("patterns", {}).get(self._country)
        if looks and not re.fullmatch(looks["pattern"], value, re.IGNORECASE):
            yield self._trouble("pattern", one["name"], label=one["label"], example=looks["example"])

    def _items(self, one: Part, value: Any) -> Iterator[FieldTrouble]:
        offered = {option["value"]: option for option in one["options"]}
        picked: set[str] = set()
        for item in value if isinstance(value, list) else [value]:
            option = offered.get(str(item.get("value"))) if isinstance(item, dict) else None
            if option is None or option["value"] in picked:
                yield self._trouble("option", one["name"], forged=True, label=one["label"])
                return
            picked.add(option["value"])
            quantity = item.get("quantity")
            if type(quantity) is not int or not 1 <= quantity <= option["most"]:
                gaps = {"most": option["most"], "title": option["title"]}
                yield self._trouble("quantity", one["name"], forged=True, label=one["label"], **gaps)

    def _trouble(self, said: str, name: str, *, forged: bool = False, **gaps: object) -> FieldTrouble:
        return FieldTrouble(name, _SAID[said].in_language(self._language).format(**gaps), forged)


def _only_option(fields: Sequence[Part], name: str) -> str:
    options: Sequence[Part] = next((one.get("options", ()) for one in fields if one["name"] == name), ())
    return options[0]["value"] if len(options) == 1 else ""


def _words(shown: Part, taken: Values, language: Language) -> str:
    """`New address: 12 Alder St, Portland …`, or a line a field."""
    between = "：" if language == "zh" else ": "
    if shown["form"] == ADDRESS:
        return f"{shown['title']}{between}{address_line(taken)}"
    lines = [f"{one['label']}{between}{_said(one, taken[one['name']], language)}" for one in _answered(shown, taken)]
    return "\n".join([str(shown["title"]), *lines])


def _answered(shown: Part, taken: Values) -> Iterator[Part]:
    return (one for one in shown["fields"] if one["name"] in taken)


def _said(one: Part, value: Any, language: Language) -> str:
    titles = {option["value"]: option["title"] for option in one.get("options", ())}
    if one["type"] != FieldKind.ITEMS:
        return str(titles.get(value, value))
    return ("、" if language == "zh" else ", ").join(f"{titles[i['value']]} × {i['quantity']}" for i in value)


ADDRESS: Final = "address"
RETURN: Final = "return"


def address_line(taken: Mapping[str, Any]) -> str:
    """12 Alder St, Portland, OR 97201, US."""
    said = {name: str(taken.get(name, "")) for name in ("line1", "line2", "city", "region", "postcode", "country")}
    town = f"{said['region']} {said['postcode']}".strip()
    told = [said["line1"], said["line2"], said["city"], town, said["country"]]
    return ", ".join(one for one in told if one)
