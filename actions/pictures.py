"""Pictures: one that came without words is taken with thanks and asked about; how one is sent."""

from rasa_sdk.events import SlotSet

from actions.base import Context, Events, Reply, ShopAction


class Picture(ShopAction):
    """Says honestly that nobody here can see it yet, and asks what it is about."""

    named = "action_picture"

    async def act(self, context: Context, reply: Reply) -> Events:
        before = context.slots.get("pictures")
        kept = [*(before if isinstance(before, list) else ()), *context.attachments]
        if context.active_form:
            reply.say("picture_kept")
            return [SlotSet("pictures", kept or None)]
        reply.say("picture_taken")
        reply.offer(
            reply.choice("intent_report_problem", "/report_problem"),
            reply.choice("intent_after_sales", "/after_sales"),
            reply.choice("intent_track_order", "/track_order"),
            reply.person(),
        )
        return [SlotSet("pictures", kept or None)]


class PictureWish(ShopAction):
    """May I send a photo: how, and for what."""

    named = "action_picture_wish"

    async def act(self, context: Context, reply: Reply) -> Events:
        reply.say("picture_how")
        if not context.active_form:
            reply.offer(reply.choice("intent_report_problem", "/report_problem"), reply.person())
        return []
