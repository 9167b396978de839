"""The shopper's own data at the shop: changed like an order, after the same yes, and shown on request."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from rasa_sdk.events import FollowupAction

from actions.base import Context, Events, Reply, ShopAction
from actions.change_words import ChangeWords
from actions.draft import Draft
from actions.erasure_words import ErasureWords
from actions.facts.delivery import LONGEST_PLACE, address_words, ask_address, offer_addresses
from actions.facts.fact import offer
from actions.facts.money import way_words
from actions.failing import Failing
from actions.foreign_account import account_of_another
from actions.order_services import OrderServices
from actions.order_turn import OrderTurn
from actions.own_addresses import own_addresses
from actions.progress import Progress, Step
from bot.commerce.changes import ChangeCustomer, EraseCustomer
from bot.commerce.model import Address, Customer
from bot.dialogue import parts
from bot.dialogue.phrases import Phrases
from bot.errors import ChangeRefused, CustomerNotFound, Why
from bot.language import Language
from bot.orders.contact import Contact, ContactKind
from bot.orders.wishes.addresses import address_meant
from bot.orders.wishes.own_addresses import is_of_both, is_of_profile

_FORM: Final = "order_form"
_ALL_ORDERS: Final = 1000
_FIELDS: Final = ("address", "email", "phone", "language")
_NAMED: Final = {
    "email": re.compile(r"\be-?mail\b|邮箱|邮件", re.IGNORECASE),
    "phone": re.compile(r"\b(?:phone|mobile|number)\b|电话|手机", re.IGNORECASE),
    "language": re.compile(r"\blanguage\b|语言", re.IGNORECASE),
    "address": re.compile(r"\baddress\b|地址", re.IGNORECASE),
}
_LANGUAGES: Final[tuple[tuple[Language, re.Pattern[str]], ...]] = (
    ("zh", re.compile(r"\b(?:chinese|mandarin)\b|中文|汉语", re.IGNORECASE)),
    ("en", re.compile(r"\benglish\b|英文|英语", re.IGNORECASE)),
)
_DELETE: Final = re.compile(
    r"\b(?:delete|erase|remove|forget|close)\b|forgotten|删|注销|清除|抹|不想你们保留", re.IGNORECASE
)


class AccountTalk:
    """Speaks of a change of the shopper's own data in one turn."""

    def __init__(self, turn: OrderTurn) -> None:
        self._turn, self._reply = turn, turn.reply
        self._writes = turn.services.writes

    async def step(self, progress: Progress) -> Progress:
        customer = await signed_in(self._turn.services, self._turn.id)
        if customer is None:
            self._reply.say("account_sign_in")
            self._reply.offer(self._reply.person())
            return progress.over()
        if self._turn.fresh and (over := await self.of_another(progress)) is not None:
            return over
        draft = await self._remembered(progress.draft, customer)
        draft = await self._said(draft, customer) if self._turn.fresh else draft
        self._turn.fresh = False
        progress = replace(progress, draft=draft)
        if draft.erase:
            return await self._offer_to_erase(progress, customer)
        change = ChangeCustomer(customer.customer_id, draft.address, draft.email, draft.phone, draft.language)
        if change == ChangeCustomer(customer.customer_id):
            return await self._ask(progress, customer)
        try:
            await self._writes.check(self._turn.id, change)
        except ChangeRefused as refusal:
            return self.refused(progress, refusal)
        shown = await self._writes.propose(self._turn.id, change)
        self._reply.show(ChangeWords(self._reply, self._turn.words, {}, {}, {}).confirmation(shown))
        return progress.asking(Step.DECISION)

    async def of_another(self, progress: Progress) -> Progress | None:
        """Ends the task where the message is about an account that is not the shopper's."""
        customer = await signed_in(self._turn.services, self._turn.id)
        if customer is None or self._turn.context.is_command:
            return None
        asked_where = progress.asked is Step.FIELD and progress.draft.field == "address"
        named = account_of_another(self._turn.context.text, customer, asked_where=asked_where)
        if named is None:
            return None
        await self._writes.void(self._turn.id, "another's account was named")
        await _refuse(self._turn.services, self._turn.id, self._reply, customer, named)
        return progress.over()

    async def _offer_to_erase(self, progress: Progress, customer: Customer) -> Progress:
        """Shows what would be deleted and what the shop must keep."""
        try:
            shown = await self._writes.propose(self._turn.id, EraseCustomer(customer.customer_id))
        except ChangeRefused as refusal:
            return self.refused(progress, refusal)
        held = await self._writes.held(self._turn.id)
        orders = await self._turn.services.access.own_orders(self._turn.id, _ALL_ORDERS)
        words = ErasureWords(self._reply, at_the_shop=self._writes.erases_at_the_shop)
        self._reply.show(words.confirmation(shown.proposal, customer, held, len(orders)))
        return progress.asking(Step.DECISION)

    def erased(self) -> None:
        """Tells what was deleted, and who sees to the rest."""
        words = ErasureWords(self._reply, at_the_shop=self._writes.erases_at_the_shop)
        said = [self._reply.words("done_erase_customer"), self._reply.words(words.rest)]
        self._reply.show(parts.text(self._reply.join(said)))
        if not self._writes.erases_at_the_shop:
            self._reply.offer(self._reply.person())

    async def hears(self, progress: Progress) -> Draft | None:
        """The draft with what the message says of the data; None when it says nothing of them."""
        customer = await signed_in(self._turn.services, self._turn.id)
        said = await self._said(progress.draft, customer) if customer else progress.draft
        return said if said != progress.draft else None

    def refused(self, progress: Progress, refusal: ChangeRefused) -> Progress:
        told = self._reply.words("account_same" if refusal.why is Why.SAME else "account_unsupported")
        self._reply.show(parts.text(told))
        self._reply.offer(self._reply.person())
        self._reply.fails(Failing.FOR_PERSON if refusal.why is Why.UNSUPPORTED else Failing.REFUSED, told)
        return progress.over()

    async def _ask(self, progress: Progress, customer: Customer) -> Progress:
        draft, field = progress.draft, progress.draft.field
        if field is None:
            self._reply.say("wanted_account_field")
            offer(self._reply, ((self._reply.words(f"choice_account_{name}"), name) for name in _FIELDS))
        elif field == "language":
            self._reply.say("wanted_account_language")
            offer(self._reply, ((self._reply.words(f"language_{language}"), language) for language in ("en", "zh")))
        elif field == "address":
            ask_address(draft, self._reply, otherwise="wanted_account_address")
            offer_addresses(await self._known(customer), customer.address, draft.places, self._reply)
        else:
            self._reply.say(f"wanted_account_{field}")
        return progress.asking(Step.FIELD)

    async def _remembered(self, draft: Draft, customer: Customer) -> Draft:
        """With what an earlier message said of an address."""
        for words in draft.heard:
            if is_of_profile(words) or is_of_both(words):
                draft = await self._with_address(replace(draft, field="address"), words, customer)
        return replace(draft, heard=())

    async def _said(self, draft: Draft, customer: Customer) -> Draft:
        choice = self._turn.choice
        if choice is not None:
            own = (await self._known(customer)).get(choice)
            return replace(draft, address=own, places=()) if own else _picked(draft, choice)
        text = self._turn.context.text
        if wants_erasure(self._turn.context):
            return replace(draft, erase=True)
        if self._turn.context.is_command or not text:
            return draft
        contact = self._turn.message.contact(asked=False)
        if contact is not None and contact.kind is not ContactKind.POSTCODE:
            return _with_contact(draft, contact, next(iter(self._turn.context.entities.get("phone", ())), None))
        language = next((name for name, pattern in _LANGUAGES if pattern.search(text)), None)
        if language:
            return replace(draft, language=language, field="language")
        asked = draft.field == "address"
        draft = replace(draft, field=draft.field or next((n for n, p in _NAMED.items() if p.search(text)), None))
        return (
            await self._with_address(draft, text, customer, asked=asked) if draft.field in (None, "address") else draft
        )

    async def _with_address(self, draft: Draft, words: str, customer: Customer, *, asked: bool = False) -> Draft:
        known = await self._known(customer)
        whole = f"{draft.place}, {words}" if draft.place else words
        meant = address_meant(whole, known=known, base=customer.address, asked=asked)
        address = known.get(meant.reference) or (meant.address if meant.complete else None)
        if address:
            return replace(draft, address=address, field="address", place="", missing=(), places=())
        if meant.address is None:
            return replace(draft, places=meant.candidates or draft.places)
        return replace(draft, place=whole[:LONGEST_PLACE], missing=meant.missing, field="address")

    async def _known(self, customer: Customer) -> Mapping[str, Address]:
        return await own_addresses(self._turn.services, self._turn.id, customer, customer)


