"""What the desk's aids say to the people of the shop, in their own language."""

from collections.abc import Mapping
from typing import Final

from bot.assist.wants import Missing
from bot.commerce.changes import Capability
from bot.commerce.claim_deeds import Deed
from bot.commerce.model import Bilingual, OrderStatus
from bot.errors import Why
from bot.language import Language, filled
from bot.orders.proposals import ProposalState

_WHAT: Final[Mapping[str, Bilingual]] = {
    Deed.ACCEPT: Bilingual("accept a request about order {id}", "同意订单 {id} 的售后申请"),
    Deed.RECEIVE: Bilingual("take in the goods of order {id}", "登记收到订单 {id} 退回的商品"),
    Deed.SETTLE: Bilingual("settle a request about order {id}", "办结订单 {id} 的售后申请"),
    Deed.REFUSE: Bilingual("refuse a request about order {id}", "不同意订单 {id} 的售后申请"),
    Capability.CANCEL_ORDER: Bilingual("cancel order {id}", "取消订单 {id}"),
    Capability.CANCEL_LINES: Bilingual("cancel a part of order {id}", "取消订单 {id} 的部分商品"),
    Capability.CHANGE_ADDRESS: Bilingual("send order {id} to another address", "修改订单 {id} 的收货地址"),
    Capability.CHANGE_ITEMS: Bilingual("change what is in order {id}", "更换订单 {id} 中的商品规格"),
    Capability.CHANGE_PAYMENT: Bilingual("pay order {id} another way", "更改订单 {id} 的付款方式"),
    Capability.CHANGE_SHIPPING: Bilingual("send order {id} another way", "更改订单 {id} 的配送方式"),
    Capability.ADD_NOTE: Bilingual("add a note to order {id}", "为订单 {id} 添加备注"),
    Capability.RETURN_ITEMS: Bilingual("return goods of order {id}", "退回订单 {id} 的商品"),
    Capability.EXCHANGE_ITEMS: Bilingual("exchange goods of order {id}", "更换订单 {id} 的商品"),
    Capability.REPORT_PROBLEM: Bilingual("report a problem with order {id}", "登记订单 {id} 的商品问题"),
    Capability.CHANGE_CUSTOMER: Bilingual("change the customer’s data", "修改顾客资料"),
    Capability.ERASE_CUSTOMER: Bilingual("delete the customer’s data", "删除顾客资料"),
}
"""Each kind of change, as what somebody asked for."""

_STATES: Final[Mapping[ProposalState, Bilingual]] = {
    ProposalState.OPEN: Bilingual("Awaits the customer’s yes: {what}", "等待顾客确认：{what}"),
    ProposalState.VOID: Bilingual(
        "Shown, not answered, no longer open: {what}", "已展示，顾客未作答，现已失效：{what}"
    ),
    ProposalState.DECLINED: Bilingual("The customer said no: {what}", "顾客未同意：{what}"),
    ProposalState.AWAITING: Bilingual("Awaits a supervisor’s approval: {what}", "等待主管审批：{what}"),
    ProposalState.TURNED_DOWN: Bilingual("Not approved: {what}", "审批未通过：{what}"),
    ProposalState.CLAIMED: Bilingual("Begun, its end is not seen yet: {what}", "已开始办理，结果尚未确认：{what}"),
    ProposalState.DONE: Bilingual("Done: {what}", "已办理：{what}"),
    ProposalState.REFUSED: Bilingual("Not done, things had changed: {what}", "未办理，情况已有变化：{what}"),
    ProposalState.NOT_WRITTEN: Bilingual("Not done, nothing was changed: {what}", "未办理，没有任何更改：{what}"),
    ProposalState.HALF_DONE: Bilingual(
        "Half done, a supervisor must see to it: {what}", "只完成了一半，需主管处理：{what}"
    ),
    ProposalState.SEEN_TO: Bilingual("Seen to in the shop’s own system: {what}", "已在店铺系统中处理：{what}"),
}

_WHY: Final[Mapping[Why, Bilingual]] = {
    Why.STATUS: Bilingual("the order’s status does not allow it", "订单目前的状态不允许"),
    Why.WINDOW: Bilingual("the policy’s time for it is over", "已超过政策规定的期限"),
    Why.ITEM: Bilingual("the policy excludes these goods", "政策不适用于这些商品"),
    Why.ONCE: Bilingual("it is done only once, and was done", "只能办理一次，且已办理过"),
    Why.QUANTITY: Bilingual("more than is left of it", "数量超过可办理的数量"),
    Why.STOCK: Bilingual("what is wanted is not in stock", "想要的规格无货"),
    Why.OTHER_PRODUCT: Bilingual("it is another product", "不是同一款商品"),
    Why.SAME: Bilingual("it would change nothing", "不会带来任何变化"),
    Why.PAYMENT: Bilingual("the way to pay is not allowed for it", "不允许使用该付款方式"),
    Why.BALANCE: Bilingual("the gift card holds too little", "礼品卡余额不足"),
    Why.ADDRESS: Bilingual("the address is not allowed for it", "不允许使用该地址"),
    Why.REASON: Bilingual("the policy wants one of its own reasons", "政策要求选择规定的原因"),
    Why.LIMIT: Bilingual("it is over the shop’s limit", "超出店铺的限额"),
    Why.UNSUPPORTED: Bilingual("it cannot be done here by itself", "系统不支持自助办理"),
}

