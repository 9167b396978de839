"""Where and how an order is sent, and what is said to whoever packs or delivers it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from actions.base import Reply
from actions.case import Case
from actions.draft import Draft
from actions.facts.address_form import address_filled, address_form
from actions.facts.fact import MOST_CHOICES, Fact, offer
from actions.progress import Step
from bot.commerce.model import Address, ShippingOption
from bot.orders.wishes.addresses import address_meant

DEFAULT_ADDRESS: Final = "default"
BEFORE: Final = "before"
_LONGEST_NOTE: Final = 200
LONGEST_PLACE: Final = 300

_NOTE: Final = re.compile(
    r"(?:\b(?:note|comment|message|remark|instructions?)\b[^:：\"“]{0,60}[:：]\s*|\b(?:say|write|add|note|put)\s+(?=[\"“]))"
    r"[\"“]?(?P<marked>[^\"”]+)"
    r"|\b(?:tell|ask|let)\s+(?:the\s+|my\s+|your\s+)?"
    r"(?:driver|courier|carrier|warehouse|delivery \w+|packers?|them|him)"
    r"\s+(?:know\s+)?(?:to\s+|that\s+)?(?P<told>.+)"
    r"|(?:备注|備註|留言|说明)(?:一下|写上|上|里写|写|写一下)?[，,：: ]*(?P<zh>[^，。,.？?]{2,}.*)"
    r"|(?:告诉|让|叫|提醒)(?:快递员?|配送员|司机|仓库|他们|他)(?P<tell>.{2,})",
    re.IGNORECASE | re.DOTALL,
)
_ONLY_ASKING: Final = re.compile(r"^(?:一下|吗|呢|吧|可以|to|on|for|my order.*|it)\W*$", re.IGNORECASE)
_ALIKE: Final = (
    ("express", "加急", "特快"),
    ("overnight", "next day", "next-day", "隔夜", "次日"),
    ("standard", "regular", "normal", "标准", "普通"),
    ("pickup", "pick up", "pick-up", "自提"),
)
"""Words that shops and shoppers use for the same way of delivery."""
_FASTER: Final = re.compile(
    r"\b(?:fast\w*|quick\w*|express|next.day|overnight|priority|sooner|rush)\b|快|加急|次日|特快"
)
_CHEAPER: Final = re.compile(
    r"\b(?:cheap\w*|standard|normal|economy|free|slow\w*|regular)\b|便宜|标准|普通|经济|免费|慢"
)


class Where(Fact):
    """Another address, in full or as the shopper's own one."""

    step = Step.ADDRESS

    def is_open(self, case: Case) -> bool:
        return case.draft.address is None

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        draft = case.draft
        # What was missing completes what was said before.
        words = re.sub(rf"#?\b{re.escape(case.order.order_id)}\b", " ", words, flags=re.IGNORECASE)
        whole = f"{draft.place}, {words}" if draft.place and asked else words
        meant = address_meant(whole, known=case.addresses, base=case.order.address, asked=asked)
        own = case.addresses.get(meant.reference)
        if own is not None or (meant.address is not None and meant.complete):
            return replace(draft, address=own or meant.address, place="", missing=(), places=())
        if meant.candidates:
            return replace(draft, places=meant.candidates)
        if meant.address is None:
            return None
        return replace(draft, place=whole[:LONGEST_PLACE], missing=meant.missing)

    def chosen(self, value: str, case: Case) -> Draft | None:
        own = case.addresses.get(value) or address_filled(value, case.order.order_id)
        return replace(case.draft, address=own, place="", missing=(), places=()) if own else None

    def ask(self, case: Case, reply: Reply) -> None:
        ask_address(case.draft, reply, otherwise="wanted_address")
        if not case.draft.places:
            now, order_id = case.order.address, case.order.order_id
            said = address_meant(case.draft.place, known={}, base=now, asked=True).address if case.draft.place else None
            reply.show(address_form(reply, order_id, now, said, same_country=case.rule.same_country))
        if case.customer is not None and not case.draft.missing:
            offer_addresses(case.addresses, case.order.address, case.draft.places, reply)


