"""What a Medusa shop holds, as Shoptalk reads what a real one answered."""

import pytest

from bot.commerce.files.shop_folder import ShopFolder
from bot.commerce.medusa.client import Credential
from bot.commerce.medusa.shop import MedusaShop
from bot.commerce.model import Bilingual, ClaimKind, ClaimLine, ClaimStatus, Order, OrderStatus, PaymentStatus
from bot.commerce.money import Money
from bot.errors import CommerceUnavailable, ConfigurationError, CustomerNotFound, OrderNotFound, ProductNotFound
from tests.commerce.hosted.replay import Reply
from tests.commerce.medusa.conftest import Medusa
from tests.medusa_server import HOME


def usd(amount: int) -> Money:
    return Money(amount, "USD")


def balances(order: Order) -> bool:
    """What the port promises of every order."""
    goods = sum(line.total.amount for line in order.lines)
    return goods + order.shipping_fee.amount - order.discount.amount == order.total.amount


class TestGoods:
    async def test_a_product_is_told_in_both_languages(self, replayed: Medusa) -> None:
        keyboard, rest = await replayed.shop.catalogue()
        assert keyboard.title == Bilingual("Quiet keyboard", "静音键盘")
        assert keyboard.description == Bilingual("Quiet & small.", "安静。")
        assert [(v.sku, v.price, v.options["colour"].en) for v in keyboard.variants] == [
            ("REC-BLK", usd(7900), "Black"),
            ("REC-SGE", usd(8550), "Sage green"),
        ]
        assert (rest.title, rest.variants[0].options) == (Bilingual("Palm rest", "Palm rest"), {})
        assert await replayed.shop.product(keyboard.product_id) == keyboard
        shop = await replayed.shop.shop()
        assert (shop.currency, shop.options["colour"].en) == ("USD", "Colour")

    async def test_stock_is_what_can_be_sold(self, replayed: Medusa) -> None:
        (_, rest), variant = (
            await replayed.shop.catalogue(),
            replayed.server.shop["products"]["products"][1]["variants"][0],
        )
        assert rest.variants[0].stock == variant["inventory_quantity"]
        for told, stock in (
            ({"manage_inventory": False}, 10_000),
            ({"allow_backorder": True, "inventory_quantity": 0}, 10_000),
            ({"allow_backorder": True, "inventory_quantity": 4}, 4),
            ({"inventory_quantity": -2}, 0),
        ):
            before = dict(variant)
            variant.update(told)
            assert (await replayed.shop.product(rest.product_id)).variants[0].stock == stock
            variant.update(before)

    async def test_a_sale_is_told_with_what_it_was(self, replayed: Medusa) -> None:
        price = replayed.server.shop["products"]["products"][1]["variants"][0]["calculated_price"]
        price |= {"calculated_amount": 25.6, "calculated_amount_with_tax": 25.6}
        variant = (await replayed.shop.catalogue())[1].variants[0]
        assert (variant.price, variant.compare_at) == (usd(2560), usd(3200))

    async def test_without_translations_both_languages_are_the_shops_own(self, replayed: Medusa) -> None:
        replayed.server.shop["stores"]["stores"][0]["supported_locales"] = []
        assert (await replayed.shop.catalogue())[0].title == Bilingual("Quiet keyboard", "Quiet keyboard")

    async def test_several_regions_and_no_default_one_are_not_guessed_between(self, replayed: Medusa) -> None:
        replayed.server.shop["stores"]["stores"][0]["default_region_id"] = None
        with pytest.raises(CommerceUnavailable, match="default region"):
            await replayed.shop.catalogue()

    @pytest.mark.parametrize("id_", ["prod_none", "", "../customers", "x?fields=*"])
    async def test_unknown_products_are_not_found(self, replayed: Medusa, id_: str) -> None:
        with pytest.raises(ProductNotFound):
            await replayed.shop.product(id_)


