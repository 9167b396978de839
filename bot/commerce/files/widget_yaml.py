"""`widget.yml`: what a shop wants of the widget on its pages."""

from pathlib import Path
from typing import Annotated, Final

import yaml
from pydantic import AfterValidator, ValidationError

from bot.commerce.files.fields import Row, Terms, Text
from bot.commerce.files.problems import problems
from bot.commerce.files.text_file import read_text
from bot.commerce.files.yaml_lines import line_of
from bot.commerce.model import Bilingual
from bot.commerce.widget import WidgetWishes
from bot.errors import BadRow, ImportRejected

FILE: Final = "widget.yml"
_MOST_SUGGESTIONS: Final = 4
_LONGEST_SUGGESTION: Final = 80


def _short(text: Bilingual) -> Bilingual:
    if longest := next((words for words in (text.en, text.zh) if len(words) > _LONGEST_SUGGESTION), None):
        raise ValueError(f"has {len(longest)} characters; accepted: at most {_LONGEST_SUGGESTION}")
    return text


def _few(rows: tuple[Bilingual, ...]) -> tuple[Bilingual, ...]:
    if len(rows) > _MOST_SUGGESTIONS:
        raise ValueError(f"holds {len(rows)}; accepted: at most {_MOST_SUGGESTIONS}")
    return rows


class WidgetRow(Row):
    suggestions: Annotated[tuple[Annotated[Text, AfterValidator(_short)], ...], AfterValidator(_few)] = ()

    def wishes(self) -> WidgetWishes:
        return WidgetWishes(suggestions=self.suggestions)


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