_MISSING: Final[Mapping[Missing, Bilingual]] = {
    Missing.ORDER: Bilingual("which order is meant", "是哪个订单"),
    Missing.LINES: Bilingual("which items", "是哪些商品"),
    Missing.QUANTITY: Bilingual("how many of them", "数量是多少"),
    Missing.VARIANT: Bilingual("what is wanted instead", "想换成什么"),
    Missing.PROBLEM: Bilingual("what is wrong with them", "出了什么问题"),
    Missing.REASON: Bilingual("the reason, which the shop asks for", "原因（店铺要求说明）"),
    Missing.ADDRESS: Bilingual("the whole address", "完整的收货地址"),
    Missing.PAYMENT: Bilingual("which way to pay", "用哪种付款方式"),
    Missing.OPTION: Bilingual("which way of delivery", "用哪种配送方式"),
    Missing.NOTE: Bilingual("what the note is to say", "备注的内容"),
}
_QUESTIONS: Final[Mapping[Missing, Bilingual]] = {
    Missing.ORDER: Bilingual("Which order is this about?", "请问是哪个订单？"),
    Missing.LINES: Bilingual("Which items of order {id} do you mean?", "请问是订单 {id} 中的哪些商品？"),
    Missing.QUANTITY: Bilingual("How many of them do you mean in order {id}?", "请问订单 {id} 中的商品要办理几件？"),
    Missing.VARIANT: Bilingual("What would you like instead in order {id}?", "请问订单 {id} 的商品想换成什么？"),
    Missing.PROBLEM: Bilingual("What is wrong with the items of order {id}?", "请问订单 {id} 的商品出了什么问题？"),
    Missing.REASON: Bilingual("May I ask for the reason, for order {id}?", "请问订单 {id} 的原因是什么？"),
    Missing.ADDRESS: Bilingual(
        "What is the whole address to which order {id} should go?", "请问订单 {id} 的完整收货地址是什么？"
    ),
    Missing.PAYMENT: Bilingual("How would you like to pay for order {id}?", "请问订单 {id} 想用哪种方式付款？"),
    Missing.OPTION: Bilingual("How should order {id} be delivered?", "请问订单 {id} 想用哪种配送方式？"),
    Missing.NOTE: Bilingual("What should the note for order {id} say?", "请问订单 {id} 的备注写什么？"),
}

_STATUS: Final[Mapping[OrderStatus, Bilingual]] = {
    OrderStatus.PENDING: Bilingual("placed", "已下单"),
    OrderStatus.PROCESSING: Bilingual("being packed", "备货中"),
    OrderStatus.SHIPPED: Bilingual("on its way", "运输中"),
    OrderStatus.DELIVERED: Bilingual("delivered", "已送达"),
    OrderStatus.CANCELLED: Bilingual("cancelled", "已取消"),
    OrderStatus.RETURNING: Bilingual("being returned", "退货中"),
    OrderStatus.RETURNED: Bilingual("returned", "已退货"),
    OrderStatus.EXCHANGING: Bilingual("being exchanged", "换货中"),
}

_OTHER: Final[Mapping[str, Bilingual]] = {
    "order": Bilingual("Order {id}: {status}, {total}", "订单 {id}：{status}，{total}"),
    "arrived": Bilingual("delivered on {day}", "{day} 送达"),
    "due": Bilingual("expected on {day}", "预计 {day} 送达"),
    "back": Bilingual("{amount} back to {label}", "退回 {amount} 至 {label}"),
    "paid": Bilingual("{amount} paid with {label}", "用 {label} 支付 {amount}"),
    "back_bare": Bilingual("{amount} back", "退回 {amount}"),
    "paid_bare": Bilingual("{amount} to pay", "需支付 {amount}"),
    "refused": Bilingual("Refused: {what}", "未能办理：{what}"),
    "proof_refused": Bilingual(
        "A contact or code for an order was wrong, or was tried too often", "订单的联系方式或验证码有误，或尝试次数过多"
    ),
    "code_sent": Bilingual("A one-time code was sent for order {id}", "已为订单 {id} 发送验证码"),
    "proof_given": Bilingual("The customer showed that order {id} is theirs", "顾客已证明订单 {id} 为本人所有"),
    "not_theirs": Bilingual("Asked for an order that is not in the customer’s account", "查询了不在该顾客账户中的订单"),
    "wrote": Bilingual("The customer wrote: “{words}”", "顾客写道：“{words}”"),
    "unanswered": Bilingual("Not answered yet: “{words}”", "尚未答复：“{words}”"),
}


def what(action: str, subject_id: str, language: Language) -> str:
    """A kind of change of an order or customer, as what is asked for."""
    return _WHAT[action].in_language(language).format(id=subject_id) if action in _WHAT else action


def state(reached: ProposalState, what_: str, language: Language) -> str:
    return _STATES[reached].in_language(language).format(what=what_)


def why(reason: Why, language: Language) -> str:
    return _WHY[reason].in_language(language)


def missing(what_: Missing, language: Language) -> str:
    """What is still to be known of a change."""
    return _MISSING[what_].in_language(language)


def question(what_: Missing, order_id: str, language: Language) -> str:
    """How the shopper may be asked for it."""
    return _QUESTIONS[what_].in_language(language).format(id=order_id)


def status(of: OrderStatus, language: Language) -> str:
    return _STATUS[of].in_language(language)


def say(name: str, language: Language, **gaps: str) -> str:
    return filled(_OTHER[name].in_language(language), **gaps)


def join(said: list[str], language: Language) -> str:
    """Pieces of one line."""
    return ("；" if language == "zh" else "; ").join(said)
