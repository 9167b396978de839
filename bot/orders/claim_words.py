"""What a shopper reads when a person of the shop has done something about their return, exchange or problem."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from bot.commerce.claim_deeds import AcceptClaim, ClaimDeed, ReceiveClaim, RefuseClaim, SettleClaim
from bot.commerce.model import Bilingual, Claim, ClaimKind, Order, RefundStatus
from bot.commerce.payment_names import payment_name
from bot.dialogue import parts
from bot.dialogue.parts import Part
from bot.language import Language, filled

_THINGS: Final[Mapping[ClaimKind, Bilingual]] = {
    ClaimKind.RETURN: Bilingual("return {id} of order {order}", "订单 {order} 的退货申请 {id}"),
    ClaimKind.EXCHANGE: Bilingual("exchange {id} of order {order}", "订单 {order} 的换货申请 {id}"),
    ClaimKind.PROBLEM: Bilingual("reported problem {id} of order {order}", "订单 {order} 的问题登记 {id}"),
}
_ACCEPTED: Final[Mapping[ClaimKind, Bilingual]] = {
    ClaimKind.RETURN: Bilingual(
        "The shop has accepted your {what}. The money goes back once the goods have come back.",
        "店铺已同意您{what}。商品退回后将退款。",
    ),
    ClaimKind.EXCHANGE: Bilingual(
        "The shop has accepted your {what}. The other goods are sent once yours have come back.",
        "店铺已同意您{what}。收到退回的商品后将寄出换货商品。",
    ),
    ClaimKind.PROBLEM: Bilingual(
        "The shop has accepted your {what}. You'll read here what is done about it.",
        "店铺已受理您{what}。处理结果会在这里告诉您。",
    ),
}
_RECEIVED: Final = Bilingual(
    "Goods of your {what} have arrived and are being looked at: {goods}.",
    "您{what}寄回的商品已收到，正在检查：{goods}。",
)
_SETTLED: Final = Bilingual("Your {what} is settled.", "您{what}已处理完毕。")
_REFUSED: Final = Bilingual("The shop has not agreed to your {what}.", "店铺没有同意您{what}。")
_ON_ITS_WAY: Final = Bilingual("{amount} is on its way back to {method}.", "{amount} 正在退回 {method}。")
_IS_BACK: Final = Bilingual("{amount} is back on {method}.", "{amount} 已退回 {method}。")
_CHARGED: Final = Bilingual("{amount} was charged to {method}.", "已从 {method} 扣款 {amount}。")
_SENT: Final = Bilingual(
    "What you get for it has been sent with {carrier}, tracking number {tracking}.",
    "补发的商品已由 {carrier} 寄出，物流单号 {tracking}。",
)
_SAYS: Final = Bilingual("They say: {word}", "工作人员留言：{word}")


class DeedWords:
    """One notice; it tells nothing but what the order as read again shows."""

    def __init__(self, deed: ClaimDeed, order: Order, word: str = "") -> None:
        """`word` is a supervisor's who has approved it."""
        self._deed, self._order, self._word = deed, order, word

    def parts(self, language: Language) -> Sequence[Part]:
        claim = next((c for c in self._order.claims if c.claim_id == self._deed.claim_id), None)
        if claim is None:
            return [parts.order(self._order, language)]
        said = ("" if language == "zh" else " ").join(self._sentences(claim, language))
        return [parts.text(said), parts.order(self._order, language)]

    def _sentences(self, claim: Claim, language: Language) -> Iterator[str]:
        what = _THINGS[claim.kind].in_language(language).format(id=claim.claim_id, order=self._order.order_id)
        word = "" if isinstance(self._deed, ReceiveClaim) else self._deed.word
        match self._deed:
            case AcceptClaim():
                yield _ACCEPTED[claim.kind].in_language(language).format(what=what)
            case RefuseClaim():
                yield _REFUSED.in_language(language).format(what=what)
            case ReceiveClaim(lines=lines):
                titles = {line.line_id: line.title.in_language(language) for line in self._order.lines}
                goods = "、" if language == "zh" else ", "
                named = goods.join(f"{part.quantity} × {titles.get(part.line_id, part.line_id)}" for part in lines)
                yield _RECEIVED.in_language(language).format(what=what, goods=named)
            case SettleClaim():
                yield _SETTLED.in_language(language).format(what=what)
                yield from self._settled(claim, language)
        yield from (_SAYS.in_language(language).format(word=said) for said in (word, self._word) if said)

    def _settled(self, claim: Claim, language: Language) -> Iterator[str]:
        amount = claim.amount.amount if claim.amount else 0
        if claim.amount and amount:
            spoken = type(claim.amount)(abs(amount), claim.amount.currency).spoken(language)
            words = _CHARGED if amount < 0 else _IS_BACK if self._is_back(amount) else _ON_ITS_WAY
            yield filled(words.in_language(language), amount=spoken, method=payment_name(claim.method, language))
        if claim.tracking:
            yield _SENT.in_language(language).format(carrier=claim.carrier, tracking=claim.tracking)

    def _is_back(self, amount: int) -> bool:
        newest = next((r for r in reversed(self._order.refunds) if r.amount.amount == amount), None)
        return newest is not None and newest.status is RefundStatus.SETTLED