class MyData(ShopAction):
    """What the shop keeps of the shopper; asked to delete it, leaves that to the form, which asks for a yes."""

    named = "action_my_data"

    def __init__(self, phrases: Phrases, services: OrderServices) -> None:
        super().__init__(phrases)
        self._services = services

    async def act(self, context: Context, reply: Reply) -> Events:
        if wants_erasure(context):
            return [FollowupAction(_FORM)]
        customer = await signed_in(self._services, context.conversation_id)
        if customer is None:
            reply.say("account_sign_in")
            reply.offer(reply.person())
        elif (named := account_of_another(context.text, customer)) is not None:
            await _refuse(self._services, context.conversation_id, reply, customer, named)
        else:
            reply.show(parts.text(_listed(customer, reply)))
            reply.offer(reply.choice("change_account", "/change_account"))
        return []


def wants_erasure(context: Context) -> bool:
    """Whether the message asks to delete what is kept of the shopper, or all of the account."""
    return context.intent == "my_data" and _DELETE.search(context.text) is not None


async def signed_in(services: OrderServices, conversation_id: str) -> Customer | None:
    """The customer whom the shop has signed in, as the shop's system knows them."""
    customer_id = await services.access.customer_id(conversation_id)
    if customer_id is None:
        return None
    try:
        return await services.commerce.customer(customer_id)
    except CustomerNotFound:
        return None


async def _refuse(services: OrderServices, conversation_id: str, reply: Reply, customer: Customer, named: str) -> None:
    await services.access.refuse_account(conversation_id, named)
    reply.say("account_of_another", mine=customer.email or customer.customer_id, named=named)


def _picked(draft: Draft, value: str) -> Draft:
    if draft.field == "language":
        return replace(draft, language="zh" if value == "zh" else "en")
    return replace(draft, field=value) if value in _FIELDS else draft


def _with_contact(draft: Draft, contact: Contact, typed: str | None) -> Draft:
    if contact.kind is ContactKind.EMAIL:
        return replace(draft, email=contact.value, field="email")
    if contact.kind is ContactKind.PHONE:
        return replace(draft, phone=typed or contact.value, field="phone")
    return draft


def _listed(customer: Customer, reply: Reply) -> str:
    none = reply.words("none")
    language = reply.words(f"language_{customer.language}") if customer.language else none
    between = "；" if reply.language == "zh" else "; "
    fields = {
        "who": customer.name or none,
        "email": customer.email or none,
        "phone": customer.phone or none,
        "address": address_words(customer.address) if customer.address else none,
        "speaks": language,
        "payments": between.join(way_words(way, reply) for way in customer.payments) or none,
    }
    return reply.words("my_data", **fields)