class TestOrders:
    @pytest.mark.parametrize(
        ("name", "status", "paid"),
        [
            ("placed", OrderStatus.PENDING, PaymentStatus.PAID),
            ("unpaid", OrderStatus.PENDING, PaymentStatus.PENDING),
            ("packed", OrderStatus.PROCESSING, PaymentStatus.PAID),
            ("sent", OrderStatus.SHIPPED, PaymentStatus.PAID),
            ("delivered", OrderStatus.DELIVERED, PaymentStatus.PAID),
            ("returning", OrderStatus.RETURNING, PaymentStatus.PAID),
            ("returned", OrderStatus.RETURNED, PaymentStatus.PART_REFUNDED),
            ("exchanging", OrderStatus.EXCHANGING, PaymentStatus.PAID),
            ("cancelled", OrderStatus.CANCELLED, PaymentStatus.REFUNDED),
        ],
    )
    async def test_it_is_told_where_it_stands(
        self, replayed: Medusa, name: str, status: OrderStatus, paid: PaymentStatus
    ) -> None:
        order = await replayed.shop.order(replayed.server.number(name))
        assert (order.status, order.payment.status) == (status, paid)
        assert (order.payment.label, order.address) == ("Visa ending 4242", HOME)
        assert balances(order)
        assert order.history[0].status is OrderStatus.PENDING
        assert [change.at for change in order.history] == sorted(change.at for change in order.history)

    async def test_an_order_is_read_whole(self, replayed: Medusa) -> None:
        order = await replayed.shop.order(f"#{replayed.server.number('placed')}")
        assert [(line.sku, line.quantity, line.unit_price) for line in order.lines] == [
            ("REC-REST", 1, usd(3200)),
            ("REC-BLK", 2, usd(7900)),
        ]
        assert order.lines[1].title == Bilingual("Quiet keyboard", "静音键盘")
        assert (order.total, order.shipping_fee, order.discount) == (usd(19500), usd(500), usd(0))
        assert (order.email, order.phone) == ("ana@example.com", "+1-202-555-0143")

    async def test_a_discount_and_a_tax_come_to_what_was_paid(self, replayed: Medusa) -> None:
        less = await replayed.shop.order(replayed.server.number("discounted"))
        assert (less.discount, less.total) == (usd(1000), usd(18500))
        taxed = await replayed.shop.order(replayed.server.number("taxed"))
        assert (taxed.total, taxed.shipping_fee) == (Money(19397, "EUR"), Money(595, "EUR"))
        assert taxed.lines[0].unit_price == Money(9401, "EUR")
        assert balances(less)
        assert balances(taxed)

    async def test_parcels_and_returns_are_told(self, replayed: Medusa) -> None:
        sent = await replayed.shop.order(replayed.server.number("sent"))
        assert [(one.tracking, one.carrier, one.delivered_at) for one in sent.shipments] == [("DHL-7", "", None)]
        assert sent.shipments[0].line_ids == (sent.lines[0].line_id,)
        returned = await replayed.shop.order(replayed.server.number("returned"))
        (claim,) = returned.claims
        assert (claim.kind, claim.status, claim.amount) == (ClaimKind.RETURN, ClaimStatus.SETTLED, usd(6400))
        assert (claim.reason, claim.lines) == ("too small", (ClaimLine(returned.lines[0].line_id, 2),))
        assert (returned.total, [one.amount for one in returned.refunds]) == (usd(6900), [usd(6400)])

    async def test_an_exchange_of_the_staffs_is_told_and_its_new_goods_are_no_line(self, replayed: Medusa) -> None:
        order = await replayed.shop.order(replayed.server.number("exchanging"))
        assert ([line.sku for line in order.lines], order.total) == (["REC-REST"], usd(3700))
        (claim,) = order.claims
        assert (claim.kind, claim.lines) == (
            ClaimKind.EXCHANGE,
            (ClaimLine(order.lines[0].line_id, 1, "REC-BLK"),),
        )

    async def test_a_return_that_the_staff_only_began_is_not_told(self, replayed: Medusa) -> None:
        replayed.server.orders["returning"]["returns"][0]["status"] = "open"
        order = await replayed.shop.order(replayed.server.number("returning"))
        assert (order.claims, order.status) == ((), OrderStatus.DELIVERED)

    async def test_a_card_is_named_as_stripe_keeps_it(self, replayed: Medusa) -> None:
        payment = replayed.server.orders["placed"]["payment_collections"][0]["payments"][0]
        card = {"latest_charge": {"payment_method_details": {"card": {"brand": "visa", "last4": "4242"}}}}
        for data, provider, label in (
            (card, "pp_stripe_stripe", "Visa ending 4242"),
            ({}, "pp_stripe-ideal_stripe", "Stripe ideal"),
            (None, "pp_system_default", "Manual payment"),
        ):
            payment |= {"data": data, "provider_id": provider}
            assert (await replayed.shop.order(replayed.server.number("placed"))).payment.label == label

    async def test_a_guests_order_has_no_customer(self, replayed: Medusa) -> None:
        guest = replayed.server.orders["guest"]["customer"]
        assert guest["id"]
        assert not guest["has_account"]
        assert (await replayed.shop.order(replayed.server.number("guest"))).customer_id is None
        assert list(await replayed.shop.orders_of(guest["id"])) == []

    async def test_a_number_is_compared_whole_and_a_shops_own_goes_before(self, replayed: Medusa) -> None:
        replayed.server.orders["placed"] |= {"display_id": 4711, "custom_display_id": "ML-4711-A"}
        for said in ("ML-4711-A", "ml-4711-a", "#4711"):
            assert (await replayed.shop.order(said)).order_id == "ML-4711-A"
        for said in ("471", "97201", "OR", "Portland", "", "%"):
            with pytest.raises(OrderNotFound):
                await replayed.shop.order(said)

    async def test_two_orders_of_one_number_are_not_guessed_between(self, replayed: Medusa) -> None:
        replayed.server.orders["sent"]["custom_display_id"] = replayed.server.number("placed")
        with pytest.raises(OrderNotFound):
            await replayed.shop.order(replayed.server.number("placed"))

    async def test_what_stands_where_nobody_knows_is_not_told(self, replayed: Medusa) -> None:
        replayed.server.orders["sent"]["fulfillment_status"] = "lost_at_sea"
        number, customer = replayed.server.number("sent"), replayed.server.shop["customer"]["customer"]["id"]
        with pytest.raises(CommerceUnavailable, match="lost_at_sea"):
            await replayed.shop.order(number)
        told = await replayed.shop.orders_of(customer)
        assert len(told) == sum(one["customer"]["id"] == customer for one in replayed.server.orders.values()) - 1
        assert [order.placed_at for order in told] == sorted((order.placed_at for order in told), reverse=True)


