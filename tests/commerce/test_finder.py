"""Products found as shoppers say them: real phrases in both languages against the demo shop."""

import asyncio
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.commerce.changes import CancelOrder
from bot.commerce.finder import CONFIDENT, Match, ProductFinder
from bot.commerce.model import Bilingual, Product, Shop, Variant
from bot.commerce.money import Money
from bot.commerce.product_index import ProductIndex
from bot.commerce.product_terms import is_misspelt, singular, terms
from bot.commerce.sql import imported
from bot.commerce.sql.shop import SqlShop
from bot.language import LANGUAGES, Language
from bot.storage.database import Database
from knowledge_base.carried_encoder import CarriedEncoder
from knowledge_base.embedder import Embedder

PHRASES: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "product_phrases.yml").read_text("utf-8"))
TOGETHER = 0.05
"""Products no further apart are told as one answer: which of them is meant?"""


@pytest.fixture(scope="module")
def encoder() -> Embedder:
    return CarriedEncoder()


@pytest.fixture
async def finder(demo: SqlShop, encoder: Embedder) -> ProductFinder:
    return ProductFinder(demo, encoder)


def meant(matches: Sequence[Match]) -> list[str]:
    """What would be told: the surest, and those that come to about the same."""
    return [m.product.product_id for m in matches if m.score >= max(CONFIDENT, matches[0].score - TOGETHER)]


@dataclass(frozen=True)
class Tally:
    named: int
    told: int
    right: int
    wrong: Sequence[str]


async def _tally(finder: ProductFinder) -> Tally:
    named = told = right = 0
    wrong: list[str] = []
    for language in LANGUAGES:
        phrases = {**PHRASES["names"][language], **dict.fromkeys(PHRASES["nothing"][language], ())}
        for phrase, ids in phrases.items():
            found = meant(await finder.find(phrase, language))
            is_right = bool(found) and set(found) <= set(ids)
            named, told, right = named + bool(ids), told + bool(found), right + is_right
            if found and not is_right:
                wrong.append(f"{phrase}: {', '.join(found)}")
    return Tally(named, told, right, wrong)


async def test_what_it_is_confident_of_is_meant(finder: ProductFinder) -> None:
    tally = await _tally(finder)
    assert tally.named >= 180
    assert tally.right / tally.told >= 0.95, tally.wrong
    assert tally.right / tally.named >= 0.95


@pytest.mark.parametrize("language", LANGUAGES)
async def test_words_that_name_no_product_find_none(finder: ProductFinder, language: Language) -> None:
    found = [phrase for phrase in PHRASES["nothing"][language] if meant(await finder.find(phrase, language))]
    assert len(found) <= 0.05 * len(PHRASES["nothing"][language]), found


@pytest.mark.parametrize("text", ["", " ", "?!…", "的", "a", "\0", "x" * 2000, "🎧", "W10001", "+1-202-555-0143"])
async def test_text_without_a_product_in_it_is_no_trouble(finder: ProductFinder, text: str) -> None:
    assert meant(await finder.find(text, "en")) == []


async def test_an_accessory_gives_way_to_what_it_belongs_to(finder: ProductFinder) -> None:
    matches = await finder.find("harbour 500", "en")
    assert [match.product.product_id for match in matches[:2]] == ["AU-201", "AU-211"]
    assert meant(matches) == ["AU-201"]


async def test_a_kind_with_many_products_names_none_of_them(finder: ProductFinder) -> None:
    assert meant(await finder.find("bags", "en")) == []
    assert len(await finder.find("mouse", "en", limit=3)) == 3


async def test_the_same_question_has_the_same_answer(finder: ProductFinder, demo: SqlShop, encoder: Embedder) -> None:
    other = ProductFinder(demo, encoder)
    for phrase in ("the quiet keyboard", "running shoes"):
        assert await finder.find(phrase, "en") == await other.find(phrase, "en") == await finder.find(phrase, "en")


