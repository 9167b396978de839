"""One question for figures, with whoever answers it."""

from dataclasses import dataclass

from actions.base import Context, Reply
from actions.order_services import OrderServices
from actions.order_words import OrderWords
from bot.commerce.model import OrderLine, Product, Variant
from bot.commerce.money import Money
from bot.orders.wishes.figures import Figure


@dataclass(frozen=True)
class FigureQuestion:
    """A piece of a message, what it asks for, and what its answer is made of."""

    words: str
    figures: tuple[Figure, ...]
    context: Context
    reply: Reply
    spoken: OrderWords
    services: OrderServices

    def say(self, phrase: str, **gaps: object) -> str:
        """The sentence `utter_figure_<phrase>`, not yet said."""
        return self.reply.words(f"figure_{phrase}", **gaps)

    def money(self, amount: Money) -> str:
        return amount.spoken(self.reply.language)

    def paid_with(self, label: str) -> str:
        return self.reply.paid_with(label)

    def listed(self, things: list[str]) -> str:
        return ("、" if self.reply.language == "zh" else ", ").join(things)

    def options(self, variant: Variant | None) -> str:
        """All that a variant is, without the names of its options; empty for a product of one kind."""
        if variant is None:
            return ""
        return self.listed([value.in_language(self.reply.language) for value in variant.options.values()])

    def title(self, of: Product | OrderLine) -> str:
        return of.title.in_language(self.reply.language)

    def thing(self, of: Product | OrderLine, variant: Variant | None) -> str:
        """A thing as it is spoken of: with what it is, where that tells it from others."""
        options = self.options(variant)
        return self.reply.words("figure_thing", title=self.title(of), options=options) if options else self.title(of)
