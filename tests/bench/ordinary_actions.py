"""The actions of an ordinary rasa-sdk server: `python -m rasa_sdk --actions tests.bench.ordinary_actions`.

The same list of orders as the product's, by the same call over the same database, in the same words. The customer is
the part of the sender's id before the slash, as where a shop's site names its customers to the bot.
"""

import json
import os
from collections.abc import Mapping
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rasa_sdk import Action, Tracker
from rasa_sdk.events import SlotSet
from rasa_sdk.executor import CollectingDispatcher

from bot.commerce.model import Order
from bot.commerce.sql.shop import SqlShop
from bot.dialogue.phrases import Phrases
from bot.storage.database import Database

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July",
    "August", "September", "October", "November", "December",
)  # fmt: skip


@lru_cache(maxsize=1)
def _shop() -> SqlShop:
    return SqlShop(Database.open(os.environ["BENCH_COMMERCE_URL"]))


@lru_cache(maxsize=1)
def _phrases() -> Phrases:
    return Phrases.read(Path("data/domain"))


class ListOrders(Action):  # type: ignore[misc, unused-ignore]  # rasa_sdk ships no types
    """The customer's latest orders."""

    def name(self) -> str:
        return "action_list_orders"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: Mapping[str, Any]
    ) -> list[dict[str, Any]]:
        customer_id, _, _ = tracker.sender_id.partition("/")
        orders = await _shop().orders_of(customer_id, 5)
        hours = (await _shop().shop()).hours
        zone = ZoneInfo(hours.timezone if hours else "UTC")
        dispatcher.utter_message(json_message=_text(_say("orders_signed_in", count=len(orders))))
        dispatcher.utter_message(json_message=_text("\n".join(f"- {_line(order, zone)}" for order in orders)))
        dispatcher.utter_message(json_message={"kind": "choices", "items": [_choice(order) for order in orders]})
        return [SlotSet("topic", "order")]


def _say(name: str, **gaps: object) -> str:
    return _phrases().say(name, "en", **gaps)


def _text(words: str) -> dict[str, Any]:
    return {"kind": "text", "text": words}


def _line(order: Order, zone: tzinfo) -> str:
    return _say(
        "order_line",
        order_id=order.order_id,
        day=_day(order.placed_at, zone),
        status=_say(f"status_{order.status.value}"),
        total=order.total.spoken("en"),
        things=_things(order),
    )


def _choice(order: Order) -> dict[str, Any]:
    entities = json.dumps({"order_number": order.order_id}, ensure_ascii=False)
    title = _say("choice_order", order_id=order.order_id, things=_things(order))
    return {"title": title, "command": f"/choose_order{entities}"}


def _day(moment: datetime, zone: tzinfo) -> str:
    local = moment.astimezone(zone)
    year = "" if local.year == datetime.now(UTC).astimezone(zone).year else f", {local.year}"
    return f"{_MONTHS[local.month - 1]} {local.day}{year}"


def _things(order: Order) -> str:
    first = order.lines[0].title.en if order.lines else ""
    more = len(order.lines) - 1
    return _say("things_more", first=first, more=more) if more > 0 else first
