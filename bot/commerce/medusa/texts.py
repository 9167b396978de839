"""Texts of a Medusa shop in both languages, one standing in for the other where it is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.commerce.medusa.client import Facts, MedusaClient
from bot.commerce.model import Bilingual
from bot.language import Language

_CHINESE: Final = ("zh-CN", "zh-Hans", "zh")
_ENGLISH: Final = ("en-US", "en-GB", "en")


@dataclass(frozen=True)
class Texts:
    """What was translated, by language, then by id and field; an untranslated text is in the shop's own language."""

    told: Mapping[Language, Mapping[tuple[str, str], str]]

    def of(self, facts: Facts, field: str) -> Bilingual:
        """A field of a thing of Medusa's."""
        own = str(facts[field] or "").strip()
        english, chinese = (self.told[language].get((facts["id"], field), "") for language in ("en", "zh"))
        return Bilingual(english or own or chinese, chinese or own or english)


async def read_texts(client: MedusaClient, locales: Sequence[str]) -> Texts:
    """All translations; none where Medusa's Translation Module is not switched on."""
    wanted: dict[Language, str | None] = {"en": _first(locales, _ENGLISH), "zh": _first(locales, _CHINESE)}
    return Texts({language: await _read(client, code) if code else {} for language, code in wanted.items()})


async def _read(client: MedusaClient, locale: str) -> Mapping[tuple[str, str], str]:
    found = await client.all("/admin/translations", "translations", locale_code=locale, limit=500)
    return {
        (facts["reference_id"], field): str(words).strip()
        for facts in found
        for field, words in (facts["translations"] or {}).items()
        if words
    }


def _first(locales: Sequence[str], wanted: Sequence[str]) -> str | None:
    """The likeliest of the shop's own, else any form of the language."""
    exact = next((code for code in wanted if code in locales), None)
    return exact or next((code for code in locales if code.split("-")[0] == wanted[-1]), None)
