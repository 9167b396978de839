"""Finds postcodes of Britain, Canada, the United States, China and others in folded text; the value is in capitals."""

import re
from collections.abc import Iterator

from bot.understanding.mention import Mention, every

_SHAPED = re.compile(
    r"""(?<![a-z\d])(?P<it>
        [a-z]{1,2}\d[a-z\d]?\s\d[a-z]{2}                  # Britain
      | [a-z]{1,2}\d{1,2}[a-z]?\d[abd-hjlnp-uw-z]{2}      # the same, joined
      | [a-ceghj-npr-tvxy]\d[a-z]\s?\d[a-z]\d             # Canada
      | \d{5}-\d{4}                                       # United States, ZIP+4
    )(?![a-z\d])""",
    re.VERBOSE,
)
_CUE = re.compile(r"post\s?code|zip|pin\s?code|postal|邮编|邮政编码|邮递区号|邮区")
_AFTER_CUE = re.compile(rf"(?:{_CUE.pattern})[^\d\n]{{0,14}}?(?P<it>\d{{3,6}}|[a-z]{{1,2}}\d[a-z\d]{{3,5}})(?![a-z\d])")
_ANYWHERE_WITH_CUE = re.compile(r"(?<![a-z\d_#.+-])(?P<it>\d{5,6})(?![a-z\d_.-])")
_CHINESE = r"(?:0[1-7]|1[0-6]|2[0-7]|3[0-6]|4[0-7]|5[1-7]|6[1-7]|7[1-5]|8[1-5])\d{4}"
# A lone five or six digits may be an order number or a code as well; the form that asked knows.
_ALONE = re.compile(rf"^\W*(?:it'?s|it is|是|我的是)?\s*(?P<it>\d{{5}}|{_CHINESE})\W*$")
_IN_ADDRESS = (
    re.compile(rf"(?:地址|那边|寄到|送到|地区|住在?)\D{{0,8}}(?P<it>{_CHINESE})(?!\d)"),
    re.compile(
        r"(?<![a-z])(?:street|st|avenue|ave|road|rd|lane|drive|boulevard|blvd|court|office|home|address)(?![a-z])"
        r"[^\d\n]{0,24}(?P<it>\d{5})(?!\d)"
    ),
    re.compile(r"[a-z],\s*[a-z]{2}\s+(?P<it>\d{5})(?!\d)"),
)


def postcodes(text: str) -> Iterator[Mention]:
    patterns = [_AFTER_CUE, _SHAPED, _ALONE, *_IN_ADDRESS]
    if _CUE.search(text):
        patterns.append(_ANYWHERE_WITH_CUE)
    for pattern in patterns:
        for mention in every("postcode", pattern, text):
            yield Mention("postcode", mention.start, mention.end, mention.value.upper())
