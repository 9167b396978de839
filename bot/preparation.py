"""Makes ready what serving needs: databases, the shop, the search index, the dialogue model; nothing twice."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from bot.commerce.demo import seed
from bot.commerce.import_report import ImportReport
from bot.commerce.importer import Importer
from bot.commerce.sql.migrate import migrate as migrate_shop
from bot.errors import InvalidInput
from bot.settings import Settings
from bot.storage.database import Database
from bot.storage.migrate import migrate as migrate_store
from bot.training import DialogueModel
from knowledge_base.build import build
from knowledge_base.embedder import Embedder
from knowledge_base.errors import KnowledgeBaseError
from knowledge_base.sources import read_documents

Outcome = TypeVar("Outcome")

ROOT = Path(__file__).resolve().parent.parent
_NOT_OURS: Final = (
    "COMMERCE_URL names the shop's own system, which keeps its goods and orders; files fill a SQL shop only"
)


def dialogue_model(settings: Settings) -> DialogueModel:
    return DialogueModel(ROOT, settings.models / "dialogue", settings.rasa.python, settings.var / "train.log")


class Preparation:
    """Every step says what it does, shows that it goes on, and is a quick no-op when there is nothing to do."""

    def __init__(self, settings: Settings, console: Console) -> None:
        self._settings, self._console = settings, console

    async def stores(self) -> None:
        """Brings the databases that are ours to their newest schema."""
        await migrate_store(self._settings.store.url)
        if self._settings.commerce.is_sql:
            await self._with_shop(migrate_shop)

    async def shop(self, *, reset: bool = False) -> ImportReport:
        """Imports the folder that is served, where its files are new or changed; what people did stays.

        A shop of another system is not ours to fill: nothing is imported. Raises `InvalidInput` to reset one.
        """
        await self.stores()
        if not self._settings.commerce.is_sql:
            if reset:
                raise InvalidInput(_NOT_OURS)
            return ImportReport([])
        folder = self._settings.shop.folder
        with self._progress() as progress:
            progress.add_task(f"The shop in {folder}", total=None)
            return await self._with_shop(lambda database: seed(folder, database, datetime.now(UTC), reset=reset))

    async def import_path(self, path: Path) -> ImportReport:
        """Imports a folder or one file, whole or not at all; documents are read where they lie (`index`)."""
        if not self._settings.commerce.is_sql:
            raise InvalidInput(_NOT_OURS)
        await self.stores()
        return await self._with_shop(lambda database: Importer(database).import_path(path))

    async def index(self, embedder: Embedder) -> bool:
        """Builds the search index over the shop's documents, if it has any; says whether there was anything to do."""
        folder = self._settings.shop.folder / "documents"
        try:
            documents = await asyncio.to_thread(read_documents, folder)
            if not documents:
                self._console.print(f"{folder} holds no documents: questions on how the shop works stay unanswered.")
                return False
            with self._progress() as progress:
                task = progress.add_task("The search index", total=None)

                def show(done: int, total: int) -> None:
                    progress.update(task, completed=done, total=total)

                built = await asyncio.to_thread(build, documents, embedder, self._settings.models / "index", show)
        except KnowledgeBaseError as error:
            raise InvalidInput(f"{folder}: {error}") from error
        return built.renewed

    async def dialogue(self) -> bool:
        """Trains the dialogue model; says whether there was anything to do."""
        model = dialogue_model(self._settings)
        if model.is_current():
            model.choose()
            return False
        with self._progress() as progress:
            progress.add_task("The dialogue model (about a minute)", total=None)
            await model.train()
        return True

    async def _with_shop(self, work: Callable[[Database], Awaitable[Outcome]]) -> Outcome:
        database = Database.open(self._settings.commerce.url, answer_seconds=None)  # an import takes its time
        try:
            return await work(database)
        finally:
            await database.close()

    def _progress(self) -> Progress:
        """A moving line on a terminal; elsewhere one plain line for each step."""
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(bar_width=24), TimeElapsedColumn())
        return Progress(*columns, console=self._console)
