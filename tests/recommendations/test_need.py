"""A need travels as JSON and is read from either language."""

import pytest

from bot.commerce.money import Money
from bot.errors import InvalidInput
from bot.recommendations.need import Need, Wish
from bot.recommendations.parser import parse
from bot.recommendations.vocabulary import Vocabulary

FULL = Need(
    text="a quiet keyboard",
    kinds=("keyboard",),
    wishes=(Wish("trait", "quiet", beyond="KB-101"), Wish("material", "leather", avoid=True)),
    colours=("blue",),
    sizes=("us 9",),
    max_price=Money(8000, "USD"),
    cheaper_than="KB-101",
    excluded=("KB-104",),
    in_stock_only=False,
)


def test_a_need_survives_the_way_through_the_dialogue() -> None:
    assert Need.from_json(FULL.to_json()) == FULL
    assert Need().to_json() == {}


@pytest.mark.parametrize(
    "data", [{"colour": ["blue"]}, {"wishes": [{"trait": "quiet"}]}, {"max_price": 80}, {"kinds": 3}]
)
def test_what_is_no_need_is_refused_with_a_reason(data: dict[str, object]) -> None:
    with pytest.raises(InvalidInput):
        Need.from_json(data)


@pytest.mark.parametrize("said", ["a blue mouse, wireless, under 30", "三十以内的蓝色无线鼠标"])
def test_both_languages_are_read_alike(vocabulary: Vocabulary, said: str) -> None:
    need = parse(said, vocabulary)
    assert need.colours == ("blue",)
    assert need.wishes == (Wish("trait", "wireless"),)
    assert need.max_price == Money(3000, "USD")
    assert vocabulary.of_kind(need.kinds[0]) == {"KB-107", "KB-108", "KB-109"}


@pytest.mark.parametrize("said", ["shoes but not leather", "不要皮的鞋"])
def test_a_refused_material_does_not_refuse_the_thing(vocabulary: Vocabulary, said: str) -> None:
    need = parse(said, vocabulary)
    assert need.wishes == (Wish("material", "leather", avoid=True),)
    assert need.not_kinds == ()


@pytest.mark.parametrize("said", ["something like this but cheaper", "和这个差不多但便宜点的"])
def test_this_means_the_product_being_looked_at(vocabulary: Vocabulary, said: str) -> None:
    need = parse(said, vocabulary, focus="KB-101")
    assert (need.like_product, need.cheaper_than) == ("KB-101", "KB-101")


def test_a_lamp_called_a_light_is_no_wish_for_little_weight(vocabulary: Vocabulary) -> None:
    assert parse("a bedside light", vocabulary).wishes == ()
    assert parse("a light backpack", vocabulary).wishes == (Wish("trait", "lightweight"),)
