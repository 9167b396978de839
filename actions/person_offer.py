"""A person is offered where the bot does not get on, with no more said than the shop can keep."""

from typing import Any, Final

from rasa_sdk.events import SlotSet

from actions.anger import is_angry
from actions.base import Context, Events, Reply, ShopAction
from actions.failing import COUNTED, Failed, Failing
from actions.people import HandOff
from actions.trouble import Trouble
from bot.conversation.hours import OpeningHours
from bot.dialogue.parts import Part

PERSON: Final = "/ask_person"


class Offers:
    """Looks at each reply once it is there."""

    def __init__(self, hand_off: HandOff) -> None:
        self._hand_off = hand_off

    async def made(self, context: Context, reply: Reply) -> Events:
        """Adds the offer where one is due; what a rule leaves to a person is handed over at once."""
        if any(part["kind"] == "handoff" for part in reply.parts):
            return []
        failed = reply.failed or (Failed(Failing.UPSET) if is_angry(context.text) else None)
        trouble = Trouble.read(context)
        if failed is not None:
            trouble = trouble.failing(context, failed)
        if failed is not None and failed.how is Failing.UNPROVEN:
            return await self._hand_off.required(context, reply, trouble)
        # An action before this one in the same turn may have offered one.
        if failed is not None and trouble.wants_person and trouble.offered != context.message_id:
            trouble = await self._offer(context, reply, trouble)
        await self._say_truly(reply)
        return [SlotSet("trouble", trouble.to_json())] if failed is not None else []

    async def _offer(self, context: Context, reply: Reply, trouble: Trouble) -> Trouble:
        if reply.offered_last == [PERSON]:
            return _offered(trouble, context)
        if trouble.how not in (*COUNTED, Failing.UPSET) or not self._hand_off.staffed:
            # What was refused has the person among what can be done instead.
            return trouble
        hours, now = await self._hand_off.hours(), self._hand_off.now()
        if any(part["kind"] == "confirmation" for part in reply.parts):
            # A yes is for the change that was just shown.
            reply.say("person_too")
            reply.offer(reply.person())
            return trouble
        reply.drop_choice(PERSON)
        sorry = "propose_upset" if trouble.how is Failing.UPSET else "propose_failing"
        asks = _asks(reply, hours) if not hours.is_open(now) else reply.words("propose_open")
        reply.show({"kind": "text", "text": reply.join([reply.words(sorry), asks])})
        reply.offer(reply.person())
        return _offered(trouble, context)

    async def _say_truly(self, reply: Reply) -> None:
        """What the choice of a person is called says whether one is there; where nobody can be reached it goes."""
        if not any(item["command"] == PERSON for part in reply.parts for item in _items(part)):
            return
        if self._hand_off.staffed:
            if not (await self._hand_off.hours()).is_open(self._hand_off.now()):
                reply.rename_choice(PERSON, reply.words("choice_person_away"))
        elif await self._hand_off.email():
            reply.rename_choice(PERSON, reply.words("choice_person_email"))
        else:
            reply.drop_choice(PERSON)


class Offering(ShopAction):
    """An action, with the offer of a person after it where one is due."""

    def __init__(self, action: ShopAction, offers: Offers) -> None:
        super().__init__(action.phrases)
        self._action, self._offers = action, offers
        self.named = action.named

    async def answer(self, context: Context, reply: Reply) -> Events:
        events = await self._action.answer(context, reply)
        if not _is_answered(events, reply):
            return events
        return [*events, *await self.guarded(context, reply, self._offers.made)]

    async def act(self, context: Context, reply: Reply) -> Events:
        return await self._action.act(context, reply)


def _is_answered(events: Events, reply: Reply) -> bool:
    """Whether it was for this action to answer: a form leaves a message to a rule without a word or an event."""
    return bool(events or reply.parts) and not any(event.get("event") == "followup" for event in events)


def _offered(trouble: Trouble, context: Context) -> Trouble:
    return Trouble(**{**vars(trouble), "offered": context.message_id})


def _asks(reply: Reply, hours: OpeningHours) -> str:
    return reply.words("propose_closed", hours=hours.describe(reply.language))


def _items(part: Part) -> list[Any]:
    return list(part["items"]) if part["kind"] == "choices" else []
