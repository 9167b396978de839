"""`widget.yml`: read into wishes, every bad entry named."""

from pathlib import Path

import pytest

from bot.commerce.files.widget_yaml import read_widget, widget_of
from bot.commerce.model import Bilingual
from bot.commerce.widget import AskedFirst, FieldName, PreChat, ShownWhen, WidgetWishes
from bot.errors import ImportRejected

GOOD = """
suggestions:
  - {en: "Do you gift-wrap?", zh: 可以包装成礼物吗？}
  - Repairs
proactive:
  - id: late
    when: {order: late, pages: ["/orders", "/account"]}
    text: {en: "{order_id} is late", zh: "{order_id}晚到了"}
    ask: {en: "Where is {order_id}?", zh: "{order_id}在哪？"}
  - id: cart-help
    when: {cart: true, seconds: 60}
    text: Any question?
"""


def test_a_good_file_is_read() -> None:
    assert read_widget("widget.yml", GOOD).suggestions == (
        Bilingual("Do you gift-wrap?", "可以包装成礼物吗？"),
        Bilingual("Repairs", "Repairs"),
    )


def test_rules_are_read_in_their_order() -> None:
    late, cart = read_widget("widget.yml", GOOD).nudges
    assert (late.id, late.late_order, late.cart, late.seconds, late.pages) == (
        "late",
        True,
        False,
        0,
        ("/orders", "/account"),
    )
    assert late.ask == Bilingual("Where is {order_id}?", "{order_id}在哪？")
    assert (cart.id, cart.late_order, cart.cart, cart.seconds, cart.ask) == ("cart-help", False, True, 60, None)


def test_a_shop_without_the_file_wants_nothing(tmp_path: Path) -> None:
    assert widget_of(tmp_path) == WidgetWishes()
    (tmp_path / "widget.yml").write_text("# nothing yet\n", "utf-8")
    assert widget_of(tmp_path) == WidgetWishes()


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("suggestion: [x]", 1, "unknown field 'suggestion'; accepted: suggestions"),
        ("suggestions:\n  - {en: only English}", 2, 'accepted: a text or {"en": ..., "zh": ...}'),
        ("suggestions: [a, b, c, d, e]", 1, "holds 5; accepted: at most 4"),
        ("suggestions:\n  - ok\n  - " + "x" * 81, 3, "has 81 characters; accepted: at most 80"),
        ("- a list", 1, "is a list; accepted: an object with suggestions"),
        ("suggestions: [", 1, "not YAML"),
        (
            "proactive:\n  - {id: a, text: x, when: {}}",
            2,
            "holds no condition; accepted: at least one of seconds, pages",
        ),
        ("proactive:\n  - {id: a, text: x, when: {cart: false}}", 2, "cart"),
        ("proactive:\n  - {id: a, text: x, when: {order: lost}}", 2, "'late'"),
        ("proactive:\n  - {id: a, text: x, when: {pages: [products]}}", 2, "pages"),
        ("proactive:\n  - {id: a, text: x, when: {seconds: 9999}}", 2, "accepted: 0 to 3600"),
        ("proactive:\n  - {id: A b, text: x, when: {cart: true}}", 2, "id"),
        ("proactive:\n  - {id: a, when: {cart: true}}", 2, "text is missing"),
        ('proactive:\n  - {id: a, text: "hi {name}", when: {order: late}}', 2, "'{name}' is not accepted in a text"),
        ('proactive:\n  - {id: a, text: "{order_id}", when: {cart: true}}', 2, "with `order: late`"),
        ("proactive:\n  - {id: a, text: " + "x" * 161 + ", when: {cart: true}}", 2, "at most 160"),
        (
            "proactive:\n  - {id: a, text: x, when: {cart: true}}\n  - {id: a, text: y, when: {cart: true}}",
            2,
            "'a' is given twice",
        ),
    ],
)
def test_a_bad_entry_is_named_with_its_line(text: str, line: int, says: str) -> None:
    with pytest.raises(ImportRejected) as refused:
        read_widget("widget.yml", text)
    assert [(row.line, says in row.problem) for row in refused.value.rows] == [(line, True)]


ASKING = """
pre_chat:
  show: closed
  skip: true
  intro: {en: So that we can answer., zh: 以便回复。}
  fields:
    - {ask: email, required: true}
    - {ask: topic, options: [{en: Delivery, zh: 配送}]}
    - {ask: consent, required: true, text: {en: I agree., zh: 我同意。}, link: /privacy}
"""


def test_what_is_asked_before_the_talk_is_read() -> None:
    assert read_widget("widget.yml", ASKING).pre_chat == PreChat(
        ShownWhen.CLOSED,
        (
            AskedFirst(FieldName.EMAIL, required=True),
            AskedFirst(FieldName.TOPIC, options=(Bilingual("Delivery", "配送"),)),
            AskedFirst(FieldName.CONSENT, required=True, text=Bilingual("I agree.", "我同意。"), link="/privacy"),
        ),
        may_skip=True,
        intro=Bilingual("So that we can answer.", "以便回复。"),
    )


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ("{show: sometimes, fields: [{ask: name}]}", "always"),
        ("{show: always, fields: []}", "accepted: at least one of name, email, topic, order_number, consent"),
        ("{show: always, fields: [{ask: age}]}", "order_number"),
        ("{show: always, fields: [{ask: name}, {ask: name}]}", "name"),
        ("{show: always, fields: [{ask: topic}]}", "wanted, where `ask: topic` is"),
        ("{show: always, fields: [{ask: name, options: [a]}]}", "where `ask: topic` is"),
        ("{show: always, fields: [{ask: consent}]}", "wanted, where `ask: consent` is"),
        ("{show: always, fields: [{ask: name, link: /x}]}", "where `ask: consent` is"),
        ('{show: always, fields: [{ask: consent, text: ok, link: "javascript:alert(1)"}]}', "link"),
        ("{show: always}", "fields"),
    ],
)
def test_what_cannot_be_asked_is_named_with_what_can(asked: str, says: str) -> None:
    with pytest.raises(ImportRejected) as rejected:
        read_widget("widget.yml", f"pre_chat: {asked}")
    assert says in str(rejected.value)


def test_the_demo_shops_own_file_is_read_and_so_is_what_it_gives_as_an_example() -> None:
    written = (Path(__file__).parents[2] / "data/shop/widget.yml").read_text("utf-8")
    assert read_widget("widget.yml", written) == WidgetWishes()
    # Its examples are comments of the form "# key:" and deeper; prose begins with a capital letter.
    shown = [line[2:] for line in written.splitlines() if line.startswith("# ") and line[2:3] in "sp -"]
    wishes = read_widget("widget.yml", "\n".join(shown))
    assert (len(wishes.suggestions), len(wishes.nudges)) == (1, 1)
    assert wishes.pre_chat is not None
    assert len(wishes.pre_chat.fields) == 5
