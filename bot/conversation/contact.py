"""An e-mail address in what somebody wrote."""

import re
import unicodedata

_EMAIL = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}"
)
_LONGEST = 254  # RFC 5321


def email_in(text: str) -> str | None:
    """The first e-mail address in a text, full-width letters and all."""
    found = _EMAIL.search(unicodedata.normalize("NFKC", text))
    return found.group() if found and len(found.group()) <= _LONGEST else None
