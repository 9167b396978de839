"""What may be sent, and what may not."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.conversation.screening import holds_card_number, screen
from bot.errors import CardNumberRefused, InvalidInput
from tests.unhurried import unhurried

DIGITS = st.integers(min_value=0, max_value=9)
SEPARATORS = st.sampled_from(["", " ", "-", " - ", ".", "\u00a0", "\u3000", "\u200b", "－", "\n", "  "])


def _with_check_digit(digits: list[int]) -> list[int]:
    doubled = sum(sum(divmod(2 * d, 10)) for d in digits[::-2])
    return [*digits, -(doubled + sum(digits[-2::-2])) % 10]


@st.composite
def card_numbers(draw: st.DrawFn) -> list[int]:
    first = draw(st.integers(min_value=2, max_value=6))
    return _with_check_digit([first, *draw(st.lists(DIGITS, min_size=11, max_size=17))])


@st.composite
def written(draw: st.DrawFn, digits: list[int]) -> str:
    script = draw(st.sampled_from(["0123456789", "０１２３４５６７８９", "٠١٢٣٤٥٦٧٨٩"]))
    return "".join(script[d] + draw(SEPARATORS) for d in digits)


@unhurried
@given(
    card_numbers().flatmap(written),
    st.text(alphabet="abc 你好#:,", max_size=12),
    st.text(alphabet="xyz 吗？", max_size=9),
)
def test_a_card_number_is_found_however_it_is_written(number: str, before: str, after: str) -> None:
    assert holds_card_number(before + number + after)


@unhurried
@given(card_numbers())
def test_one_wrong_digit_is_no_card_number(digits: list[int]) -> None:
    digits[-1] = (digits[-1] + 1) % 10
    assert not holds_card_number("".join(map(str, digits)))


@pytest.mark.parametrize(
    "text",
    [
        "my order W10234 and 555 0143",
        "+86 138 0013 8000",
        "1Z999AA10123456784",
        "9400 1000 0000 0000 0000 00",
        "978-0-306-40615-7",
        "4111 1111 1111 1112",
        "2026-11-22 10:30:00.123456",
        "1234567890123456789012345",
    ],
)
def test_other_numbers_are_no_card_numbers(text: str) -> None:
    assert screen(text, 200) == text


@pytest.mark.parametrize(
    "text",
    [
        "4111111111111111",
        "order 12345 4111 1111 1111 1111 thanks",
        "4111 1111 1111 1111 12/27 123",
        "３７８２８２２４６３１０００５",
        "卡号是6212 3456 7890 0000 003吗",
        "5105.1051.0510.5100",
    ],
)
def test_known_cards_are_refused_without_being_repeated(text: str) -> None:
    with pytest.raises(CardNumberRefused) as refused:
        screen(text, 200)
    assert not re.search(r"\d{4}", str(refused.value))


@unhurried
@given(st.text(max_size=300))
def test_screening_keeps_a_text_or_says_why_not(text: str) -> None:
    try:
        kept = screen(text, 200)
    except InvalidInput:
        return
    assert 0 < len(kept) <= 200
    assert not [c for c in kept if unicodedata.category(c) in {"Cc", "Cs"} and c not in "\n\t"]
    assert screen(kept, 200) == kept


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (" \n\t ", "empty"),
        ("x" * 201, "201 characters: at most 200"),
        ("a\x00b", r"U\+0000"),
        ("a\x1b[31mb", r"U\+001B"),
        ("a\x85b", r"U\+0085"),
        ("a\ud800b", r"U\+D800"),
    ],
)
def test_a_refusal_says_what_was_wrong_and_what_is_accepted(text: str, problem: str) -> None:
    with pytest.raises(InvalidInput, match=problem):
        screen(text, 200)


def test_line_ends_are_made_uniform() -> None:
    assert screen("one\r\ntwo\rthree\tfour\n", 200) == "one\ntwo\nthree\tfour"
