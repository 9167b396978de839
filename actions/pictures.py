"""A picture that came without words: taken with thanks, and asked about."""

from actions.base import Context, Events, Reply, ShopAction


class Picture(ShopAction):
    """Says honestly that nobody here can see it yet, and asks what it is about."""

    named = "action_picture"

    async def act(self, context: Context, reply: Reply) -> Events:
        reply.say("picture_taken")
        reply.offer(
            reply.choice("intent_after_sales", "/after_sales"),
            reply.choice("intent_track_order", "/track_order"),
            reply.person(),
        )
        return []