class TestCustomers:
    async def test_a_customer_is_read(self, replayed: Medusa) -> None:
        customer = await replayed.shop.customer(replayed.server.shop["customer"]["customer"]["id"])
        assert (customer.name, customer.email, customer.address) == ("Ana Sol", "ana@example.com", HOME)

    @pytest.mark.parametrize("id_", ["cus_none", "", "../orders", "a b"])
    async def test_nobody_has_no_orders(self, replayed: Medusa, id_: str) -> None:
        with pytest.raises(CustomerNotFound):
            await replayed.shop.customer(id_)
        assert list(await replayed.shop.orders_of(id_)) == []

    async def test_who_has_no_account_is_no_customer(self, replayed: Medusa) -> None:
        replayed.server.shop["customer"]["customer"]["has_account"] = False
        with pytest.raises(CustomerNotFound):
            await replayed.shop.customer(replayed.server.shop["customer"]["customer"]["id"])


@pytest.mark.parametrize(
    "odd",
    [
        Reply("<html>Bad gateway</html>", 502),
        Reply("<html>Not here</html>", 404),
        Reply({"orders": "none"}),
        Reply("{"),
    ],
    ids=["bad gateway", "another program's 404", "another shape", "half an answer"],
)
async def test_an_answer_that_is_none_is_no_fact(replayed: Medusa, odd: Reply) -> None:
    replayed.wire.answer = lambda request: odd
    for asked in (replayed.shop.order("1"), replayed.shop.catalogue(), replayed.shop.customer("cus_1")):
        with pytest.raises(CommerceUnavailable):
            await asked


@pytest.mark.parametrize(
    ("url", "keys"),
    [
        ("medusa+ftp://shop.example", Credential("sk", "pk")),
        ("medusa+https://me:secret@shop.example", Credential("sk", "pk")),
        ("medusa+https://shop.example", Credential("", "pk")),
        ("medusa+https://shop.example", Credential("sk", "")),
    ],
)
def test_a_bad_address_or_no_key_is_told_before_anything_is_asked(url: str, keys: Credential) -> None:
    with pytest.raises(ConfigurationError, match="COMMERCE_URL"):
        MedusaShop.open(url, keys, ShopFolder(), timeout_seconds=1, fresh_seconds=1)


async def test_a_forged_key_is_told_as_unavailable(replayed: Medusa) -> None:
    shop = MedusaShop.open(
        f"medusa+{replayed.wire.origin}",
        Credential("sk_forged", "pk"),
        ShopFolder(),
        timeout_seconds=10,
        fresh_seconds=1,
    )
    for asked in (shop.order("1"), shop.ping()):
        with pytest.raises(CommerceUnavailable, match="401"):
            await asked
    await shop.close()
