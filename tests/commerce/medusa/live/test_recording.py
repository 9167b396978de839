"""What `make test` replays is what a real Medusa answers: played again, and compared by its shape.

`RECORD=1 make test-medusa` records anew.
"""

import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import httpx
import pytest

from bot.commerce.medusa.catalogue import FIELDS as PRODUCT_FIELDS
from bot.commerce.medusa.customers import FIELDS as CUSTOMER_FIELDS
from bot.commerce.medusa.orders import FIELDS
from bot.commerce.medusa.steps import WAY_FIELDS
from bot.commerce.model import Address
from tests.medusa_server import HOME, Buyer, MedusaServer

FOLDER: Final = Path(__file__).parent.parent / "recorded"
BERLIN: Final = Address("Weg 1", "Berlin", "DE", postcode="10115")
_WHOLE: Final = frozenset({"metadata", "data"})
_READ: Final = frozenset((FOLDER / "names.txt").read_text("utf-8").split())
"""Every name that the adapter reads."""


def trimmed(told: Any) -> Any:
    """Without what the adapter does not read."""
    if isinstance(told, dict):
        kept = {name: part for name, part in told.items() if name in _READ | _WHOLE}
        return {
            name: part if name in _WHOLE or name == "translations" else trimmed(part) for name, part in kept.items()
        }
    return [trimmed(part) for part in told] if isinstance(told, list) else told


def shape(told: Any, at: str = "") -> Iterator[str]:
    """Where something is, whatever it is; names of things that this shop chose are left out."""
    if isinstance(told, dict) and told:
        for name, part in told.items():
            yield from [f"{at}.{name}"] if name in _WHOLE else shape(part, f"{at}.{name}")
    elif isinstance(told, list) and told:
        for part in told:
            yield from shape(part, f"{at}[]")
    else:
        yield at


@pytest.fixture(scope="module")
def store(medusa: MedusaServer) -> Iterator[MedusaServer]:
    opened = medusa.new_channel()
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ana(store: MedusaServer) -> Buyer:
    buyer = store.customer("Ana Sol", email="ana@example.com")
    store.live_at(buyer, HOME)
    return buyer


@pytest.fixture(scope="module")
def sold(store: MedusaServer) -> str:
    colours = {"REC-BLK": "Black", "REC-SGE": "Sage green"}
    held = {"REC-BLK": (79.0, 99), "REC-SGE": (85.5, 0)}
    id_ = store.product(
        "Quiet keyboard", held, option="Colour", values=colours, description="<p>Quiet &amp; small.</p>"
    )
    store.product(
        "Palm rest", {"REC-REST": (32, 99)}, option="Default option", values={"REC-REST": "Default option value"}
    )
    store.translate("product", id_, {"title": "静音键盘", "description": "安静。"})
    return id_


def test_the_shop_and_its_goods(store: MedusaServer, ana: Buyer, sold: str) -> None:
    asked = {"fields": PRODUCT_FIELDS, "region_id": store.house.us, "country_code": "us"}
    anybody = store.store()
    told = {
        "stores": store.admin("GET", "/admin/stores"),
        "regions": store.admin("GET", "/admin/regions", fields="id,currency_code,*countries"),
        "translations": _only(store.admin("GET", "/admin/translations", locale_code="zh-CN", limit=500), sold),
        "products": anybody("GET", "/store/products", order="id", **asked),
        "customer": store.admin("GET", f"/admin/customers/{ana.customer_id}", fields=CUSTOMER_FIELDS),
        "shipping_options": store.admin("GET", "/admin/shipping-options", fields=WAY_FIELDS),
    }
    anybody.close()
    _hold("shop", told)


