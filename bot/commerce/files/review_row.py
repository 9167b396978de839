"""A review as `reviews.jsonl` has it."""

from typing import Annotated

from pydantic import AfterValidator

from bot.commerce.files.fields import Id, Line, Moment, Row, WholeNumber, Words
from bot.commerce.model import Review
from bot.language import Language


def _stars(rating: int) -> int:
    if not 1 <= rating <= 5:
        raise ValueError(f"{rating} is not accepted; accepted: 1 to 5")
    return rating


class ReviewRow(Row):
    review_id: Id
    product_id: Id
    rating: Annotated[WholeNumber, AfterValidator(_stars)]
    language: Language
    author: Line = ""
    at: Moment
    verified: bool = False
    title: Line = ""
    text: Words

    def noun(self) -> Review:
        return Review(**self.model_dump())
