"""The product's own rooms, opened as `serve` opens them, over a shop of another maker."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest
from rich.console import Console

from bot.conversation.model import Author
from bot.conversation.notices import Notices
from bot.errors import InvalidInput
from bot.language import Language
from bot.orders.approvals import Approvals
from bot.orders.telling import Teller
from bot.orders.writes import SafeWrites
from bot.preparation import Preparation
from bot.services import Rooms, open_rooms
from bot.settings import CommerceSettings, Settings, ShopSettings, StoreSettings
from bot.storage.database import Database

_RULES: Final = """
- effective_from: 2020-01-01
  rules:
    cancel_order: {statuses: [pending, processing], refund_to: original}
    change_address: {statuses: [pending, processing], same_country: true}
"""


def settings_for(folder: Path, commerce: CommerceSettings) -> Settings:
    """Of a service whose shop has no files but its rules."""
    url, files = f"sqlite+aiosqlite:///{folder}/store.db", folder / "shop"
    files.mkdir(exist_ok=True)
    (files / "rules.yml").write_text(_RULES, "utf-8")
    return Settings(var=folder, store=StoreSettings(url=url), commerce=commerce, shop=ShopSettings(folder=files))


@asynccontextmanager
async def opened(folder: Path, commerce: CommerceSettings) -> AsyncIterator[Rooms]:
    settings = settings_for(folder, commerce)
    preparation = Preparation(settings, Console(quiet=True))
    await preparation.shop()
    with pytest.raises(InvalidInput, match="COMMERCE_URL"):
        await preparation.import_path(folder)
    async with open_rooms(settings) as rooms:
        yield rooms


@asynccontextmanager
async def later(rooms: Rooms, **span: float) -> AsyncIterator[Rooms]:
    """The same rooms when so much time has passed."""
    store = Database.open(rooms.settings.store.url)
    teller = Teller(rooms.proposals, Notices(store, rooms.bus), rooms.turns, rooms.commerce, rooms.phrases)
    parts = rooms.access, rooms.commerce, rooms.proposals, rooms.audit, rooms.rules, rooms.erasing
    writes = SafeWrites(*parts, lambda: datetime.now(UTC) + timedelta(**span), teller=teller)
    yield replace(rooms, writes=writes, approvals=Approvals(rooms.proposals, writes, teller))
    await store.close()


async def talk(rooms: Rooms, customer_id: str | None = None, language: Language = "en") -> str:
    begun = await rooms.conversations.begin(language, {})
    if customer_id:
        await rooms.conversations.bind_customer(begun.id, customer_id)
    return begun.id


async def notices(rooms: Rooms, conversation_id: str) -> list[str]:
    """What was said that nobody had just asked for."""
    history = await rooms.conversations.history(conversation_id)
    return [str(message.parts[0]["text"]) for message in history if message.author is Author.SYSTEM]


async def audited(rooms: Rooms, conversation_id: str) -> list[str]:
    return [entry.event.value for entry in await rooms.audit.entries(conversation_id=conversation_id)]
