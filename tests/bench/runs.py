"""The benchmarks by name, and the bots that several of them share."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from bot.settings import Settings
from tests.bench import plain_rasa
from tests.bench.answers import answers_table, ask_all, read_notes
from tests.bench.bundles import measure_bundles
from tests.bench.cancelling import CancelDuel, cancel_table, shop_of_shoppers, shoppers_wanted
from tests.bench.costs import MANY, TARGETS, turns_table
from tests.bench.desk import ON_SERVERS, desk_table, measure_desk
from tests.bench.duel import Duel
from tests.bench.effort import Effort
from tests.bench.memory import memory_table
from tests.bench.product import NAME, Place, Product, product
from tests.bench.programs import ROOT
from tests.bench.rasa_project import RasaProject, rasa_project, untouched_rasa, untouched_rasa_on_actions
from tests.bench.rasa_push import NAME as PUSHING
from tests.bench.rasa_push import measure_push, pushing_rasa
from tests.bench.retrieval import measure_retrieval
from tests.bench.safety import measure_safety
from tests.bench.starting import measure_start
from tests.bench.table import Report
from tests.bench.talk import ACTION, PLAIN, Bot
from tests.servers import running_postgres, running_redis


class Stage:
    """Starts each bot when it is first needed; all of them are stopped at the end, or when `clear` says so."""

    def __init__(self, folder: Path, effort: Effort, say: Callable[[str], None]) -> None:
        self.folder, self.effort, self.say = folder, effort, say
        self.place = Place(folder / "product")
        self._running = AsyncExitStack()
        self._product: Product | None = None
        self._untouched: RasaProject | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.clear()

    async def product(self) -> Product:
        if self._product is None:
            self.say(f"{NAME} is started; the first time that takes a while")
            self._product = await self._running.enter_async_context(product(self.place))
        return self._product

    async def untouched(self) -> RasaProject:
        if self._untouched is None:
            await self.product()
            self.say("an untouched Rasa is started on the same model")
            starting = untouched_rasa(self.folder / "untouched", _model(), self.place)
            self._untouched = await self._running.enter_async_context(starting)
        return self._untouched

    async def clear(self) -> None:
        """Stops whatever runs."""
        self._product = self._untouched = None
        await self._running.aclose()


def _model() -> Path:
    """The archive that the product serves: its Rasa takes the newest."""
    folder = ROOT / Settings.read().models / "dialogue"
    return max(folder.glob("*.tar.gz"), key=lambda archive: archive.stat().st_mtime)


async def _retrieval(stage: Stage) -> Report:
    folder = ROOT / Settings.read().models / "index"
    if not folder.exists():
        await stage.product()
    table = await asyncio.to_thread(measure_retrieval, folder, stage.effort.passes)
    return Report("retrieval", (table,))


async def _turns(stage: Stage) -> Report:
    ours, baseline = await stage.product(), await stage.untouched()
    duel = Duel(baseline, ours, stage.say)
    await duel.check()
    await duel.early(stage.effort.early_rounds)
    await duel.late(stage.effort.late_turn, stage.effort.late_groups)
    table = turns_table(
        "A turn through Shoptalk (`?wait=true`) against one straight to an untouched Rasa",
        ("Rasa", NAME),
        duel.costs,
        targets=TARGETS,
        notes=(
            "Rasa: its REST channel, with an ordinary rasa-sdk action server. Same model, same shop database, both "
            "keep their conversations on disk; blocks of turns in alternation. CPU: processor time of all processes "
            "of the bot for one turn.",
        ),
    )
    return Report("turns", (table,))


async def _answers(stage: Stage) -> Report:
    """In a service of its own, whose Rasa takes notes, so that the other figures are those of the product as it is."""
    trace = stage.folder / "rasa-notes"
    stage.say(f"a second {NAME}, whose Rasa takes notes of its times, is started")
    async with product(Place(stage.folder / "noted"), trace=trace) as noted:
        stage.say("questions are asked")
        await ask_all(noted, 2)
        waited = await ask_all(noted, stage.effort.questions)
    return Report("answers", (answers_table(waited, read_notes(trace)),))


async def _memory(stage: Stage) -> Report:
    ours, baseline = await stage.product(), await stage.untouched()
    await _load(ours)
    await _load(baseline)
    note = "After plain turns and turns with an action by eight senders."
    return Report("memory", (memory_table([*ours.programs, *baseline.programs], note),))


async def _load(bot: Bot) -> None:
    async def converse() -> None:
        talk = await bot.begin()
        for kind in (PLAIN, ACTION, PLAIN, ACTION):
            await talk.say(kind.text)

    await asyncio.gather(*(converse() for _ in range(MANY)))


async def _cancelling(stage: Stage) -> Report:
    """On a shop of its own, which asks for a reason and has an order for each conversation."""
    blocks = stage.effort.cancelled
    folder = stage.folder / "cancelling"
    shoppers = shop_of_shoppers(folder / "shop", shoppers_wanted(blocks))
    stage.say(f"a {NAME} with {len(shoppers)} orders to cancel is started, and an untouched Rasa on its action server")
    async with (
        product(Place(folder / "product", shop_folder=folder / "shop")) as ours,
        untouched_rasa_on_actions(folder / "untouched", _model(), ours) as baseline,
    ):
        duel = CancelDuel(baseline, ours, shoppers, stage.say)
        await duel.run(blocks)
    return Report("cancelling", (cancel_table(("Rasa", NAME), duel.loads),))


async def _safety(stage: Stage) -> Report:
    folder = stage.folder / "safety"
    folder.mkdir()
    return Report("safety", (await measure_safety(folder, stage.effort.writes),))


async def _start(stage: Stage) -> Report:
    await stage.product()
    await stage.clear()
    stage.say("the service is started anew, and again")
    return Report("start", (await measure_start(stage.place, stage.effort.starts),))


async def _desk(stage: Stage) -> Report:
    """In a service of its own, so that nobody else's conversations are at its desk; one server after the other."""
    load, found = stage.effort.desk, {}
    stage.say(f"a {NAME} for the desk is started")
    async with product(Place(stage.folder / "desk")) as ours:
        found[NAME] = await measure_desk(ours, load, stage.say)
    stage.say("PostgreSQL and Redis are started, and a service on them")
    with running_postgres(is_durable=True) as postgres, running_redis() as bus_url:
        settings = {"STORE_URL": postgres.new_database(), "BUS_URL": bus_url}
        async with product(Place(stage.folder / "desk-on-servers", settings=settings)) as ours:
            found[ON_SERVERS] = await measure_desk(ours, load, stage.say)
    stage.say("a plain Rasa with its socket.io channel is trained and started")
    async with pushing_rasa(stage.folder / "push") as rasa:
        found[PUSHING] = await measure_push(rasa, load)
    return Report("desk", (desk_table(load, found),))


