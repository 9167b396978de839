"""HTML that is built from elements: whatever is not an element is text, and text is escaped."""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"br", "img", "input", "link", "meta"})


class Html(str):
    """Markup that is already safe to send."""

    __slots__ = ()


Content = str | int | None | Iterable["Content"]


def element(name: str, /, *content: Content, **attributes: str | bool | None) -> Html:
    """One element; `class_` and `data_id` become `class` and `data-id`, None and False leave an attribute out."""
    head = f"<{name}{_attributes(attributes)}>"
    return Html(head if name in VOID else f"{head}{render(content)}</{name}>")


def render(content: Content) -> Html:
    """Content as markup: elements as they are, words escaped, lists one after the other."""
    if isinstance(content, Html):
        return content
    if content is None:
        return Html("")
    if isinstance(content, str | int):
        return Html(escape(str(content)))
    return Html("".join(render(each) for each in content))


def page(*content: Content) -> Html:
    """A whole document."""
    return Html("<!doctype html>\n" + render(content))


def _attributes(attributes: dict[str, str | bool | None]) -> str:
    return "".join(_attribute(name, value) for name, value in attributes.items())


def _attribute(name: str, value: str | bool | None) -> str:
    if value is None or value is False:
        return ""
    written = name.rstrip("_").replace("_", "-")
    return f" {written}" if value is True else f' {written}="{escape(value)}"'
