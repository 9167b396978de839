"""What a shop wants of the widget on its pages, beside its looks."""

from dataclasses import dataclass

from bot.commerce.model import Bilingual


@dataclass(frozen=True)
class WidgetWishes:
    """Empty for a shop that wants nothing of its own."""

    suggestions: tuple[Bilingual, ...] = ()
    """Questions to begin with, where the page and the customer bring none."""
