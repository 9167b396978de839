"""An e-mail address in what somebody wrote."""

import re
import unicodedata
from typing import Final

from bot.commerce.model import Bilingual
from bot.errors import InvalidInput
from bot.language import Language

# RFC 5322's dot-atom without what begins an encoded word (=?utf-8?q?...?=), which mail software would read as something
# else, and without ! and ?, which end the sentence before an address in Chinese.
_ATOM: Final = r"[A-Za-z0-9_#$%&'*+/=^`{|}~-]"
_LABEL: Final = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS: Final = rf"(?=[^@]{{1,64}}@)[A-Za-z0-9_]{_ATOM}*(?:\.{_ATOM}+)*@{_LABEL}(?:\.{_LABEL})*\.[A-Za-z]{{2,63}}"
"""What one address looks like, in Python and in a page."""
_WITHIN: Final = re.compile(rf"(?<![A-Za-z0-9_.=]){ADDRESS}")
_LONGEST: Final = 254  # RFC 5321
_ALSO_SENT: Final = Bilingual("Our answers here are also sent to {address}.", "我们在这里的回复也会发送至 {address}。")


def email_in(text: str) -> str | None:
    """The first e-mail address in a text, full-width letters and all: never the end of something longer."""
    found = _WITHIN.search(unicodedata.normalize("NFKC", text))
    return found.group() if found and len(found.group()) <= _LONGEST else None


def is_address(text: str) -> bool:
    """Whether it is one e-mail address and nothing else."""
    return email_in(text) == text


def one_address(text: str) -> str:
    """Raises `InvalidInput`."""
    address = text.strip()
    if not is_address(address):
        raise InvalidInput("email: accepted is one address such as mei.lin@example.com")
    return address


def also_sent(address: str, language: Language) -> str:
    """Told when an address is taken down, so that nobody's answers go where they did not mean them to."""
    return _ALSO_SENT.in_language(language).format(address=address)
