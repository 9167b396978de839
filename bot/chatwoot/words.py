"""A message of ours as Chatwoot shows it: words in Markdown, and choices as options where the channel has them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import tzinfo
from itertools import groupby
from typing import Any, Final

from bot.chatwoot.client import Outgoing
from bot.commerce.model import Bilingual
from bot.commerce.money import Money
from bot.conversation.part_words import PartWords
from bot.dialogue.parts import Part
from bot.language import Language

# https://www.chatwoot.com/hc/user-guide/articles/1677689344-how-to-use-interactive-messages: elsewhere only words show.
_WITH_OPTIONS: Final = frozenset({"Channel::WebWidget", "Channel::Api", "Channel::Whatsapp", "Channel::Telegram"})
_WITH_CARDS: Final = frozenset({"Channel::WebWidget", "Channel::Api"})
_MARKUP: Final = re.compile(r"[\\`*_\[\]<>#|~]")
_IN_MARKDOWN: Final = frozenset({"text", "answer"})
_SILENT: Final = frozenset({"queued", "left_message"})
"""What Chatwoot tells by itself, beside the bot's own words."""
_CHOOSE: Final = Bilingual("Please choose:", "请选择：")
_IN_STOCK: Final = Bilingual("{price}, in stock", "{price}，有货")
_SOLD_OUT: Final = Bilingual("{price}, sold out", "{price}，已售罄")
_VIEW: Final = Bilingual("View", "查看")
_HANDED_OVER: Final = "The assistant has handed this conversation over. 智能助手已将此对话转交人工客服。"


class Words:
    """Says nothing that the parts do not hold; days are the shop's own."""

    def __init__(self, zone: tzinfo) -> None:
        self._zone = zone

    def of(self, parts: Sequence[Part], language: Language, channel: str) -> Sequence[Outgoing]:
        """In order; none for what Chatwoot tells by itself."""
        return list(_Telling(PartWords(language, self._zone), language, channel).of(parts))

    def handed_over(self) -> Outgoing:
        """A note for the agents, in both languages since nobody knows theirs."""
        return Outgoing(_HANDED_OVER, private=True)


class _Telling:
    def __init__(self, words: PartWords, language: Language, channel: str) -> None:
        self._lines, self._language, self._channel = words.lines, language, channel

    def of(self, parts: Sequence[Part]) -> Iterator[Outgoing]:
        """What can be chosen goes with the words before it; cards go alone."""
        for is_cards, group in groupby(parts, key=self._is_cards):
            if is_cards:
                yield from map(self._cards, group)
            elif said := self._together(list(group)):
                yield said

    def _is_cards(self, part: Part) -> bool:
        return part["kind"] == "products" and self._channel in _WITH_CARDS

    def _together(self, parts: Sequence[Part]) -> Outgoing | None:
        words = "\n\n".join(filter(None, map(self._words, parts)))
        choices = [choice for part in parts for choice in _choices(part)]
        if not choices:
            return Outgoing(words) if words else None
        if self._channel not in _WITH_OPTIONS:
            titles = "\n".join(f"- {_plain(choice['title'])}" for choice in choices)
            return Outgoing(f"{words or self._say(_CHOOSE)}\n\n{titles}")
        items = [{"title": choice["title"], "value": choice["id"]} for choice in choices]
        return Outgoing(words or self._say(_CHOOSE), "input_select", {"items": items})

    def _words(self, part: Part) -> str:
        """What is Markdown stays so, what is data is shown as it is."""
        # Chatwoot cannot show it: the question stands before it, and words answer it as well.
        if part["kind"] in {"choices", "form"} or (part["kind"] == "handoff" and part["status"] in _SILENT):
            return ""
        if part["kind"] in _IN_MARKDOWN:
            sources = dict.fromkeys(map(_plain, self._lines({**part, "text": ""})))
            return "\n".join([str(part["text"]), *sources])
        return "\n".join(map(_plain, self._lines(part)))

    def _cards(self, part: Part) -> Outgoing:
        return Outgoing(self._words(part), "cards", {"items": [self._card(one) for one in part["items"]]})

    def _card(self, one: Mapping[str, Any]) -> Mapping[str, Any]:
        view = [{"type": "link", "text": self._say(_VIEW), "uri": one["url"]}] if "url" in one else []
        picture = {"media_url": one["image"]} if "image" in one else {}
        price = Money(one["price"]["amount"], one["price"]["currency"]).spoken(self._language)
        told = self._say(_IN_STOCK if one["in_stock"] else _SOLD_OUT, price=price)
        return {**picture, "title": one["title"], "description": told, "actions": view}

    def _say(self, words: Bilingual, **gaps: object) -> str:
        return words.in_language(self._language).format(**gaps)


def _choices(part: Part) -> Sequence[Mapping[str, Any]]:
    match part["kind"]:
        case "choices":
            items: Sequence[Mapping[str, Any]] = part["items"]
            return items
        case "confirmation":
            return [part["confirm"], part["decline"]]
        case _:
            return []


def _plain(words: str) -> str:
    """Shown as it is, whatever of it would be Markdown."""
    return _MARKUP.sub(r"\\\g<0>", words)
