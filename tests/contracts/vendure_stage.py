"""A Vendure shop on the stage of the `CommerceBackend` suites: a channel with their goods, a new Mei in each scene."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Final

from bot.commerce.model import Bilingual, OrderStatus, PaymentMethod, PaymentStatus, Product
from bot.commerce.vendure.steps import CAPABILITIES
from tests.contracts.commerce_stage import GOODS, MEI, RACES, Notions, Scene, Wanted, shelved
from tests.vendure_server import GIFT_CARD, HOME, LATER, PAYPAL, VISA, Buyer, VendureServer

_WAYS: Final = {
    PaymentMethod.CARD: VISA,
    PaymentMethod.PAYPAL: PAYPAL,
    PaymentMethod.GIFT_CARD: GIFT_CARD,
}
_PLENTY: Final = 100
NOTIONS: Final = Notions(
    capabilities=CAPABILITIES,
    statuses=frozenset(
        {OrderStatus.PENDING, OrderStatus.PROCESSING, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.CANCELLED}
    ),
    standings=frozenset({PaymentStatus.PAID, PaymentStatus.PENDING}),
    deeds=frozenset(),
    has_key_index=False,
)


def prepared(server: VendureServer) -> VendureServer:
    """A channel that sells the suites' goods, to be closed."""
    channel = server.new_channel()
    for product in GOODS:
        held = [(variant.sku, variant.price.amount, 0) for variant in product.variants]
        texts = _names(product.description)
        channel.product(_names(product.title), held, descriptions=texts, option=_option(product))
    return channel


class VendureStage:
    """Plays in a prepared channel of a running Vendure."""

    capabilities = CAPABILITIES
    races = max(2, RACES // 10)  # an order is placed in ten calls

    def __init__(self, channel: VendureServer, closing: AsyncExitStack) -> None:
        self._channel, self._closing = channel, closing

    async def open(self, *wanted: Wanted, stock: Mapping[str, int] | None = None) -> Scene:
        channel = self._channel
        channel.shelve({variant.sku: _PLENTY for product in GOODS for variant in product.variants})
        mei = channel.customer(MEI.name, MEI.phone or "", MEI.email or "")
        channel.live_at(mei, HOME)
        tom = channel.customer("Tom")
        numbers = {one.name: _place(channel, mei, one) for one in wanted}
        channel.shelve({variant.sku: variant.stock for product in shelved(stock) for variant in product.variants})
        backend = channel.shop(lease_seconds=20)
        self._closing.push_async_callback(backend.close)
        placed = {name: await backend.order(number) for name, number in numbers.items()}
        people = [await backend.customer(one.customer_id or "") for one in (mei, tom)]
        return Scene(backend, people[0], people[1], placed, has_key_index=False)


def _option(product: Product) -> dict[str, dict[str, str]] | None:
    options = {variant.sku: _names(variant.options["colour"]) for variant in product.variants if variant.options}
    return {"name": _names(Bilingual("Colour", "颜色")), **options} if options else None


def _names(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "zh_Hans": text.zh}


def _place(channel: VendureServer, buyer: Buyer, wanted: Wanted) -> str:
    coupon = ""
    if wanted.discount.amount:
        coupon = f"LESS-{buyer.customer_id}"
        channel.promotion(coupon, amount=wanted.discount.amount)
    method = LATER if wanted.payment_status is PaymentStatus.PENDING else _WAYS[wanted.paid_with.method]
    number = channel.order(buyer, dict(wanted.lines), method=method, coupon=coupon)
    match wanted.status:
        case OrderStatus.PROCESSING:
            channel.pack(number)
        case OrderStatus.SHIPPED:
            channel.move_parcel(channel.pack(number), "Shipped")
        case OrderStatus.DELIVERED:
            channel.move_parcel(channel.pack(number), "Shipped", "Delivered")
        case OrderStatus.CANCELLED:
            channel.cancel(number)
        case _:
            pass
    return number
