"""Whether a message is about somebody else's account: only one's own is ever shown, changed or deleted."""

import re
from collections.abc import Iterator
from typing import Final

from bot.commerce.model import Customer

_OWNED: Final = r"(?:accounts?|profile|data|details|address|e-?mail(?: address)?|phone(?: number)?|record|login)"
_OWNED_ZH: Final = r"(?:账户|账号|帐户|帐号|资料|信息|数据|默认地址|地址|邮箱|手机号?|电话)"
_WHO: Final = r"(?P<who>[\w.+-]+@[\w.-]+\w|[A-Za-z]{1,8}[-_]?\d[\w-]*)"
_ASCII_WHO: Final = r"(?P<who>[A-Za-z0-9_.+-]+@[A-Za-z0-9.-]+\.[A-Za-z]+|[A-Za-z]{1,8}[-_]?\d[A-Za-z0-9-]*)"
_KIN: Final = (
    r"(?:husband|wife|partner|mother|father|mum|mom|dad|son|daughter|brother|sister|friend|boss|colleague|neighbou?r)"
)
_KIN_ZH: Final = r"(?:老公|老婆|先生|太太|妈妈?|爸爸?|儿子|女儿|哥哥|姐姐|弟弟|妹妹|朋友|同事|老板|邻居)"
_NAMED: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b{_OWNED}\s+(?:of|for|belonging to)\s+(?:the\s+)?(?:(?:customer|user|member|account)\s+(?:id\s+)?)?{_WHO}",
        rf"\b(?:customer|user|member|account)(?:\s+(?:id|number|no\.?))?[\s:#]+{_WHO}",
        rf"(?<![\w.@-]){_WHO}['’]s\s+(?:default\s+)?{_OWNED}\b",
        rf"(?:客户|用户|会员|账户|账号|帐户|帐号)(?:编?号|ID)?[\s:：]*{_ASCII_WHO}",
        rf"(?<![A-Za-z0-9_.@-]){_ASCII_WHO}\s*(?:这个|那个)?(?:客户|用户|会员)?的?\s*{_OWNED_ZH}",
        rf"(?P<who>\b(?:my|his|her|their|our)\s+{_KIN}['’]s)\s+{_OWNED}\b",
        rf"(?P<who>我(?:的)?{_KIN_ZH})的?{_OWNED_ZH}",
    )
)

# One's own address may become that of somebody close: it is still one's own that is changed.
_BECOMES: Final = re.compile(
    rf"\b(?:to|as|into)\s+(?:be\s+)?(?:my|his|her|their|our)\s+{_KIN}['’]s\s+(?:\w+\s+)?address\b"
    rf"|(?:改成|改为|换成|设为|设成|改到)(?:我的?)?{_KIN_ZH}的?(?:默认|收货)?地址",
    re.IGNORECASE,
)

_THEIR_ADDRESS: Final = re.compile(
    rf"\b(?:my|his|her|their|our)\s+{_KIN}['’]s\s+(?:\w+\s+)?address\b|我(?:的)?{_KIN_ZH}的?(?:默认|收货)?地址",
    re.IGNORECASE,
)


def account_of_another(words: str, customer: Customer, *, asked_where: bool = False) -> str | None:
    """Whose account the words name, in those words; None where they name nobody or the customer.

    `asked_where`: it was asked what one's own address is to be, so that "my sister's address" is an answer.
    """
    words = _THEIR_ADDRESS.sub(" ", words) if asked_where else words
    mine = {name.casefold() for name in (customer.customer_id, customer.email) if name}
    return next((who for who in _named(_BECOMES.sub(" ", words)) if who.casefold() not in mine), None)


def _named(words: str) -> Iterator[str]:
    for pattern in _NAMED:
        for found in pattern.finditer(words):
            yield re.sub(r"['’]s$", "", found["who"])