async def _bundles(stage: Stage) -> Report:
    return Report("bundles", (await measure_bundles(stage.folder / "bundles"),))


async def _plain_rasa(stage: Stage) -> Report:
    ours = await stage.product()
    folder = stage.folder / "plain"
    plain_rasa.lay_out(folder)
    retrained = stage.folder / "retrained"
    retrained.mkdir()
    stage.say("our dialogue model is trained anew")
    our_work = await plain_rasa.train_ours(retrained)
    stage.say("the plain project is trained, twice; that takes many minutes")
    model, plain_work, whole_work = await plain_rasa.train_plain(folder)
    running = stage.folder / "plain-running"
    async with rasa_project(plain_rasa.NAME, running, model, stage.place, works_in=folder) as plain:
        duel = Duel(plain, ours, stage.say)
        await duel.check()
        await duel.early(stage.effort.early_rounds)
        tables = (
            plain_rasa.training_table(our_work, plain_work, whole_work),
            turns_table("A turn, beside a plain Rasa project", (plain_rasa.NAME, NAME), duel.costs),
            memory_table([*ours.programs, *plain.programs], "After these turns."),
        )
    return Report("plain-rasa", tables)


RUNS: Final[Mapping[str, Callable[[Stage], Awaitable[Report]]]] = {
    "retrieval": _retrieval,
    "turns": _turns,
    "memory": _memory,
    "answers": _answers,
    "cancelling": _cancelling,
    "safety": _safety,
    "start": _start,
    "desk": _desk,
    "bundles": _bundles,
    "plain-rasa": _plain_rasa,
}
"""In the order in which they are run: those that share bots follow each other."""
