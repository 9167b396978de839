import pytest

from knowledge_base.sentences import sentences


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("Returns take 30 days. Shoes take 45.", ["Returns take 30 days.", "Shoes take 45."]),
        ("It costs $6.95. Ask a@b.example. Thanks!", ["It costs $6.95.", "Ask a@b.example.", "Thanks!"]),
        ("Marked \"Final sale.\" Others may go back.", ['Marked "Final sale."', "Others may go back."]),
        ("Cards, e.g. Visa, are taken. So is cash.", ["Cards, e.g. Visa, are taken.", "So is cash."]),
        ("480 NW Larch St. Portland is open.", ["480 NW Larch St. Portland is open."]),
        ("退货期限是30天。鞋类45天！可以吗？", ["退货期限是30天。", "鞋类45天！", "可以吗？"]),
        ("他说“可以。”然后走了。", ["他说“可以。”", "然后走了。"]),
        ("1. Open the order. Then print.", ["1. Open the order.", "Then print."]),
        ("First line\nsecond line", ["First line", "second line"]),
        ("  \n ", []),
    ],
)  # fmt: skip
def test_text_is_cut_between_sentences_only(text: str, cut: list[str]) -> None:
    assert sentences(text) == cut
