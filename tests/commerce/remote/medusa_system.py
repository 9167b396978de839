"""A Medusa that answers as a real one did, as one of the systems of other makers."""

from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

from bot.settings import CommerceSettings
from tests.commerce.hosted.replay import Replay
from tests.commerce.medusa.medusa_replay import AT, KEYS, MedusaReplay
from tests.commerce.remote.systems import Held


@dataclass
class MedusaSystem:
    """A replayed Medusa."""

    server: MedusaReplay
    wire: Replay
    _numbers: "count[int]" = field(default_factory=lambda: count(20_001))

    @property
    def customer_id(self) -> str:
        return str(self.server.shop["customer"]["customer"]["id"])

    @property
    def port(self) -> int:
        return self.wire.port

    def settings(self, port: int | None = None) -> CommerceSettings:
        url = f"medusa+http://127.0.0.1:{port or self.port}"
        return CommerceSettings(url=url, api_key=KEYS.secret, channel=KEYS.publishable, timeout_seconds=3)

    def place(self, *, refundable: bool = True) -> str:
        number = next(self._numbers)
        order = deepcopy(self.server.orders["placed"])
        order |= {"id": f"order_{number}", "display_id": number}
        order["items"] = [{**order["items"][0], "quantity": 1, "unit_price": 36}]
        (payment,) = order["payment_collections"][0]["payments"]
        payment |= {"id": f"pay_{number}", "amount": 41, "captures": [{**payment["captures"][0], "amount": 41}]}
        self.server.orders[str(number)] = order
        self.server.keeps_the_money = not refundable
        return str(number)

    def pay_back(self, order_id: str) -> None:
        refund = {"id": f"ref_{order_id}", "amount": 41, "note": None, "created_at": AT}
        self.server.orders[order_id]["payment_collections"][0]["payments"][0]["refunds"] = [refund]

    def held(self, order_id: str) -> Held:
        order = self.server.orders[order_id]
        made = order["payment_collections"][0]["payments"][0]["refunds"]
        refunds = tuple(round(100 * refund["amount"]) for refund in made)
        return Held(order["shipping_address"]["city"], int(order["status"] == "canceled"), refunds)
