"""A server on loopback that answers what a real Medusa answered (`recorded/`), and changes an order as that one did."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any, Final

from bot.commerce.medusa.client import Credential
from tests.commerce.hosted.replay import Reply, Request

FOLDER: Final = Path(__file__).parent / "recorded"
KEYS: Final = Credential("sk_replayed", "pk_replayed")
AT: Final = "2026-11-25T12:00:00.000Z"


def recorded(name: str) -> Any:
    return json.loads((FOLDER / f"{name}.json").read_text("utf-8"))


class MedusaReplay:
    """Orders are known by the names that the recording gave them."""

    def __init__(self) -> None:
        self.shop, self.refusals = recorded("shop"), recorded("refusals")
        self.orders: dict[str, Any] = recorded("orders")
        self.keeps_the_money = False
        """Whether it calls an order off and gives nothing back."""

    def number(self, name: str) -> str:
        return str(self.orders[name]["display_id"])

    def answer(self, request: Request) -> Reply:
        if not self._is_let_in(request):
            return self.refusal("no_key")
        parts = request.path.strip("/").split("/")
        if request.method == "POST":
            return self._change(parts, request.json)
        match parts:
            case ["admin", "stores"]:
                return Reply(self.shop["stores"])
            case ["admin", "regions"]:
                return Reply(self.shop["regions"])
            case ["admin", "translations"]:
                nothing = {"translations": [], "count": 0}
                return Reply(self.shop["translations"] if request.params["locale_code"] == "zh-CN" else nothing)
            case ["store", "products"]:
                return Reply(self.shop["products"])
            case ["store", "products", id_]:
                found = [one for one in self.shop["products"]["products"] if one["id"] == id_]
                return Reply({"product": found[0]}) if found else self.refusal("not_found")
            case ["admin", "customers", id_]:
                mine = self.shop["customer"]
                return Reply(mine) if mine["customer"]["id"] == id_ else self.refusal("not_found")
            case ["admin", "shipping-options"]:
                return Reply(self.shop["shipping_options"])
            case ["admin", "orders"]:
                return self._orders(request.params)
            case _:
                raise AssertionError(f"not recorded: {request.method} {request.path}")

    def refusal(self, name: str) -> Reply:
        told = self.refusals[name]
        return Reply(told["body"], told["status"])

    def _is_let_in(self, request: Request) -> bool:
        if request.path.startswith("/store/"):
            return request.headers.get("x-publishable-api-key") == KEYS.publishable
        return request.basic == (KEYS.secret, "")

    def _orders(self, params: dict[str, str]) -> Reply:
        found = list(self.orders.values())
        if id_ := params.get("id"):
            found = [one for one in found if one["id"] == id_]
        if customer := params.get("customer_id"):
            found = [one for one in found if one["customer"]["id"] == customer]
        if words := params.get("q"):
            found = [one for one in found if words.casefold() in _searched(one)]
        found.sort(key=lambda one: str(one["created_at"]), reverse=params.get("order") == "-created_at")
        page = found[int(params.get("offset", 0)) :][: int(params.get("limit", 15))]
        return Reply({"orders": page, "count": len(found)})

    def _change(self, parts: list[str], body: Any) -> Reply:
        match parts:
            case ["store", "returns"]:
                return self._ask_back(body)
            case ["admin", "orders", id_]:
                return self._update(self._order(id_), body)
            case ["admin", "orders", id_, "fulfillments", parcel, "cancel"]:
                return self._unpack(self._order(id_), parcel)
            case ["admin", "orders", id_, "cancel"]:
                return self._cancel(self._order(id_))
            case _:
                raise AssertionError(f"not recorded: POST {'/'.join(parts)}")

    def _order(self, id_: str) -> Any:
        return next(one for one in self.orders.values() if one["id"] == id_)

    def _update(self, order: Any, body: Any) -> Reply:
        where = body.get("shipping_address") or {}
        if (
            where.get("country_code", order["shipping_address"]["country_code"])
            != order["shipping_address"]["country_code"]
        ):
            return self.refusal("another_country")
        order["shipping_address"] |= where
        kept = {**(order["metadata"] or {}), **body.get("metadata", {})}
        order["metadata"] = {name: value for name, value in kept.items() if value != ""}
        return Reply({"order": order})

    def _unpack(self, order: Any, parcel: str) -> Reply:
        next(one for one in order["fulfillments"] if one["id"] == parcel)["canceled_at"] = AT
        order["fulfillment_status"] = "canceled"
        return Reply({"order": order})

    def _cancel(self, order: Any) -> Reply:
        if any(not one["canceled_at"] for one in order["fulfillments"]):
            return self.refusal("packed")
        for held in order["payment_collections"]:
            for payment in held["payments"]:
                taken = sum(one["amount"] for one in payment["captures"])
                back = sum(one["amount"] for one in payment["refunds"])
                if taken > back and not self.keeps_the_money:
                    refund = {"id": f"ref_{payment['id']}", "amount": taken - back, "note": None, "created_at": AT}
                    payment["refunds"].append(refund)
                elif not taken:
                    payment["canceled_at"] = AT
        order |= {"status": "canceled", "canceled_at": AT}
        return Reply({"order": order})

    def _ask_back(self, body: Any) -> Reply:
        order = self._order(body["order_id"])
        if not body.get("location_id"):
            return Reply(
                {"code": "unknown_error", "type": "unknown_error", "message": "An unknown error occurred."}, 500
            )
        made = deepcopy(self.orders["returning"]["returns"][0])
        like = made["items"][0]
        made |= {"id": f"return_{len(order['returns'])}", "requested_at": AT, "created_at": AT}
        made["items"] = [
            {**like, "item_id": one["id"], "quantity": one["quantity"], "note": one["note"]} for one in body["items"]
        ]
        order["returns"].append(made)
        return Reply({"return": made})


def _searched(order: Any) -> str:
    """What Medusa looks for words in: parts of them are found too."""
    return json.dumps([order["display_id"], order["custom_display_id"], order["shipping_address"]]).casefold()
