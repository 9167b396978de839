"""A message's parts as lines of plain text, for whoever reads a conversation outside of the widget."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any, Final

from bot.commerce.model import Bilingual
from bot.commerce.money import Money
from bot.commerce.payment_names import payment_name
from bot.dialogue.parts import Part
from bot.language import Language

_WORDS: Final = {
    "picture": Bilingual("[Picture]", "[图片]"),
    "file": Bilingual("[File: {title}, {size}]", "[文件：{title}，{size}]"),
    "source": Bilingual("Source", "来源"),
    "order": Bilingual("Order {id}: {status}", "订单 {id}：{status}"),
    "placed": Bilingual("Placed on {date}", "下单日期：{date}"),
    "total": Bilingual("Total: {amount}", "合计：{amount}"),
    "shipment": Bilingual("Shipment: {carrier} {tracking}", "物流：{carrier} {tracking}"),
    "eta": Bilingual("Expected {date}", "预计 {date} 送达"),
    "delivered": Bilingual("Delivered {date}", "已于 {date} 送达"),
    "refund": Bilingual("Refund: {amount}, {method} ({status})", "退款：{amount}，{method}（{status}）"),
    "charge": Bilingual("Charged: {amount}, {method}", "已补付：{amount}，{method}"),
    "claim": Bilingual("{kind} {id}: {status}", "{kind} {id}：{status}"),
    "in_stock": Bilingual("in stock", "有货"),
    "sold_out": Bilingual("sold out", "已售罄"),
    "confirm": Bilingual("To be confirmed:", "待确认："),
    "form": Bilingual("[Form: {title}]", "[表单：{title}]"),
    "queued": Bilingual("Queued for a person.", "已进入人工客服队列。"),
    "assigned": Bilingual("A person has joined the conversation.", "人工客服已加入对话。"),
    "returned": Bilingual("The assistant is back.", "助手已回来继续服务。"),
    "left_message": Bilingual("Nobody could answer: a message can be left here.", "暂时无人接待，可在这里留言。"),
}
_STATUSES: Final = {
    "pending": Bilingual("placed", "已下单"),
    "processing": Bilingual("being packed", "备货中"),
    "shipped": Bilingual("shipped", "已发货"),
    "delivered": Bilingual("delivered", "已送达"),
    "cancelled": Bilingual("cancelled", "已取消"),
    "returning": Bilingual("return under way", "退货中"),
    "returned": Bilingual("returned", "已退货"),
    "exchanging": Bilingual("exchange under way", "换货中"),
}
_REFUNDS: Final = {"pending": Bilingual("on its way", "退款中"), "settled": Bilingual("paid out", "已到账")}
_CLAIMS: Final = {
    "return": Bilingual("Return", "退货"),
    "exchange": Bilingual("Exchange", "换货"),
    "problem": Bilingual("Problem reported", "问题登记"),
    "requested": Bilingual("asked for", "已申请"),
    "accepted": Bilingual("accepted", "已同意"),
    "received": Bilingual("goods received", "已收到商品"),
    "settled": Bilingual("settled", "已处理"),
    "refused": Bilingual("refused", "未同意"),
}


class PartWords:
    """Says parts in one language, with times of the reader's zone, and days of orders by the shop's calendar."""

    def __init__(self, language: Language, zone: tzinfo, shops_zone: tzinfo | None = None) -> None:
        self._language, self._zone, self._shops_zone = language, zone, shops_zone or zone
        self._by_kind: Mapping[str, Callable[[Part], Iterator[str]]] = {
            "image": self._image,
            "file": self._file,
            "answer": self._answer,
            "order": self._order,
            "products": self._products,
            "choices": self._choices,
            "confirmation": self._confirmation,
            "form": self._form,
            "handoff": self._handoff,
            "insight": self._insight,
        }

    def lines(self, part: Part) -> list[str]:
        """One part; of a kind that is not known here, its text."""
        return list(self._by_kind.get(str(part["kind"]), _text)(part))

    def moment(self, at: datetime) -> str:
        """`2026-11-26 18:01 UTC+08:00`."""
        local = at.astimezone(self._zone)
        offset = local.strftime("%z")
        return f"{local:%Y-%m-%d %H:%M} UTC{offset[:3]}:{offset[3:5]}"

    def _image(self, _: Part) -> Iterator[str]:
        yield self._say("picture")

    def _file(self, part: Part) -> Iterator[str]:
        yield self._say("file", title=part["name"], size=_size(int(part["bytes"])))

    def _answer(self, part: Part) -> Iterator[str]:
        yield from _text(part)
        for cited in part.get("citations", ()):
            url = str(cited.get("url") or "")
            shown = f" – {url}" if url.startswith(("https://", "http://")) else ""
            yield f"[{cited['n']}] {self._say('source')}: {cited['title']}{shown}"

    def _order(self, part: Part) -> Iterator[str]:
        yield self._say("order", id=part["order_id"], status=self._known(_STATUSES, part["status"]))
        if "placed_at" in part:
            yield self._say("placed", date=self._day(part["placed_at"]))
        for line in part.get("lines", ()):
            yield f"{line['quantity']} × {line['title']}: {self._money(line['unit_price'])}"
        if "total" in part:
            yield self._say("total", amount=self._money(part["total"]))
        for shipment in part.get("shipments", ()):
            yield from self._shipment(shipment)
        for refund in part.get("refunds", ()):
            status, amount = self._known(_REFUNDS, refund["status"]), self._money(refund["amount"])
            yield self._say("refund", amount=amount, method=self._paid(refund), status=status)
        for charge in part.get("charges", ()):
            yield self._say("charge", amount=self._money(charge["amount"]), method=self._paid(charge))
        for claim in part.get("claims", ()):
            kind, status = self._known(_CLAIMS, claim["kind"]), self._known(_CLAIMS, claim["status"])
            yield self._say("claim", kind=kind, id=claim["claim_id"], status=status)

    def _shipment(self, shipment: Mapping[str, Any]) -> Iterator[str]:
        yield self._say("shipment", carrier=shipment["carrier"], tracking=shipment["tracking"]).rstrip()
        if shipment.get("delivered_at"):
            yield self._say("delivered", date=self._day(shipment["delivered_at"]))
        elif shipment.get("eta"):
            yield self._say("eta", date=self._day(shipment["eta"]))

    def _products(self, part: Part) -> Iterator[str]:
        for item in part["items"]:
            stock = self._say("in_stock" if item["in_stock"] else "sold_out")
            yield f"– {item['title']}: {self._money(item['price'])}, {stock}"

    def _choices(self, part: Part) -> Iterator[str]:
        yield from (f"– {item['title']}" for item in part["items"])

    def _confirmation(self, part: Part) -> Iterator[str]:
        yield f"{self._say('confirm')} {_plain(part['summary'])}"
        yield from (f"– {change['field']}: {change['from']} → {change['to']}" for change in part["changes"])

    def _form(self, part: Part) -> Iterator[str]:
        yield self._say("form", title=part["title"])

    def _handoff(self, part: Part) -> Iterator[str]:
        yield self._say(str(part["status"]))

    def _insight(self, part: Part) -> Iterator[str]:
        yield str(part["title"])
        yield from _text(part)
        if table := part.get("table"):
            yield from (self._row(table["columns"], row) for row in table["rows"])
        yield from (f"“{evidence['quote']}” ({evidence['source']})" for evidence in part.get("evidence", ()))

    def _row(self, columns: Sequence[str], row: Sequence[str]) -> str:
        """What a row tells of each column, by its name: the first of them names the row."""
        (first, *names), (of, *values) = columns, row
        after, between = ("：", "；") if self._language == "zh" else (": ", "; ")
        told = between.join(f"{name} {value}" for name, value in zip(names, values, strict=True))
        return f"– {f'{first} {of}'.strip()}{after}{told}"

    def _say(self, name: str, **gaps: str) -> str:
        return _WORDS[name].in_language(self._language).format(**gaps) if name in _WORDS else name

    def _known(self, words: Mapping[str, Bilingual], name: str) -> str:
        return words[name].in_language(self._language) if name in words else name

    def _money(self, given: Mapping[str, Any]) -> str:
        return Money(given["amount"], given["currency"]).spoken(self._language)

    def _paid(self, moved: Mapping[str, Any]) -> str:
        return payment_name(moved["method"], self._language)

    def _day(self, at: str) -> str:
        return f"{datetime.fromisoformat(at).astimezone(self._shops_zone):%Y-%m-%d}"


def _text(part: Part) -> Iterator[str]:
    if words := _plain(str(part.get("text") or "")):
        yield from words.split("\n")


def _plain(words: str) -> str:
    """Without the asterisks that make words bold."""
    return words.replace("**", "").strip()


def _size(count: int) -> str:
    """As people read it: `340 KB`, `1.2 MB`; in thousands, as everybody counts them but some computers."""
    return f"{count / 1_000_000:.1f} MB" if count >= 1_000_000 else f"{max(1, round(count / 1000))} KB"