def test_orders_wherever_they_stand(store: MedusaServer, ana: Buyer, sold: str) -> None:
    store.promotion("REC", 10)
    lines = {"REC-BLK": 2, "REC-REST": 1}
    placed = {
        "placed": store.order(ana, lines),
        "unpaid": store.order(ana, lines, capture=False),
        "discounted": store.order(ana, lines, coupon="REC"),
        "taxed": store.order(ana, {"REC-BLK": 2}, region=store.house.de, to=BERLIN),
        "guest": store.order(store.guest(), {"REC-REST": 1}),
    }
    for name in ("packed", "sent", "delivered", "returning", "returned", "cancelled", "exchanging"):
        placed[name] = store.order(ana, {"REC-REST": 2} if name == "returned" else {"REC-REST": 1})
    store.shelve({"REC-BLK": 12, "REC-REST": 9})
    store.cancel(placed["cancelled"])
    for name in ("packed", "sent", "delivered", "returning", "returned", "exchanging"):
        _move_on(store, placed[name], name)
    _hold("orders", {name: _read(store, number) for name, number in placed.items()})


def test_refusals(store: MedusaServer, ana: Buyer, sold: str) -> None:
    number = store.order(ana, {"REC-REST": 1})
    at = f"/admin/orders/{store.facts(number)['id']}"
    abroad, payment = {"shipping_address": {"country_code": "de"}}, store.payments(number)[0]["id"]
    stranger = httpx.get(f"{store.origin}/admin/orders", auth=("sk_forged", ""), trust_env=False)
    told = {
        "no_key": stranger,
        "not_found": store.admin.answer("GET", "/admin/customers/cus_none"),
        "another_country": store.admin.answer("POST", at, abroad),
        "too_much_back": store.admin.answer("POST", f"/admin/payments/{payment}/refund", {"amount": 999}),
    }
    store.pack(number)
    told["packed"] = store.admin.answer("POST", f"{at}/cancel", {})
    _hold("refusals", {name: {"status": one.status_code, "body": one.json()} for name, one in told.items()})


def _move_on(store: MedusaServer, number: str, name: str) -> None:
    parcel = store.pack(number)
    if name == "packed":
        return
    store.send(number, parcel, "DHL-7")
    if name == "sent":
        return
    store.arrive(number, parcel)
    facts = store.facts(number)
    item = facts["items"][0]
    if name in ("returning", "returned"):
        back = {"option_id": store.house.back, "price": 0}
        goods = [{"id": item["id"], "quantity": item["quantity"], "note": "too small"}]
        asked = {"order_id": facts["id"], "items": goods, "return_shipping": back, "location_id": store.house.location}
        made = _ask(store, asked)
        if name == "returned":
            store.receive(made["id"], {item["id"]: item["quantity"]})
            store.refund(number, 64)
    if name == "exchanging":
        _exchange(store, facts["id"], item["id"])


def _ask(store: MedusaServer, asked: Mapping[str, Any]) -> Any:
    anybody = store.store()
    made = anybody("POST", "/store/returns", asked)["return"]
    anybody.close()
    return made


def _exchange(store: MedusaServer, order: str, item: str) -> None:
    made = store.admin("POST", "/admin/exchanges", {"order_id": order})["exchange"]["id"]
    at = f"/admin/exchanges/{made}"
    store.admin(
        "POST", f"{at}/inbound/items", {"items": [{"id": item, "quantity": 1}], "location_id": store.house.location}
    )
    store.admin("POST", f"{at}/outbound/items", {"items": [{"variant_id": store.variant("REC-BLK"), "quantity": 1}]})
    store.admin("POST", f"{at}/request", {})


def _read(store: MedusaServer, number: str) -> Any:
    return store.admin("GET", "/admin/orders", id=store.facts(number)["id"], fields=FIELDS)["orders"][0]


def _only(told: Any, id_: str) -> Any:
    kept = [one for one in told["translations"] if one["reference_id"] == id_]
    return {**told, "translations": kept, "count": len(kept)}


def _hold(name: str, told: Mapping[str, Any]) -> None:
    """Compares with what was recorded, or records it."""
    path, now = FOLDER / f"{name}.json", trimmed_values(told)
    if os.environ.get("RECORD"):
        path.write_text(json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8")
    before = json.loads(path.read_text("utf-8"))
    assert before.keys() == now.keys()
    for part, held in before.items():
        assert set(shape(held)) == set(shape(now[part])), part


def trimmed_values(told: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {"status": one["status"], "body": trimmed(one["body"])} if "body" in one else trimmed(one)
        for name, one in told.items()
    }
