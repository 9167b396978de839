"""`desk.yml` of the shop's folder: which waiting shoppers come before others."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Final, Self

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, ValidationError

from bot.commerce.files.fields import Row
from bot.commerce.files.problems import problems
from bot.commerce.files.text_file import read_text
from bot.commerce.files.yaml_lines import line_of
from bot.errors import BadRow, ImportRejected
from bot.language import LANGUAGES, Language
from bot.people.model import Topic

FILE: Final = "desk.yml"
_FACTS: Final = ("topic", "tag", "language", "upset", "waiting_minutes")
_MOST: Final = 1000


@dataclass(frozen=True)
class Rule:
    """Adds to the priority where every fact that it names is so."""

    add: int
    topic: Topic | None = None
    tag: str | None = None
    language: Language | None = None
    upset: bool | None = None
    waiting_minutes: int | None = None

    def to_json(self) -> dict[str, Any]:
        """What it names, and what it adds."""
        return {name: value for name, value in vars(self).items() if value is not None}


@dataclass(frozen=True)
class Facts:
    """What is known of somebody who waits."""

    topic: Topic
    language: Language
    upset: bool = False
    tags: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Urgency:
    """All rules of a shop; without any, whoever asked first comes first."""

    rules: tuple[Rule, ...] = ()

    def fitting(self, facts: Facts, waited_minutes: float) -> Sequence[Rule]:
        """Those that are so by now: what each adds is the priority."""
        due = (rule for rule in self.rules if (rule.waiting_minutes or 0) <= waited_minutes)
        return [rule for rule in due if _fits(rule, facts)]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """The rules that a shop's folder holds; raises `ImportRejected`, naming every bad entry."""
        return cls.read(read_text(folder / FILE)) if (folder / FILE).is_file() else cls()

    @classmethod
    def read(cls, text: str) -> Self:
        try:
            node, values = yaml.compose(text, Loader=yaml.SafeLoader), yaml.safe_load(text)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 1 if mark else 1
            raise ImportRejected(FILE, [BadRow(line, f"not YAML: {getattr(error, 'problem', error)}")]) from error
        try:
            row = _Desk.model_validate({} if values is None else values)
        except ValidationError as error:
            bad = [BadRow(line_of(node, where), problem) for where, problem in problems(error)]
            raise ImportRejected(FILE, bad) from error
        return cls(tuple(entry.rule() for entry in row.priority))


def _fits(rule: Rule, facts: Facts) -> bool:
    return (
        rule.topic in (None, facts.topic)
        and rule.language in (None, facts.language)
        and rule.upset in (None, facts.upset)
        and (rule.tag is None or rule.tag in facts.tags)
    )


def _topic(value: Any) -> Any:
    if value is not None and value not in list(Topic):
        raise ValueError(f"{value!r} is not accepted; accepted: {', '.join(Topic)}")
    return value


def _language(value: Any) -> Any:
    if value is not None and value not in LANGUAGES:
        raise ValueError(f"{value!r} is not accepted; accepted: {', '.join(LANGUAGES)}")
    return value


class _RuleRow(Row):
    add: Annotated[int, Field(ge=1, le=_MOST)]
    topic: Annotated[Topic | None, BeforeValidator(_topic)] = None
    tag: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    language: Annotated[Language | None, BeforeValidator(_language)] = None
    upset: bool | None = None
    waiting_minutes: Annotated[int, Field(ge=1, le=1440)] | None = None

    def rule(self) -> Rule:
        return Rule(self.add, self.topic, self.tag, self.language, self.upset, self.waiting_minutes)


def _say_when(row: _RuleRow) -> _RuleRow:
    if all(getattr(row, fact) is None for fact in _FACTS):
        raise ValueError(f"says of nobody whom it is for; accepted: at least one of {', '.join(_FACTS)}")
    return row


class _Desk(Row):
    priority: tuple[Annotated[_RuleRow, AfterValidator(_say_when)], ...] = ()
