"""Reviews are anybody's words: what may be quoted from one, and how."""

import html
import re
import unicodedata
from typing import Final

# Words that speak to a machine or an employee rather than to other buyers.
_ORDERS: Final = re.compile(
    r"\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rule|message|above|previous|earlier)"
    r"|\b(?:system|developer)\s*(?:prompt|message|:)|\b(?:chatbot|language model|llm|gpt)\b"
    r"|\b(?:dear|hey|hi|hello|attention|note to(?: the)?|message to(?: the)?)\s+(?:ai|assistant|bot)\b"
    r"|\b(?:ai|assistant):"
    r"|\byou (?:are now|must (?:now )?(?:say|reply|answer|tell|refund))\b|\b(?:reply|respond|answer) (?:only|with)\b"
    r"|\btell (?:every(?:body|one)|all (?:customers|users|shoppers)|customers|users|shoppers)\b"
    r"|\brefund (?:every|all|each)\b|\ball products are free\b|\bwithout asking\b|\bact as\b|\bpretend (?:to be|you)\b"
    r"|\b(?:promo|coupon|discount) code\b|\b(?:override|admin(?:istrator)?|root) (?:mode|access)\b"
    r"|(?:忽略|无视|忘记|忘掉).{0,12}(?:指令|指示|提示|规则|要求|以上|之前|前面)|系统(?:提示|消息|指令)|开发者(?:模式|消息)"
    r"|(?:人工智能|机器人|智能|AI|在线)(?:助手|客服)(?:请|必须|应|[：:，,])|大模型|语言模型|你(?:现在|必须|要)(?:是|回复|回答|告诉)|(?:只|请)(?:需要?)?回复"
    r"|告诉(?:所有|每个|大家|顾客|客户)|(?:全部|所有).{0,6}(?:退款|免费)|加(?:我)?(?:微信|QQ|好友|V信)|优惠码",
    re.I | re.S,
)
_CONTACTS: Final = re.compile(
    r"https?:|www\.|\b[\w-]+\.(?:com|net|org|cn|io|ru|shop|top|xyz)\b|[\w.+-]+@[\w-]+\.\w+|\+?\d[\d\s()-]{8,}\d", re.I
)
_TAGS: Final = re.compile(r"<[^<>]{0,400}>")
_LINKS: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS: Final = re.compile(r"[`*~#>|\\\[\]<{}]+|(?<!\w)_+|_+(?!\w)")


def speaks_to_machines(text: str) -> bool:
    """Does it give orders to whoever processes it, or lead away to links and contacts?"""
    folded = unicodedata.normalize("NFKC", _visible(text))
    return _ORDERS.search(folded) is not None or _CONTACTS.search(folded) is not None


def neutral(text: str) -> str:
    """The words alone: no HTML, no Markdown, nothing invisible, one line."""
    shown = _visible(html.unescape(text))
    shown = _LINKS.sub(r"\1", _TAGS.sub(" ", shown))
    return " ".join(_MARKS.sub("", shown).split())


def _visible(text: str) -> str:
    """Without control and format characters: zero-width letters hide orders, bidirectional marks turn words round."""
    return "".join(" " if char in "\n\r\t" else char for char in text if char in "\n\r\t" or not _hidden(char))


def _hidden(char: str) -> bool:
    return unicodedata.category(char) in {"Cc", "Cf", "Co", "Cs", "Cn"}
