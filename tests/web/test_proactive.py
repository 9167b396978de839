"""What may be said by itself, over real HTTP; and the widget is told only where there are rules."""

from pathlib import Path

from bot.commerce.model import Bilingual
from bot.commerce.widget import Nudge
from bot.web.payloads import WordsDue
from tests.web.service import service

URL = "/api/v1/proactive"
CART = Nudge("cart", Bilingual("Before you pay?", "付款前还有疑问吗？"), seconds=5, cart=True)


async def test_the_cart_that_the_page_tells_of_counts(store_url: str, static: Path) -> None:
    async with service(store_url, static=static, nudges=[CART]) as running:
        page = {"url": "https://shop.example/cart"}
        empty = await running.client.post(URL, json={"language": "zh", "page": page})
        assert empty.json() == {"due": []}
        full = await running.client.post(URL, json={"language": "zh", "page": page, "cart": 2, "identity": "forged"})
        [due] = WordsDue.model_validate(full.json()).due
        assert (due.id, due.seconds, due.text, due.ask) == ("cart", 5, "付款前还有疑问吗？", None)
        refused = await running.client.post(URL, json={"cart": -1})
        assert (refused.status_code, "cart" in refused.json()["detail"]) == (422, True)


async def test_only_a_shop_with_rules_makes_the_widget_look_for_them(store_url: str, static: Path) -> None:
    for nudges, told in (([CART], True), ([], False)):
        async with service(store_url, static=static, nudges=nudges) as running:
            for path in ("/panel", "/widget.js"):
                assert ("proactive" in (await running.client.get(path)).text) is told
