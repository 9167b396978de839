"""A Medusa shop on the stage of the `CommerceBackend` suites: a channel with their goods, a new Mei in each scene."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from itertools import count
from typing import Final

from bot.commerce.medusa.steps import CAPABILITIES
from bot.commerce.model import OrderStatus, PaymentMethod, PaymentStatus, Product
from tests.contracts.commerce_stage import GOODS, MEI, RACES, Notions, Scene, Wanted, shelved
from tests.medusa_server import GIFT_CARD, HOME, PAYPAL, VISA, Buyer, MedusaServer

_WAYS: Final = {
    PaymentMethod.CARD: VISA,
    PaymentMethod.PAYPAL: PAYPAL,
    PaymentMethod.GIFT_CARD: GIFT_CARD,
}
_PLENTY: Final = 100
NOTIONS: Final = Notions(
    capabilities=CAPABILITIES,
    # An order comes to any other status by a change only, which other tests make.
    statuses=frozenset(
        {OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.CANCELLED}
    ),
    standings=frozenset({PaymentStatus.PAID, PaymentStatus.PENDING}),
    deeds=frozenset(),
    has_key_index=False,
)
_coupons = count(1)


def prepared(server: MedusaServer) -> MedusaServer:
    """A channel that sells the suites' goods, to be closed."""
    channel = server.new_channel()
    for product in GOODS:
        _sell(channel, product)
    return channel


def _sell(channel: MedusaServer, product: Product) -> None:
    held = {variant.sku: (float(variant.price.decimal), 0) for variant in product.variants}
    colours = {variant.sku: variant.options["colour"] for variant in product.variants if variant.options}
    named = {sku: name.en for sku, name in colours.items()}
    option = "Colour" if colours else "Default option"
    values = named or dict.fromkeys(held, "Default option value")
    id_ = channel.product(product.title.en, held, option=option, values=values, description=product.description.en)
    told = {"title": product.title.zh, "description": product.description.zh}
    channel.translate("product", id_, told)
    for option_of_it in channel.facts_of_product(id_)["options"]:
        for value in option_of_it["values"]:
            for name in colours.values():
                if name.en == value["value"]:
                    channel.translate("product_option_value", value["id"], {"value": name.zh})


class MedusaStage:
    """Plays in a prepared channel of a running Medusa; what Medusa has no notion of is not played."""

    capabilities = CAPABILITIES
    races = max(2, RACES // 10)  # an order is placed in ten calls

    def __init__(self, channel: MedusaServer, closing: AsyncExitStack) -> None:
        self._channel, self._closing = channel, closing

    async def open(self, *wanted: Wanted, stock: Mapping[str, int] | None = None) -> Scene:
        channel = self._channel
        channel.shelve({variant.sku: _PLENTY for product in GOODS for variant in product.variants})
        mei = channel.customer(MEI.name, MEI.phone or "", MEI.email or "")
        channel.live_at(mei, HOME)
        tom = channel.customer("Tom")
        numbers = {one.name: _place(channel, mei, one) for one in wanted}
        channel.shelve({variant.sku: variant.stock for product in shelved(stock) for variant in product.variants})
        backend = channel.shop()
        self._closing.push_async_callback(backend.close)
        placed = {name: await backend.order(number) for name, number in numbers.items()}
        people = [await backend.customer(one.customer_id or "") for one in (mei, tom)]
        return Scene(backend, people[0], people[1], placed, has_key_index=False)


def _place(channel: MedusaServer, buyer: Buyer, wanted: Wanted) -> str:
    coupon = ""
    if wanted.discount.amount:
        coupon = f"LESS{next(_coupons)}"
        channel.promotion(coupon, float(wanted.discount.decimal))
    is_paid = wanted.payment_status is PaymentStatus.PAID
    method = _WAYS[wanted.paid_with.method]
    number = channel.order(buyer, dict(wanted.lines), method=method, coupon=coupon, capture=is_paid)
    if wanted.status is OrderStatus.CANCELLED:
        channel.cancel(number)
    elif wanted.status is not OrderStatus.PENDING:
        parcel = channel.pack(number)
        if wanted.status is not OrderStatus.PROCESSING:
            channel.send(number, parcel)
        if wanted.status is OrderStatus.DELIVERED:
            channel.arrive(number, parcel)
    return number
