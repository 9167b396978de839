"""Sentences of two languages."""

import pytest

from bot.language import filled


@pytest.mark.parametrize(
    ("sentence", "name", "told"),
    [
        ("退回 {amount} 至 {name}。", "PayPal", "退回 US$5.00 至 PayPal。"),
        ("退回 {amount} 至 {name}。", "尾号 1258 的万事达卡", "退回 US$5.00 至尾号 1258 的万事达卡。"),
        ("{name} 目前余额为 {amount}。", "礼品卡", "礼品卡目前余额为 US$5.00。"),
        ("预计 {name} 送达", "6月19日", "预计 6月19日 送达"),
        ("{name} 目前余额为 {amount}。", "Gift 7", "Gift 7 目前余额为 US$5.00。"),
        ("{amount} back to {name}", "公司账户", "US$5.00 back to 公司账户"),
        ("退回 {amount} 至 {name}。", "", "退回 US$5.00 至 。"),
    ],
)
def test_chinese_meets_chinese_without_a_space(sentence: str, name: str, told: str) -> None:
    assert filled(sentence, amount="US$5.00", name=name) == told
