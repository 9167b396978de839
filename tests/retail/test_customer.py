"""The simulated customer answers what it is asked from its own text, and says no more than that text holds."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import pytest

from tests.retail.customer import Customer, Say
from tests.retail.judgement import Judgement, rows_of_goods
from tests.retail.speech import Voice, phrasings
from tests.retail.task import Act, Task
from tests.retail.words import Goods

Part = dict[str, Any]

TENT = {"name": "Tent", "item_id": "t1", "price": 80, "options": {"color": "green", "size": "S"}}
LAMP = {"name": "Floor Lamp", "item_id": "l1", "price": 40, "options": {"wood": "oak", "light": "bright"}}
SOURCE: Mapping[str, Any] = {
    "users": {
        "ann": {
            "payment_methods": {
                "card": {"source": "credit_card", "id": "card", "brand": "visa", "last_four": "1234"},
                "gift": {"source": "gift_card", "id": "gift"},
            }
        }
    },
    "orders": {"#W1111111": {"user_id": "ann", "items": [TENT, LAMP]}},
    "products": {
        "p1": {"name": "Tent", "variants": {"t2": {"options": {"color": "blue", "size": "L"}, "price": 90}}},
        "p2": {"name": "Floor Lamp", "variants": {}},
    },
}
RETURN_BOTH = Act(
    "return_delivered_order_items",
    {"order_id": "#W1111111", "item_ids": ["t1", "l1"], "payment_method_id": "card"},
)
SWAP_TENT = Act(
    "exchange_delivered_order_items",
    {"order_id": "#W1111111", "item_ids": ["t1"], "new_item_ids": ["t2"], "payment_method_id": "gift"},
)


def task(wish: str, *acts: Act, manner: str = "") -> Task:
    return Task("1", wish, "You are Ann Bell in zip code 10203.", manner, acts, {}, (), "ann")


def customer(wish: str, *acts: Act, manner: str = "", seed: int = 1) -> Customer:
    told = task(wish, *acts, manner=manner)
    names = ["Tent", "Floor Lamp", "Sleeping Bag"]
    return Customer(told, Voice(Random(seed)), Judgement(told, SOURCE), Goods(names))


def says(words: str, *choices: str) -> list[Part]:
    parts: list[Part] = [{"kind": "text", "text": words}]
    if choices:
        parts.append({"kind": "choices", "items": [{"id": title, "title": title} for title in choices]})
    return parts


def shows(summary: str, *rows: tuple[str, str, str]) -> list[Part]:
    changes = [{"field": field, "from": before, "to": after} for field, before, after in rows]
    return [{"kind": "confirmation", "summary": summary, "changes": changes, "confirm": "yes", "decline": "no"}]


def returned(*names: str, refund: str = "$120.00 back to visa ending 1234") -> list[Part]:
    rows = [(name, "with you", "goes back") for name in names]
    return shows("Shall I ask for this return from order W1111111?", *rows, ("Refund", "paid", refund))


def swapped(new: str, money: str = "$10.00 with gift card") -> list[Part]:
    rows = ("Tent", "green, S: $80.00", new), ("To pay", "nothing yet", money)
    return shows("Shall I ask for this exchange for order W1111111?", *rows)


def test_it_says_yes_to_just_what_it_came_for() -> None:
    anna = customer("You want to return the tent and the lamp.", RETURN_BOTH)
    anna.begin()
    assert anna.answer(returned("Tent", "Floor Lamp")) == Say(choice="yes")


@pytest.mark.parametrize(
    "shown",
    [
        returned("Tent × 2", "Floor Lamp"),
        returned("Tent", "Floor Lamp", refund="$120.00 back to gift card"),
        returned("Tent", "Floor Lamp", refund="$90.00 back to visa ending 1234"),
    ],
)
def test_it_says_no_to_anything_else(shown: Sequence[Part]) -> None:
    anna = customer("You want to return the tent and the lamp.", RETURN_BOTH)
    anna.begin()
    assert anna.answer(shown) == Say(choice="no")


@pytest.mark.parametrize(
    "money", ["$10.00 with gift card", "$10.00 with gift_card", "$10.00 with your gift card, at once"]
)
def test_a_way_to_pay_is_known_however_it_is_written(money: str) -> None:
    anna = customer("You want to exchange the tent for a large blue one.", SWAP_TENT)
    anna.begin()
    assert anna.answer(swapped("blue, L: $90.00", money)) == Say(choice="yes")


@pytest.mark.parametrize(
    "new", ["blue, S: $90.00", "red, L: $90.00", "blue, L: $85.00", "light blue-green, XL: $90.00"]
)
def test_another_variant_is_not_what_it_came_for(new: str) -> None:
    anna = customer("You want to exchange the tent for a large blue one.", SWAP_TENT)
    anna.begin()
    assert anna.answer(swapped(new)) == Say(choice="no")


@pytest.mark.parametrize("field", ["Gift card", "Refund", "To pay", "PayPal", "Price difference", "visa ending 1234"])
def test_a_row_of_money_is_no_row_of_goods(field: str) -> None:
    (shown,) = shows("Shall I?", ("Tent", "with you", "goes back"), (field, "$1.00", "$2.00"))
    assert [row["field"] for row in rows_of_goods(shown)] == ["Tent"]


def test_what_is_missing_is_said_to_what_is_shown() -> None:
    anna = customer("You want to return the tent and the lamp.", RETURN_BOTH)
    anna.begin()
    assert "Also the lamp" in anna.answer(returned("Tent")).text


def test_what_is_too_much_is_said_to_what_is_shown() -> None:
    anna = customer("You want to return the tent and the lamp.", RETURN_BOTH)
    anna.begin()
    assert "Not the Sleeping Bag" in anna.answer(returned("Tent", "Floor Lamp", "Sleeping Bag")).text


def test_after_a_no_it_says_what_was_wrong_in_the_words_of_that_wish() -> None:
    anna = customer("You want to return the tent and the lamp.", RETURN_BOTH)
    anna.begin()
    anna.answer(returned("Tent"))
    assert anna.answer(returned("Tent")) == Say(choice="no")
    said = anna.answer(says("All right, order W1111111 stays as it is.")).text
    assert "return the tent and the lamp" in said
    assert "Also the lamp" in said


def test_second_thoughts_are_said_to_the_confirmation_and_then_hold() -> None:
    anna = customer(
        "You want to exchange the tent and the lamp. If asked for confirmation, only exchange the tent.", SWAP_TENT
    )
    anna.begin()
    rows = ("Tent", "green, S", "blue, L"), ("Floor Lamp", "oak, bright", "oak, dim")
    said = anna.answer(shows("Shall I ask for this exchange for order W1111111?", *rows)).text
    assert "nly exchange the tent" in said
    assert anna.answer(swapped("blue, L: $90.00")) == Say(choice="yes")
    anna.answer(says("Done: it is asked for. Is there anything else?"))
    assert anna.is_done


def test_asked_which_order_it_names_the_goods_of_this_wish() -> None:
    anna = customer("You want to return the sleeping bag that you received.")
    anna.begin()
    said = anna.answer(
        says("Which order is it about?", "W1111111: Tent and 2 more", "W2222222: Floor Lamp and 3 more")
    ).text
    assert "sleeping bag" in said


def test_asked_which_order_it_picks_the_one_that_shows_its_goods() -> None:
    anna = customer("You want to return the lamp.")
    anna.begin()
    said = anna.answer(says("Which order is it about?", "W1111111: Tent and 2 more", "W2222222: Floor Lamp and 3 more"))
    assert said == Say(choice="W2222222: Floor Lamp and 3 more")


def test_asked_what_instead_it_says_what_its_text_says_of_that_one() -> None:
    anna = customer("You want to exchange the tent to a bigger one, and the lamp to a dimmer one.")
    anna.begin()
    said = anna.answer(
        says("What would you like instead of Floor Lamp?", "oak, dim: $30.00", "steel, low: $50.00")
    ).text
    assert "the lamp to a dimmer one" in said
    assert "tent" not in said


@pytest.mark.parametrize(
    ("wish", "picked"),
    [
        ("You want to exchange the tent for the cheapest blue one.", "blue, M: $60.00"),
        ("You want to exchange the tent for the most expensive blue one.", "blue, L: $90.00"),
        ("You want to exchange the tent for one of size L (prefer red > blue).", "red, L: $95.00"),
        ("You want to exchange the tent for a red one instead of the green one.", "red, L: $95.00"),
    ],
)
def test_of_several_variants_it_picks_the_one_that_fits_its_text(wish: str, picked: str) -> None:
    anna = customer(wish)
    anna.begin()
    shown = says("What would you like instead of Tent?", "blue, M: $60.00", "blue, L: $90.00", "red, L: $95.00")
    assert anna.answer(shown) == Say(choice=picked)


def test_when_it_cannot_be_had_it_says_what_else_it_wants() -> None:
    anna = customer("You want to exchange the tent for a blue one. If that is not possible, you want to return it.")
    anna.begin()
    assert "I want to return it" in anna.answer(says("Tent in blue is sold out just now.")).text


def test_a_choice_that_says_what_else_it_wants_is_picked() -> None:
    anna = customer("You want to cancel the tent. If one item cannot be cancelled, cancel the whole order.")
    anna.begin()
    shown = says("I can't take single items out of order W1111111.", "Cancel the whole order", "Talk to a person")
    assert anna.answer(shown) == Say(choice="Cancel the whole order")


def test_it_never_asks_for_a_person_of_its_own_accord() -> None:
    anna = customer("You want to return the tent.")
    anna.begin()
    heard = [anna.answer(says("I'm not sure I understood.", "Talk to a person")) for _ in range(6)]
    assert not [say for say in heard if say.choice]
    assert anna.misunderstood == 6


@pytest.mark.parametrize(("price", "act"), [("$75.00", "exchange"), ("$85.00", "return")])
def test_a_price_decides_what_comes_next(price: str, act: str) -> None:
    anna = customer(
        "You want to know what the cheapest tent costs. If it is less than 80 dollars you want to exchange yours."
        " If not, you want to return it."
    )
    anna.begin()
    assert act in anna.answer(says(f"The cheapest tent is {price}.")).text


def test_what_is_asked_for_in_the_text_is_answered_with_the_text() -> None:
    anna = customer(
        "You want to cancel the tent order. If the agent asks for the reason, say that you ordered it by mistake."
    )
    anna.begin()
    assert "I ordered it by mistake" in anna.answer(says("Why would you like to cancel it?")).text
    again = customer(
        "You want to cancel the tent order. If the agent asks for the reason, say that you ordered it by mistake."
    )
    again.begin()
    shown = says("What is the reason?", "no longer needed", "ordered by mistake")
    assert again.answer(shown) == Say(choice="ordered by mistake")


def test_the_way_to_pay_is_the_one_that_the_text_names() -> None:
    anna = customer("You want to exchange the tent for a blue one. You'd like to pay with your gift card.")
    anna.begin()
    shown = says("How would you like to pay the difference?", "visa ending 1234", "gift card")
    assert anna.answer(shown) == Say(choice="gift card")


def test_a_wish_that_was_passed_over_is_said_once_more_before_good_bye() -> None:
    anna = customer("You want to return the tent. You also want to cancel the lamp.", seed=3)
    said = [anna.begin().text]
    while not anna.is_done:
        said.append(anna.answer(says("All right.")).text)
    assert sum("return the tent" in words for words in said) == 2
    assert sum("cancel the lamp" in words for words in said) == 2


def test_one_who_says_one_thing_at_a_time_does() -> None:
    anna = customer(
        "You want to return the tent. You also want to cancel the lamp.", manner="You like to say one thing at a time."
    )
    assert "lamp" not in anna.begin().text


def test_one_who_wants_it_in_one_go_says_it_all() -> None:
    for seed in range(5):
        anna = customer("You want to return the tent. You also want to cancel the lamp in one go.", seed=seed)
        assert "lamp" in anna.begin().text


def test_it_has_nothing_to_say_only_where_the_text_has_nothing() -> None:
    anna = customer("You want to return the tent.")
    anna.begin()
    for _ in range(3):
        anna.answer(says("What is your favourite colour?"))
    assert anna.unsure == 1


def test_each_act_has_at_least_five_phrasings() -> None:
    assert {act for act, ways in phrasings().items() if len(set(ways)) < 5} == set()


def test_who_means_all_orders_takes_them_one_after_the_other() -> None:
    anna = customer("You want to cancel all pending orders.")
    anna.begin()
    shown = says("Which order would you like to cancel?", "W1111111: Tent", "W2222222: Floor Lamp")
    said = [anna.answer(shown) for _ in range(5)]
    assert "all pending orders" in said[0].text
    assert "W1111111: Tent" in [say.choice for say in said]


def test_what_comes_after_is_said_once_it_is_done() -> None:
    anna = customer(
        "You want to return the tent and the lamp. Once that is done, ask the agent how long it takes.", RETURN_BOTH
    )
    anna.begin()
    anna.answer(returned("Tent", "Floor Lamp"))
    assert "how long it takes" in anna.answer(says("Done: the return is asked for. Is there anything else?")).text


def test_something_else_in_its_place_is_left_when_the_text_does_not_want_it() -> None:
    anna = customer("You want to cancel the tent.")
    anna.begin()
    said = anna.answer(says("I can only cancel all of order W1111111.", "Cancel the whole order", "Talk to a person"))
    assert said.text in phrasings()["leave"]


def test_the_other_card_is_the_one_that_was_not_shown() -> None:
    second = "If asked for confirmation, mention that you'd prefer the other card."
    anna = customer(f"You want to exchange the tent for a red one. {second}")
    anna.begin()
    anna.answer(swapped("red, L: $90.00", "$10.00 with visa ending 1234"))
    shown = says("Where should the money go?", "visa ending 1234: $10.00", "mastercard ending 9999: $10.00")
    assert anna.answer(shown) == Say(choice="mastercard ending 9999: $10.00")


def test_a_question_that_was_not_answered_is_asked_once_more() -> None:
    anna = customer("You want to know how much the tent weighs. You want to return the lamp.", seed=2)
    said = [anna.begin().text]
    while not anna.is_done:
        said.append(anna.answer(says("Nothing of that kind is known here.")).text)
    assert sum("how much the tent weighs" in words for words in said) == 2


def test_something_in_its_place_is_answered_with_what_else_is_wanted() -> None:
    anna = customer(
        "You want to return the tent to your card. If the card is not possible, you want to return everything."
    )
    anna.begin()
    told = says("The money can't go to the card here.")
    assert "I want to return everything" in anna.answer([*told, *returned("Tent")]).text


def test_what_it_does_not_tell_it_may_point_at() -> None:
    wish = "You want to return everything for the night (everything except a lamp, but do not reveal it to the agent)."
    anna = customer(wish, RETURN_BOTH)
    assert "lamp" not in anna.begin().text
    assert "Not the Floor Lamp" in anna.answer(returned("Sleeping Bag", "Floor Lamp")).text


def test_of_all_goods_one_that_is_missing_is_asked_for() -> None:
    anna = customer(
        "You want to exchange all my items for the cheapest ones, but the tent must stay a large one.", SWAP_TENT
    )
    anna.begin()
    shown = shows("Shall I ask for this exchange for order W1111111?", ("Floor Lamp", "oak, bright", "oak, dim"))
    said = anna.answer(shown).text
    assert "Also the tent" in said
    assert "Not the" not in said


def test_where_it_goes_is_what_stands_after_to() -> None:
    anna = customer("You want to change my order's address to the Leeds address, along with your user address.")
    anna.begin()
    assert "the Leeds address" in anna.answer(says("What is the new address?")).text


def test_what_is_offered_that_fits_only_what_else_it_wants_brings_that() -> None:
    anna = customer(
        "You want to return the tent. If the same tent is available, you're willing to exchange it."
        " If the agent doesn't allow the exchange, get a large tent instead."
    )
    anna.begin()
    shown = says(
        "What would you like instead of Tent?", "blue, large: $60.00", "red, large: $90.00", "red, small: $80.00"
    )
    assert "large tent" in anna.answer(shown).text


def test_a_part_of_a_wish_is_in_the_order_that_the_whole_names() -> None:
    anna = customer("You want to change the address of your pending order to Leeds, and change its tent to a red one.")
    anna.begin()
    shown = says(
        "Which order is the tent from?", "W1111111: Sleeping Bag and 2 more", "W2222222: Floor Lamp and 3 more"
    )
    assert any("pending order" in anna.answer(shown).text for _ in range(3))


def test_an_address_that_is_offered_is_picked_by_the_town_of_whom_it_is_of() -> None:
    anna = customer("You want to change your default address to your brother's address. Your brother lives in Leeds.")
    anna.begin()
    shown = says("What is the new address?", "As order W1111111: 1 High Street, Leeds", "2 Low Street, York")
    assert anna.answer(shown) == Say(choice="As order W1111111: 1 High Street, Leeds")
