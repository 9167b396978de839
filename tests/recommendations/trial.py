"""Plays a written need or refinement against the recommender and names what went against its assertions."""

from collections.abc import Iterator, Sequence
from typing import Any

from bot.commerce.model import Product
from bot.language import Language
from bot.recommendations.fitting import number_of
from bot.recommendations.lexicon import lexicon, plain
from bot.recommendations.need import Need
from bot.recommendations.recommender import Recommendation, Recommender


async def play(recommender: Recommender, case: dict[str, Any], language: Language) -> list[str]:
    """What is wrong with the answer to a need, or with that to the last of several turns; empty when nothing is."""
    first, *rest = case.get("turns") or [case["text"]]
    need = await recommender.parse(first)
    seen = [await recommender.recommend(need, language)]
    for turn in rest:
        # The need travels through the dialogue as JSON.
        need = await recommender.refine(Need.from_json(need.to_json()), turn, seen[-1].product_ids)
        seen.append(await recommender.recommend(need, language))
    return list(_wrong(case, seen))


def _wrong(case: dict[str, Any], seen: Sequence[Recommendation]) -> Iterator[str]:
    answer, products = seen[-1], [product for product, _ in seen[-1].items]
    ids = [product.product_id for product in products]
    if not products and case.get("relaxed") != "unknown":
        yield "nothing was recommended"
    if missing := set(case.get("include", ())) - set(ids):
        yield f"missing {sorted(missing)}"
    if present := set(case.get("exclude", ())) & set(ids):
        yield f"shown {sorted(present)}"
    if "first" in case and ids[:1] != [case["first"]]:
        yield f"first is {ids[:1]}"
    if "category" in case and {product.category for product in products} - set(case["category"]):
        yield f"categories {sorted({product.category for product in products})}"
    if len({product.category for product in products}) < case.get("categories_at_least", 0):
        yield "too little variety"
    if case.get("relaxed", "") not in ("", *answer.relaxed) or (answer.relaxed and "relaxed" not in case):
        yield f"gave up {answer.relaxed}"
    yield from _wrong_products(case, products)
    if len(seen) > 1:
        yield from _wrong_after(case, seen[0], products)


def _wrong_products(case: dict[str, Any], products: Sequence[Product]) -> Iterator[str]:
    low, high = 100 * case.get("min", 0), 100 * case.get("max", 10**6)
    for product in products:
        stocked = [variant for variant in product.variants if variant.stock > 0]
        if case.get("relaxed") != "price" and not any(low <= variant.price.amount <= high for variant in stocked):
            yield f"{product.product_id} costs {product.lowest_price.spoken('en')}"
        colours = {value.en for variant in stocked for value in variant.options.values()}
        if "colour" in case and not any(case["colour"] in colour for colour in colours):
            yield f"{product.product_id} is not in {case['colour']}"
        if "for" in case and not _is_for(product, case["for"].split("|")):
            yield f"{product.product_id} is not for {case['for']}"


def _is_for(product: Product, recipients: Sequence[str]) -> bool:
    texts = [plain(value.en) for value in (*product.attributes.values(), *product.tags)]
    return any(text in lexicon().recipients[recipient] for recipient in recipients for text in texts)


def _wrong_after(case: dict[str, Any], before: Recommendation, products: Sequence[Product]) -> Iterator[str]:
    ids = {product.product_id for product in products}
    for place in case.get("gone", ()):
        if place < len(before.items) and before.product_ids[place] in ids:
            yield f"{before.product_ids[place]} is still there"
    cheapest = min(product.lowest_price.amount for product, _ in before.items)
    if case.get("cheaper_than_before") and any(product.lowest_price.amount >= cheapest for product in products):
        yield "not cheaper"
    first = before.items[0][0]
    for key, sign in (("smaller_than_first", -1), ("bigger_than_first", 1)):
        if key in case and not all(_exceeds(product, first, case[key], sign) for product in products):
            yield f"not {key.replace('_', ' ')}"


def _exceeds(product: Product, other: Product, key: str, sign: int) -> bool:
    own, bar = number_of(product.attributes[key]), number_of(other.attributes[key])
    return own is not None and bar is not None and sign * own > sign * bar
