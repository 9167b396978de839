"""How the customer describes what it means, in its text's own words: an order, an address, a way to pay, itself."""

import re
from collections.abc import Sequence
from typing import Final

from tests.retail.script import Script, Wish
from tests.retail.words import content, first_person

_WAYS: Final = re.compile(
    r"\bpay ?pal(?: account)?|\bgift ?card|\bGC\b|\b(?:visa|master ?card"
    r"|amex|american express|credit|debit)(?: credit)?(?: card)?\b"
    r"|\b(?:the other|another|my other) card\b|\boriginal (?:payment(?: method)?"
    r"|method of payment)|\bthe other order's payment method",
    re.IGNORECASE,
)
_NOT_A_WAY: Final = re.compile(r"\bgift ?card balance\b|\bcredit left\b|\b(?:credit|debit)(?! ?card)", re.IGNORECASE)
_STREET: Final = re.compile(
    r"\b\d+ [A-Z][\w.]*(?: [A-Z][\w.]*)*(?:,? [A-Z#][\w#]*(?: \w+)?)*(?:, [A-Z][\w ]*)*,? \d{5}\b"
    r"|\b\d+ [A-Z]\w+(?: [A-Z]\w+)*, [^.()]*\d{5}"
)
_PLACE: Final = re.compile(
    r"\b(?P<way>to|with|be|at) (?P<place>(?:the|my|another|your) (?:[\w'-]+ ){0,4}?(?:address"
    r"|home|place|house)(?: in [A-Z]\w+(?: [A-Z]\w+)*)?"
    r"|the same as order #?W\d{7}|the [\w ]*\b[A-Z]\w+ one)"
)
_WHERE_IT_IS: Final = re.compile(
    r"\(((?:it is|it's|which is|the address)[^()]*)\)|\b(it is in [^.,()]*|in one of the orders)", re.IGNORECASE
)
_ALL_ORDERS: Final = re.compile(
    r"\b(?:all|both|every)(?: (?:of )?(?:my|the))?(?: possible| pending| other)?[\w ]*?\borders?(?: address(?:es)?)?\b"
    r"|\ball (?:things|items)(?: ordered)?\b|\beverything\b",
    re.IGNORECASE,
)
_SENT_TO: Final = (r"\border (?:that was )?sent (?:to )?[^.,]*", r"\b[A-Z]\w+ order\b")
_KINDS: Final = (
    r"\b(?:pending|older|newer|recent|last|latest|cancelled|delivered|wrong|other) orders?\b(?!')",
    r"\border (?:that )?(?:I|I've) (?:most |just )?(?:recently )?(?:placed|received)\b",
)


def order_words(wish: Wish, goods: Sequence[str]) -> list[tuple[str, str]]:
    """Ways to say which order is meant, the best first: each an act of speech and its words."""
    said = wish.said
    found = [("answer", one.group()) for one in _ALL_ORDERS.finditer(said)][:1]
    found += [("by", one) for pattern in _SENT_TO for one in re.findall(pattern, said)]
    sent = re.search(r"\bsent (?:an|the|my) order (?:to )?([^.,]*)", said)
    if sent:
        found.append(("by", f"order sent to {sent.group(1)}"))
    if goods:
        found += [("with", " and the ".join(goods)), *_with_state(said, " and the ".join(goods))]
    found += [("by", one) for pattern in _KINDS for one in re.findall(pattern, said)]
    return list(dict.fromkeys([*found, ("again", said)]))


def _with_state(said: str, goods: str) -> list[tuple[str, str]]:
    """The order by its goods and by how far it is, as far as the text tells."""
    if re.search(r"\b(?:received|arrived|got)\b", said):
        return [("by", f"order I received, with the {goods}")]
    state = re.search(r"\b(?:pending|delivered|cancelled)\b", said, re.IGNORECASE)
    return [("by", f"{state.group()} order with the {goods}")] if state else []


def address_of(wish: Wish, script: Script, knowledge: str) -> list[str]:
    """The address as the text has it, or where it can be found."""
    found = [one.group() for one in _STREET.finditer(wish.said)] or [
        one.group() for one in _STREET.finditer(script.text)
    ]
    # The whole, and what follows upon the street, when that is asked for.
    found = [*found[:1], *(words.split(", ", 1)[1] for words in found[:1] if ", " in words)]
    if not found:
        named = list(_PLACE.finditer(wish.said))
        # "To my home, along with my account's address": where it goes stands after "to".
        places = [one["place"] for one in named if one["way"] != "with"] or [one["place"] for one in named]
        hints = [next(filter(None, one)) for one in _WHERE_IT_IS.findall(wish.said)]
        place = places[-1] if places else ""
        if place and hints:
            found.append(f"{place}, {hints[0]}")
        found += [one for one in (place, *hints) if one]
    if street := _STREET.search(knowledge):
        found.append(street.group())
    return list(dict.fromkeys([*found, wish.said]))


def town_of(wish: Wish, script: Script, knowledge: str) -> str:
    """The town of the place that is meant, when the text has no street: "my aunt's", "my aunt lives in Leeds"."""
    place = address_of(wish, script, knowledge)[0]
    if _STREET.search(place) or place == wish.said:
        return ""
    if towns := re.findall(r"\b[A-Z][a-z]+\b", place):
        return " ".join(towns)
    whose = content(place.replace("'s", "")) - {
        "address",
        "home",
        "place",
        "house",
        "default",
        "user",
        "order",
        "other",
    }
    clauses = re.split(r"[,.]|\band\b", f"{script.text}. {first_person(knowledge)}")
    near = [clause for clause in clauses if whose & content(clause) and re.search(r"\blives?\b", clause)]
    return " ".join(re.findall(r"\b[A-Z][a-z]+\b", " ".join(near)))


def ways_of(text: str) -> list[str]:
    """The ways to pay that a text names, in its order."""
    plain = _NOT_A_WAY.sub(" ", text)
    return list(dict.fromkeys(found.group() for found in _WAYS.finditer(plain)))


def person_words(question: str, knowledge: str) -> str:
    """What the customer may say of itself when asked: its name, e-mail address or postcode."""
    asked = question.casefold()
    if "mail" in asked and (found := re.search(r"[\w.]+@[\w.]+\w", knowledge)):
        return found.group()
    if re.search(r"zip|postcode|postal", asked) and (found := re.search(r"\b\d{5}\b", knowledge)):
        return found.group()
    if "name" in asked and (found := re.search(r"\b(?:are|name is|You're) ([A-Z]\w+(?: [A-Z]\w+)?)", knowledge)):
        return found.group(1)
    return first_person(knowledge) if "who" in asked else ""
