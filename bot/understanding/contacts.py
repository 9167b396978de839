"""Finds e-mail addresses, telephone numbers and postcodes in folded text."""

import re
from collections.abc import Iterator

from bot.understanding.mention import Mention, every

_EMAIL = re.compile(r"[a-z\d][a-z\d_.+-]*@[a-z\d-]+(?:\.[a-z\d-]+)*\.[a-z]{2,}")

_BEFORE = r"(?<![a-z\d_@.+#-])"
_AFTER = r"(?![a-z\d@])(?![.,/-]?\d)"
_PHONE = re.compile(
    rf"""{_BEFORE}(?P<it>
        \+\d{{1,3}}[\s.-]?\(?\d{{1,5}}\)?(?:[\s.-]?\d{{2,5}}){{1,4}}  # international
      | \(\d{{3}}\)\s?\d{{3}}[\s.-]?\d{{4}}                    # (202) 555-0119
      | \d{{3}}[\s.-]\d{{3}}[\s.-]\d{{4}}                      # 202-555-0119
      | 1[3-9]\d[\s-]?\d{{4}}[\s-]?\d{{4}}                     # China, mobile
      | 0\d{{2,3}}[\s-]\d{{7,8}}                               # China, fixed
      | 0\d{{1,4}}[\s-]?\d{{3,4}}[\s-]?\d{{3,4}}               # Britain, Taiwan and others
      | [6-9]\d{{4}}[\s-]?\d{{5}}                              # India
      | [2-9]\d{{9}}
    ){_AFTER}""",
    re.VERBOSE,
)
_NAMED_PHONE = re.compile(
    r"""(?:phone|mobile|cell|tel|telephone|contact\ number|ring\ me|call\ me|电话|手机|联系方式|whatsapp)[^\d+]{0,12}
        (?P<it>\+?\d[\d\s-]{5,14}\d)(?!\d)""",
    re.VERBOSE,
)

_POSTCODE_CUE = r"(?:post\s?code|zip|pin\s?code|postal|邮编|邮政编码|邮递区号|邮区)"
_POSTCODE = re.compile(
    r"""(?<![a-z\d])(?P<it>
        [a-z]{1,2}\d[a-z\d]?\s\d[a-z]{2}   # Britain
      | [a-ceghj-npr-tvxy]\d[a-z]\s?\d[a-z]\d  # Canada
      | \d{5}-\d{4}                        # United States, ZIP+4
    )(?![a-z\d])""",
    re.VERBOSE,
)
_JOINED_BRITISH = re.compile(r"(?<![a-z\d])(?P<it>[a-z]{1,2}\d{1,2}[a-z]?\d[abd-hjlnp-uw-z]{2})(?![a-z\d])")
_CUE = re.compile(_POSTCODE_CUE)
_FIGURES = re.compile(r"(?<![\w#.+-])(?P<it>\d{5,6})(?![\w.-])")
_NAMED_POSTCODE = re.compile(
    rf"{_POSTCODE_CUE}[^\d\n]{{0,14}}?(?P<it>\d{{3,6}}|[a-z]{{1,2}}\d[a-z\d]{{3,5}})(?![a-z\d])"
)
_CHINESE = r"(?:0[1-7]|1[0-6]|2[0-7]|3[0-6]|4[0-7]|5[1-7]|6[1-7]|7[1-5]|8[1-5])\d{4}"
_BARE_POSTCODE = re.compile(
    rf"^\W*(?:it'?s|it is|是|我的是)?\s*(?P<it>\d{{5}}|{_CHINESE})\W*$|(?:地址|那边|寄到|送到|地区|住)\D{{0,8}}(?P<there>{_CHINESE})(?!\d)"
)
_US_ADDRESS = re.compile(
    r"(?:\b(?:street|st|avenue|ave|road|rd|lane|drive|portland|[a-z]+,\s?[a-z]{2}|(?:office|home|address|deliver|ship|sent?)\b[^\d]{0,24})\b)"
    r"[^\d\n]{0,12}(?P<it>\d{5})(?!\d)(?!\s*(?:dollars|bucks|items))"
)


def emails(text: str) -> Iterator[Mention]:
    return every("email", _EMAIL, text)


def phones(text: str) -> Iterator[Mention]:
    for pattern in (_PHONE, _NAMED_PHONE):
        for mention in every("phone", pattern, text):
            digits = re.sub(r"\D", "", mention.value)
            if 7 <= len(digits) <= 15:
                plus = "+" if mention.value.startswith("+") else ""
                yield Mention("phone", mention.start, mention.end, plus + digits)


def postcodes(text: str) -> Iterator[Mention]:
    patterns = [_NAMED_POSTCODE, _POSTCODE, _JOINED_BRITISH, _BARE_POSTCODE, _US_ADDRESS]
    if _CUE.search(text):
        patterns.append(_FIGURES)
    for pattern in patterns:
        for mention in every("postcode", pattern, text):
            yield Mention("postcode", mention.start, mention.end, mention.value.upper())
    for match in _BARE_POSTCODE.finditer(text):
        if match["there"]:
            yield Mention("postcode", *match.span("there"), match["there"])
