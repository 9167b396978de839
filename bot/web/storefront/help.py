"""The shop's policies and help pages as web pages, which the widget's sources link to."""

from collections.abc import Sequence
from datetime import date

from markdown_it import MarkdownIt

from bot.language import Language
from bot.web.storefront.frame import Visit, framed
from bot.web.storefront.markup import Html, element
from knowledge_base.document import Document

# HTML inside a document is shown as text, never sent as markup.
_MARKDOWN = MarkdownIt("commonmark", {"html": False}).enable("table")


class HelpPages:
    """The editions that hold on a day, by id and language."""

    def __init__(self, documents: Sequence[Document]) -> None:
        self._documents = tuple(documents)

    def titles(self, language: Language, day: date) -> Sequence[tuple[str, str]]:
        """Id and title of every page, by title."""
        held = {each.id: each.title for each in self._documents if each.language == language and each.holds_on(day)}
        return sorted(held.items(), key=lambda item: item[1])

    def find(self, document_id: str, language: Language, day: date) -> Document | None:
        """The page in that language, else in the other one."""
        held = [each for each in self._documents if each.id == document_id and each.holds_on(day)]
        return min(held, key=lambda each: each.language != language, default=None)


def contents(visit: Visit, titles: Sequence[tuple[str, str]]) -> Html:
    heading = visit.say("help_title")
    links = [element("li", element("a", title, href=f"/help/{document_id}")) for document_id, title in titles]
    return framed(visit, heading, element("h1", heading), element("ul", links, class_="contents"))


def document(visit: Visit, shown: Document) -> Html:
    body = Html(_MARKDOWN.render(shown.body))
    lang = "zh-CN" if shown.language == "zh" else "en"
    return framed(visit, shown.title, element("article", body, class_="document", lang=lang))
