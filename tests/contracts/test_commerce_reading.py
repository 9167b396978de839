"""What every `CommerceBackend` owes to those who read."""

import pytest

from bot.commerce.model import OrderStatus, PaymentStatus
from bot.errors import CustomerNotFound, OrderNotFound, ProductNotFound
from tests.contracts.commerce_stage import GOODS, HOME, VISA, Stage, Wanted, usd


async def test_goods_are_read_with_their_prices_and_stock(stage: Stage) -> None:
    backend = (await stage.open()).backend
    assert (await backend.shop()).currency == "USD"
    found = await backend.catalogue()
    wanted = {v.sku: (p.title, v.price, v.stock, v.options) for p in GOODS for v in p.variants}
    assert {v.sku: (p.title, v.price, v.stock, v.options) for p in found for v in p.variants} == wanted
    assert list(await backend.catalogue()) == list(found)
    for product in found:
        assert await backend.product(product.product_id) == product


async def test_an_order_is_read_as_it_was_placed(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    order = await scene.read()
    assert order == scene.orders["W1"]
    assert (order.status, order.customer_id) == (OrderStatus.PENDING, scene.mei.customer_id)
    assert [(line.sku, line.quantity, line.unit_price) for line in order.lines] == [
        ("KB-101-BLK", 2, usd("79.00")),
        ("KB-190-WAL", 1, usd("32.00")),
    ]
    assert (order.shipping_fee, order.discount, order.total) == (usd("5.00"), usd("0.00"), usd("195.00"))
    assert (order.payment.label, order.payment.status) == (VISA.label, PaymentStatus.PAID)
    assert order.address == HOME
    assert len({line.line_id for line in order.lines}) == 2


async def test_an_order_is_found_by_its_number_however_it_is_written(stage: Stage) -> None:
    scene = await stage.open(Wanted())
    number = scene.orders["W1"].order_id
    for said in (number, number.lower(), number.upper(), f"#{number}", f" #{number.lower()} ", f"＃{number}"):
        assert await scene.backend.order(said) == scene.orders["W1"]


async def test_unknown_ids_are_not_found(stage: Stage) -> None:
    backend = (await stage.open(Wanted())).backend
    with pytest.raises(ProductNotFound, match="KB-999"):
        await backend.product("KB-999")
    with pytest.raises(CustomerNotFound, match="C-9"):
        await backend.customer("C-9")
    for number in ("W9", "", "#", "W1'; DROP TABLE orders; --", "W_", "%"):
        with pytest.raises(OrderNotFound):
            await backend.order(number)


async def test_a_customers_orders_come_newest_first(stage: Stage) -> None:
    scene = await stage.open(Wanted("W1"), Wanted("W2"), Wanted("W3"))
    whole = await scene.backend.orders_of(scene.mei.customer_id)
    assert {order.order_id for order in whole} == {order.order_id for order in scene.orders.values()}
    assert [order.placed_at for order in whole] == sorted((o.placed_at for o in whole), reverse=True)
    assert await scene.backend.orders_of(scene.mei.customer_id, limit=1) == whole[:1]
    assert list(await scene.backend.orders_of(scene.tom.customer_id)) == []


async def test_a_customer_is_read(stage: Stage) -> None:
    scene = await stage.open()
    mei = await scene.backend.customer(scene.mei.customer_id)
    assert mei == scene.mei
    assert (mei.name, mei.email, mei.address) == ("Mei Lin", "mei@example.com", HOME)


async def test_an_empty_shop_answers(stage: Stage) -> None:
    scene = await stage.open()
    await scene.backend.ping()
    assert list(await scene.backend.orders_of(scene.mei.customer_id)) == []
    assert await scene.backend.catalogue_revision() == await scene.backend.catalogue_revision() != ""
    assert not await scene.backend.was_written("key-1", "W1")
