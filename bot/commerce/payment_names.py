"""Ways to pay as people read them: a label that a shop or a payment provider writes in one language, in the other."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bot.commerce.model import Bilingual
from bot.language import Language

_KNOWN: Final[Mapping[Bilingual, tuple[str, ...]]] = {
    Bilingual("Visa", "Visa 卡"): ("维萨卡",),
    Bilingual("Mastercard", "万事达卡"): ("万事达",),
    Bilingual("American Express", "美国运通卡"): ("Amex", "运通卡"),
    Bilingual("UnionPay", "银联卡"): ("China UnionPay", "银联"),
    Bilingual("Discover", "Discover 卡"): (),
    Bilingual("JCB", "JCB 卡"): (),
    Bilingual("Diners Club", "大来卡"): ("Diners",),
    Bilingual("Maestro", "Maestro 卡"): (),
    Bilingual("Elo", "Elo 卡"): (),
    Bilingual("Interac", "Interac 卡"): (),
    Bilingual("RuPay", "RuPay 卡"): (),
    Bilingual("Card", "银行卡"): ("Bank card", "Payment card", "Credit / debit card", "Credit or debit card"),
    Bilingual("Credit card", "信用卡"): (),
    Bilingual("Debit card", "借记卡"): ("储蓄卡",),
    Bilingual("Gift card", "礼品卡"): (),
    Bilingual("Store credit", "店铺余额"): (),
    Bilingual("PayPal", "PayPal"): ("贝宝",),
    Bilingual("Alipay", "支付宝"): (),
    Bilingual("WeChat Pay", "微信支付"): ("WeChat", "微信"),
    Bilingual("Bank transfer", "银行转账"): ("Direct bank transfer", "Wire transfer", "Bank deposit"),
    Bilingual("Cash on delivery", "货到付款"): ("Cash on delivery (COD)", "COD"),
    Bilingual("Check", "支票"): ("Cheque", "Check payments", "Cheque payments"),
    Bilingual("Manual payment", "线下付款"): ("Manual",),
}
"""What is paid with by name, and what else it is called. Kinds that are called the same everywhere need no line."""

_LAST: Final = r"(?P<last>[A-Za-z0-9]{2,8})"
_ACCOUNT: Final = r"(?:\s*[(（](?P<account>[^()（）]+)[)）])?"
_LABELS: Final = (
    re.compile(rf"尾号为?\s*{_LAST}\s*的\s*(?P<kind>.+?){_ACCOUNT}"),
    re.compile(rf"(?P<kind>.+?)\s*[(（]?尾号为?\s*{_LAST}[)）]?"),
    re.compile(rf"(?P<kind>.+?)(?: ending(?: in)? {_LAST})?{_ACCOUNT}"),
)
_BETWEEN: Final = re.compile(r"\s\+\s|、")
_CHINESE: Final = re.compile(r"[\u3400-\u9fff（）]")


def _folded(name: str) -> str:
    return re.sub(r"[\s_/-]+", "", name).casefold()


_BY_NAME: Final = {_folded(n): kind for kind, others in _KNOWN.items() for n in (kind.en, kind.zh, *others)}


@dataclass(frozen=True)
class PaymentName:
    """A way to pay as far as its label tells: which kind or brand, the last of its number, whose account."""

    kind: Bilingual
    last: str = ""
    account: str = ""

    @classmethod
    def read(cls, label: str) -> "PaymentName | None":
        """None for what a shop has called by words of its own."""
        if kind := _BY_NAME.get(_folded(label)):
            return cls(kind)
        for pattern in _LABELS:
            found = pattern.fullmatch(label.strip())
            if found and (kind := _BY_NAME.get(_folded(found["kind"]))):
                rest = found.groupdict(default="")
                return cls(kind, rest["last"], rest.get("account", ""))
        return None

    def spoken(self, language: Language) -> str:
        """Mastercard ending 1258, 尾号 1258 的万事达卡."""
        kind = self.kind.in_language(language)
        if language == "zh":
            space = "" if _CHINESE.match(kind) else " "
            ending = f"尾号 {self.last} 的{space}" if self.last else ""
            return f"{ending}{kind}" + (f"（{self.account}）" if self.account else "")
        ending = f" ending {self.last}" if self.last else ""
        return f"{kind}{ending}" + (f" ({self.account})" if self.account else "")


def payment_name(label: str, language: Language) -> str:
    """A label in the reader's language; one that is in it already stands as it is, and so do a shop's own words.

    Several ways that an order was paid with, as adapters join them ("Gift card + Visa ending 4242"), are each said.
    """
    named = [_one(part, language) for part in _BETWEEN.split(label)]
    return ("、" if language == "zh" else " + ").join(named)


def _one(label: str, language: Language) -> str:
    # An underscore: no shop wrote it, it is what we call a kind that came without a label.
    if bool(_CHINESE.search(label)) == (language == "zh") and "_" not in label:
        return label
    name = PaymentName.read(label)
    return name.spoken(language) if name else label
