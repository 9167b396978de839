"""Numbers as people type them: digits, English words, Chinese numerals. Works on folded text."""

import re

_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_SCALES = {"hundred": 100, "thousand": 1000, "grand": 1000, "million": 1_000_000}
_HAN_DIGITS = dict(zip("零一二三四五六七八九", range(10), strict=True)) | {"〇": 0, "两": 2, "俩": 2, "仨": 3}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000}

DIGITS = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SMALL = "|".join(sorted([*_UNITS, *_TENS], key=len, reverse=True))
_WORD = rf"(?:{_SMALL}|hundred|thousand|grand|million)"
ENGLISH = rf"(?<![a-z])(?:an? )?(?:{_SMALL}|hundred|thousand)(?:(?:[ -]| and ){_WORD}\b)*\b"
_HAN_FIGURES = "一二两俩仨三四五六七八九十百千万半"
HAN = rf"[零〇{_HAN_FIGURES}]*[{_HAN_FIGURES}][零〇几{_HAN_FIGURES}]*"

_DIGITS = re.compile(rf"({DIGITS})\s*([kw千万百]?)")


def number(text: str) -> float | None:
    """The value of a number, or None where it is none or not one number ("三四百", "a few")."""
    text = text.strip()
    match = _DIGITS.fullmatch(text)
    if match:
        scale = {"": 1, "k": 1000, "w": 10_000, "百": 100, "千": 1000, "万": 10_000}[match[2]]
        return float(match[1].replace(",", "")) * scale
    return _han(text) if re.fullmatch(HAN, text) else _english(text)


def written(value: float) -> str:
    """A number without a decimal point that says nothing: 80, 12.5."""
    return str(int(value)) if value == int(value) else str(value)


def _english(text: str) -> float | None:
    total, current = 0, 0
    words = [word for word in re.split(r"[ -]+", text) if word not in ("and", "a", "an")]
    if not words:
        return None
    for word in words:
        if word in _UNITS:
            current += _UNITS[word]
        elif word in _TENS:
            current += _TENS[word]
        elif word == "hundred":
            current = max(current, 1) * 100
        elif word in _SCALES:
            total += max(current, 1) * _SCALES[word]
            current = 0
        else:
            return None
    return float(total + current)


def _han(text: str) -> float | None:
    if text == "半":
        return 0.5
    if "几" in text or "半" in text or (re.search(r"[一二三四五六七八九]{2}", text) and re.search("[十百千万]", text)):
        return None
    if "万" in text:
        upper, lower = text.split("万", 1)
        high, low = _below_ten_thousand(upper), _below_ten_thousand(lower, 1000)
        return None if high is None or low is None else float((high or 1) * 10_000 + low)
    value = _below_ten_thousand(text)
    return None if value is None else float(value)


def _below_ten_thousand(text: str, implied: int = 0) -> int | None:
    """`implied` is the scale of a last lone digit: "三千五" is 3500."""
    if not any(character in _HAN_SCALES for character in text) and implied == 0:
        digits = [_HAN_DIGITS.get(character) for character in text]
        return None if None in digits else int("".join(map(str, digits)) or "0")
    total, digit, scale = 0, 0, implied * 10
    for character in text:
        if character in _HAN_SCALES:
            scale = _HAN_SCALES[character]
            total += (digit or 1) * scale
            digit = 0
        elif character in _HAN_DIGITS:
            digit = _HAN_DIGITS[character]
            if digit == 0:
                scale = 10
        else:
            return None
    return total + digit * (scale // 10 if scale >= 100 else 1)