async def test_what_is_found_is_as_it_stands_now(finder: ProductFinder, demo: SqlShop) -> None:
    order = next(o for o in await demo.orders_of("C-1002") if o.status.value == "pending")
    before = (await finder.find("Millstone hand grinder", "en"))[0].product
    change = CancelOrder(order.order_id)
    agreed = await demo.settlement(change)
    await demo.change_order(change, version=order.version, agreed=agreed, key="k")
    after = (await finder.find("Millstone hand grinder", "en"))[0].product
    assert after.variants[0].stock == before.variants[0].stock + 1


async def test_a_changed_catalogue_is_found_at_once(finder: ProductFinder, demo: SqlShop, empty: Database) -> None:
    assert meant(await finder.find("hush 75", "en")) == ["KB-101"]
    product = await demo.product("KB-101")
    async with empty.transaction() as connection:
        renamed = replace(product, title=Bilingual("Brook 65 keyboard", "小溪65键盘"))
        await imported.write_products(connection, [], [renamed])
    assert meant(await finder.find("brook 65", "en")) == ["KB-101"]
    assert meant(await finder.find("hush 75", "en")) == []


async def test_an_empty_catalogue_finds_nothing(empty: Database, encoder: Embedder) -> None:
    assert await ProductFinder(SqlShop(empty), encoder).find("hush 75", "en") == []


class _Counting:
    """An encoder that counts what it is asked."""

    def __init__(self, encoder: Embedder) -> None:
        self._encoder, self.texts = encoder, 0
        self.name, self.dimensions = encoder.name, encoder.dimensions

    def embed(self, texts: Sequence[str]) -> Any:
        self.texts += len(texts)
        return self._encoder.embed(texts)


async def test_many_at_once_build_one_index(demo: SqlShop, encoder: Embedder) -> None:
    counting = _Counting(encoder)
    finder = ProductFinder(demo, counting)
    await asyncio.gather(*(finder.find("egret lamp 2", "en") for _ in range(8)))
    products = len(await demo.catalogue())
    assert 2 * products <= counting.texts <= 2 * products + 8


def test_scoring_a_hundred_products_takes_milliseconds(encoder: Embedder) -> None:
    variant = Variant("S", {}, Money(100, "USD"), 1)
    names = [f"Name{n} thing number {n}" for n in range(100)]
    products = [
        Product(f"P-{n}", "things", Bilingual(name, name), Bilingual("", ""), (variant,))
        for n, name in enumerate(names)
    ]
    index = ProductIndex.build("1", Shop(Bilingual("S", "S"), "USD", {}, {}, {}), products, encoder)
    index.score("the name7 thing", "en")
    times = []
    for n in range(50):
        begun = time.thread_time()
        assert index.score(f"how much is the name{n} thing number {n}", "en")[0][0] == f"P-{n}"
        times.append(time.thread_time() - begun)
    assert statistics.median(times) < 0.010


class TestTerms:
    def test_english_words_and_chinese_pairs(self) -> None:
        assert terms("How much are the Quiet keyboards?") == ["quiet", "keyboard"]
        assert terms("静音键盘多少钱") == ["静音", "音键", "键盘"]
        assert terms("工坊重磅T恤") == ["工坊", "坊重", "重磅", "磅t", "t恤"]
        assert terms("ＨＵＳＨ　75") == ["hush", "75"]

    @pytest.mark.parametrize(
        ("plural", "one"),
        [("batteries", "battery"), ("boxes", "box"), ("glasses", "glass"), ("shoes", "shoe"), ("bus", "bus")],
    )
    def test_plurals_are_as_their_singulars(self, plural: str, one: str) -> None:
        assert singular(plural) == one == singular(one)

    @pytest.mark.parametrize(
        ("word", "right", "is_slip"),
        [
            ("husch", "hush", True),
            ("harbor", "harbour", True),
            ("jakcet", "jacket", True),
            ("headfones", "headphones", True),
            ("hour", "pour", False),
            ("tea", "sea", False),
            ("75", "76", False),
            ("kb101", "kb102", False),
        ],
    )
    def test_a_slip_of_the_finger_is_known_from_another_word(self, word: str, right: str, is_slip: bool) -> None:
        assert is_misspelt(word, right) is is_slip
