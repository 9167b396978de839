"""What the storefront's pages say, in both languages."""

from typing import Final

from bot.commerce.model import Bilingual, OrderStatus, RefundStatus
from bot.language import Language

_WORDS: Final = {
    "tagline": Bilingual("Useful things, chosen slowly.", "慢慢挑选的好用之物。"),
    "intro": Bilingual(
        "Eight small shelves of things we use ourselves: for the desk, the kitchen and the road.",
        "八个小货架，都是我们自己也在用的东西：书桌上的，厨房里的，路上的。",
    ),
    "ask": Bilingual("Ask the shop assistant", "咨询店铺助手"),
    "ask_product": Bilingual("Ask about this product", "咨询这件商品"),
    "see_all": Bilingual("See all", "查看全部"),
    "from": Bilingual("from {price}", "{price} 起"),
    "sold_out": Bilingual("Sold out", "已售罄"),
    "few_left": Bilingual("Only {count} left", "仅剩 {count} 件"),
    "in_stock": Bilingual("In stock", "有货"),
    "variant": Bilingual("Variant", "款式"),
    "price": Bilingual("Price", "价格"),
    "stock": Bilingual("Stock", "库存"),
    "article": Bilingual("Article", "货号"),
    "standard": Bilingual("Standard", "标准款"),
    "details": Bilingual("Details", "商品参数"),
    "reviews": Bilingual("What buyers wrote", "买家评价"),
    "review_count": Bilingual("{average} of 5, from {count} reviews", "{average} 分（满分 5 分），共 {count} 条评价"),
    "no_reviews": Bilingual("Nobody has written about this yet.", "还没有人评价这件商品。"),
    "verified": Bilingual("bought here", "已购买"),
    "stars": Bilingual("{count} of 5 stars", "{count} 星（满分 5 星）"),
    "help": Bilingual("Help", "帮助"),
    "help_title": Bilingual("How this shop works", "购物须知"),
    "sign_in": Bilingual("Sign in", "登录"),
    "sign_in_title": Bilingual("Sign in as a demo customer", "以演示顾客身份登录"),
    "sign_in_intro": Bilingual(
        "No password: these customers and their orders are made up.",
        "无需密码：这些顾客和订单都是虚构的。",
    ),
    "sign_out": Bilingual("Sign out", "退出登录"),
    "orders": Bilingual("My orders", "我的订单"),
    "no_orders": Bilingual("There are no orders yet.", "还没有订单。"),
    "placed": Bilingual("placed {date}", "下单日期 {date}"),
    "total": Bilingual("Total", "合计"),
    "refund": Bilingual("Refund", "退款"),
    "outbox": Bilingual("Outbox", "发件箱"),
    "outbox_title": Bilingual("E-mails the demo would have sent", "演示店铺本应发出的邮件"),
    "outbox_empty": Bilingual("No e-mail has been written yet.", "还没有邮件。"),
    "to": Bilingual("To", "收件人"),
    "skip": Bilingual("To the content", "跳到正文"),
    "shelves": Bilingual("Shelves", "货架"),
    "account": Bilingual("Account", "账户"),
    "not_found": Bilingual("This page is not on our shelves.", "这个页面不在我们的货架上。"),
    "home": Bilingual("To the shop", "回到店铺"),
    "demo_note": Bilingual(
        "A demonstration shop: nothing here is really sold.", "这是一家演示店铺，这里的商品并不真正出售。"
    ),
}

_ORDER_STATUS: Final = {
    OrderStatus.PENDING: Bilingual("Placed", "已下单"),
    OrderStatus.PROCESSING: Bilingual("Being packed", "备货中"),
    OrderStatus.SHIPPED: Bilingual("Shipped", "已发货"),
    OrderStatus.DELIVERED: Bilingual("Delivered", "已送达"),
    OrderStatus.CANCELLED: Bilingual("Cancelled", "已取消"),
    OrderStatus.RETURNING: Bilingual("Return under way", "退货中"),
    OrderStatus.RETURNED: Bilingual("Returned", "已退货"),
    OrderStatus.EXCHANGING: Bilingual("Exchange under way", "换货中"),
}

_REFUND_STATUS: Final = {
    RefundStatus.PENDING: Bilingual("on its way", "退款中"),
    RefundStatus.SETTLED: Bilingual("paid out", "已到账"),
}


def say(name: str, language: Language, **gaps: object) -> str:
    """The words of that name, with their gaps filled."""
    return _WORDS[name].in_language(language).format(**gaps)


def order_status(status: OrderStatus, language: Language) -> str:
    return _ORDER_STATUS[status].in_language(language)


def refund_status(status: RefundStatus, language: Language) -> str:
    return _REFUND_STATUS[status].in_language(language)