class Option(Fact):
    """Another way of delivery."""

    step = Step.OPTION

    def is_open(self, case: Case) -> bool:
        return case.draft.option is None

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        others = [option for option in case.options if option.code != case.order.shipping_option]
        # "express" for an order that goes by express already does not mean another way that is as quick.
        named = _by_name(words, case.options)
        meant = named[0] if len(named) == 1 else _named(words, others) or _ranked(words, case, others)
        return replace(case.draft, option=meant.code) if meant else None

    def chosen(self, value: str, case: Case) -> Draft | None:
        known = any(option.code == value for option in case.options)
        return replace(case.draft, option=value) if known else None

    def ask(self, case: Case, reply: Reply) -> None:
        reply.say("wanted_option")
        others = [option for option in case.options if option.code != case.order.shipping_option]
        offer(reply, ((option_words(option, reply), option.code) for option in others[:MOST_CHOICES]))


class Note(Fact):
    """A word for whoever packs or delivers, as the shopper wrote it."""

    step = Step.NOTE

    def is_open(self, case: Case) -> bool:
        return case.draft.note is None

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        note = _note(words) or (words.strip() if asked else "")
        return replace(case.draft, note=note[:_LONGEST_NOTE]) if note else None

    def ask(self, case: Case, reply: Reply) -> None:
        reply.say("wanted_note")


def option_words(option: ShippingOption, reply: Reply) -> str:
    option_name, fee = option.name.in_language(reply.language), option.fee.spoken(reply.language)
    return reply.words("shipping_option", option=option_name, fee=fee)


def address_words(address: Address) -> str:
    """12 Alder St, Portland, OR 97201, US."""
    town = " ".join(part for part in (address.region, address.postcode) if part)
    return ", ".join(part for part in (address.line1, address.line2, address.city, town, address.country) if part)


def ask_address(draft: Draft, reply: Reply, *, otherwise: str) -> None:
    """Asks for what is missing of an address, or which own one is meant; `otherwise` asks for a whole one."""
    if draft.missing:
        between = "、" if reply.language == "zh" else ", "
        reply.say("ask_address_part", fields=between.join(reply.words(f"part_{name}") for name in draft.missing))
    else:
        reply.say("ask_own_address" if draft.places else otherwise)


def offer_addresses(known: Mapping[str, Address], now: Address | None, among: Sequence[str], reply: Reply) -> None:
    """Offers the customer's own addresses but the present one, each once; only those `among` where some are meant."""
    different: dict[Address, str] = {}
    for key in among or known:
        if key != BEFORE and known.get(key, now) != now:
            different.setdefault(known[key], key)
    titled = ((_own_title(key, address, reply), key) for address, key in different.items())
    offer(reply, list(titled)[:MOST_CHOICES])


def _own_title(key: str, address: Address, reply: Reply) -> str:
    words = address_words(address)
    if key == DEFAULT_ADDRESS:
        return reply.words("choice_default_address", address=words)
    return reply.words("choice_order_address", address=words, order_id=key.removeprefix("order "))


def _note(words: str) -> str:
    found = _NOTE.search(words)
    note = next((group for group in found.groups() if group), "") if found else ""
    note = note.strip(' \t\n，,。：:"“”')
    return "" if _ONLY_ASKING.match(note) else note


def _by_name(words: str, options: Sequence[ShippingOption]) -> list[ShippingOption]:
    """Those whose code or name is in the words."""
    said = words.casefold()
    return [o for o in options if any(name in said for name in (o.code.casefold(), o.name.en.casefold(), o.name.zh))]


def _named(words: str, options: list[ShippingOption]) -> ShippingOption | None:
    """The one option whose code or name is in the words, or another word for it."""
    said = words.casefold()
    fitting = _by_name(words, options)
    for alike in _ALIKE if not fitting else ():
        if any(word in said for word in alike):
            called = [(o, f"{o.code} {o.name.en} {o.name.zh}".casefold()) for o in options]
            fitting = [option for option, names in called if any(word in names for word in alike)]
    return fitting[0] if len(fitting) == 1 else None


def _ranked(words: str, case: Case, others: list[ShippingOption]) -> ShippingOption | None:
    """The only faster one for "faster", the only cheaper one for "cheaper"; a faster way is a dearer one."""
    paid = next((o.fee.amount for o in case.options if o.code == case.order.shipping_option), None)
    now = case.order.shipping_fee.amount if paid is None else paid
    if _FASTER.search(words):
        fitting = [option for option in others if option.fee.amount > now]
    elif _CHEAPER.search(words):
        fitting = [option for option in others if option.fee.amount < now]
    else:
        fitting = []
    return fitting[0] if len(fitting) == 1 else None
