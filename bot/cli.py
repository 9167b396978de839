"""The command line: few verbs, each one line of help. The only place that knows the actions.

Whoever types a verb waits for it to start, so what is slow to load (the rooms, the search index) is imported by the
verbs that need it.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.markup import escape

from bot import order_verbs, people_verbs, reply_verbs
from bot.assist.canned import CannedReplies
from bot.assist.canned_files import FileFormat
from bot.assist.holes import must_be_whole
from bot.conversation.part_words import PartWords
from bot.errors import ConfigurationError, InvalidInput, NotFound, ShoptalkError
from bot.language import LANGUAGES
from bot.logs import configure
from bot.people.accounts import Accounts
from bot.people.inviting import Inviting
from bot.people.model import Role, Topic
from bot.people.passwords import Passwords
from bot.settings import Settings
from bot.storage.audit import AuditLog
from bot.storage.database import Database
from bot.storage.migrate import migrate
from bot.supervisor import Supervisor

if TYPE_CHECKING:
    from bot.preparation import Preparation
    from bot.services import Rooms

Verb = Callable[[Settings, argparse.Namespace, Console], Coroutine[Any, Any, int]]

_BAD_SETTING: Final = 2
_DEMO_QUESTIONS: Final = tuple(Path(f"tests/knowledge_base/questions.{language}.jsonl") for language in LANGUAGES)
_INTERRUPTED: Final = 130
_SHOWN: Final = PartWords("en", UTC)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one verb; 2 and one sentence on bad settings or bad input."""
    options = _parser().parse_args(arguments)
    console = Console(highlight=False, soft_wrap=True)
    try:
        verb: Verb = options.verb
        return asyncio.run(verb(_settings(options), options, console))
    except ShoptalkError as error:
        # What was not found names itself by its id alone.
        meaning = f": {type(error).__doc__}" if isinstance(error, NotFound) else ""
        Console(stderr=True, highlight=False, soft_wrap=True).print(escape(f"{type(error).__name__}: {error}{meaning}"))
        return _BAD_SETTING
    except KeyboardInterrupt:
        return _INTERRUPTED


def _settings(options: argparse.Namespace) -> Settings:
    """What the command line says, over the environment's settings, and handed on to the processes that we start."""
    # One thread is the fastest for an encoder this small, and leaves the other cores to other requests.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if getattr(options, "shop", None):
        os.environ["SHOP_FOLDER"] = str(Path(options.shop).resolve())
    if getattr(options, "port", None):
        os.environ["WEB_PORT"] = str(options.port)
        os.environ.setdefault("WEB_PUBLIC_ORIGIN", f"http://127.0.0.1:{options.port}")
    settings = Settings.read()
    configure(settings.log)
    return settings


def _parser() -> argparse.ArgumentParser:
    words = "Shoptalk: the customer-service assistant that a shop owns"
    parser = argparse.ArgumentParser(prog="python -m bot", description=words)
    verbs = parser.add_subparsers(required=True, metavar="VERB")
    run = _verb(verbs, "run", _run, "prepare what is missing, then serve and keep serving")
    run.add_argument("--shop", metavar="FOLDER", help="a shop's own files (docs/shop-files.md); else the demo shop")
    run.add_argument("--port", type=int, help="the public port of this run; else WEB_PORT, which every verb reads")
    _verb(verbs, "serve", _serve, "serve what is prepared")
    _verb(verbs, "check", _check, "show the settings and ask every part whether it is well")
    demo = _verb(verbs, "demo", _demo, "import the folder that is served: the demo shop, or SHOP_FOLDER")
    demo.add_argument("--reset", action="store_true", help="seed afresh: what people did in it is forgotten")
    importing = _verb(verbs, "import", _import, "import a shop's files, or one of them")
    importing.add_argument("path", type=Path)
    _verb(verbs, "index", _index, "build the search index from the shop's documents")
    _verb(verbs, "train", _train, "train the dialogue model")
    evaluating = _verb(verbs, "eval", _evaluate, "measure answers on questions whose answers are known")
    evaluating.add_argument(
        "files", type=Path, nargs="*", default=_DEMO_QUESTIONS, help="<name>.en.jsonl, <name>.zh.jsonl"
    )
    evaluating.add_argument(
        "--on", type=date.fromisoformat, help="the day whose editions count for the answerer alone; else today"
    )
    _add_encoder(verbs)
    _add_handoffs(verbs)
    _add_approvals(verbs)
    _add_erasures(verbs)
    _add_user(verbs)
    _add_team(verbs)
    _add_replies(verbs)
    audit = _verb(verbs, "audit", _audit, "what was proposed, decided and written, by whom")
    audit.add_argument("--order", metavar="ID", help="of an order (or an account, by the customer's id)")
    audit.add_argument("--conversation", metavar="ID", help="of a conversation")
    return parser


def _verb(verbs: Any, name: str, run: Verb, words: str) -> argparse.ArgumentParser:
    added: argparse.ArgumentParser = verbs.add_parser(name, help=words, description=words)
    added.set_defaults(verb=run)
    return added


def _one_of(kind: type[StrEnum]) -> Callable[[str], StrEnum]:
    """Reads a word that is one of a few, and names them where it is none."""

    def read(said: str) -> StrEnum:
        try:
            return kind(said)
        except ValueError:
            raise argparse.ArgumentTypeError(f"{said!r} is none; accepted: {', '.join(kind)}") from None

    return read


def _add_encoder(verbs: Any) -> None:
    encoder = verbs.add_parser("encoder", help="work on an encoder").add_subparsers(required=True, metavar="WHAT")
    export = _verb(encoder, "export", _export_encoder, "write a sentence-transformers model as ONNX, run without torch")
    export.add_argument("model", help="the model's name or folder")
    export.add_argument("folder", type=Path, nargs="?", default=Path("models/encoder"))


def _add_handoffs(verbs: Any) -> None:
    handoffs = verbs.add_parser("handoffs", help="answer shoppers who asked for a person")
    acts = handoffs.add_subparsers(required=True, metavar="WHAT")
    _verb(acts, "list", _list_handoffs, "who waits, the longest first")
    answer = _verb(acts, "answer", _answer_handoff, "say something; the first time, the conversation becomes yours")
    answer.add_argument("id", help="the handoff's id, or its conversation's")
    answer.add_argument("text")
    answer.add_argument("--as", dest="agent", default="support", help="who answers; else support")
    for name, words in (("return", "give the conversation back to the bot"), ("close", "end the conversation")):
        act = _verb(acts, name, _end_handoff, words)
        act.add_argument("id", help="the handoff's id, or its conversation's")
        act.set_defaults(act=name)


def _add_approvals(verbs: Any) -> None:
    approvals = verbs.add_parser("approvals", help="decide changes that are over one of your limits")
    acts = approvals.add_subparsers(required=True, metavar="WHAT")
    _verb(acts, "list", _list_approvals, "what awaits a person, the oldest first")
    approve = _verb(acts, "approve", _decide, "have it done as the shopper was shown it")
    refuse = _verb(acts, "refuse", _decide, "turn it down")
    for act in (approve, refuse):
        act.add_argument("id", help="the request's id")
        act.add_argument("--as", dest="person", default="support", help="who decides; else support")
        act.add_argument("--word", default="", required=act is refuse, help="what the shopper is told besides")
        act.set_defaults(approve=act is approve)


def _add_erasures(verbs: Any) -> None:
    erasures = verbs.add_parser("erasures", help="customers whose account at the shop a person has to delete")
    acts = erasures.add_subparsers(required=True, metavar="WHAT")
    _verb(acts, "list", _list_erasures, "who asked to be forgotten where the shop's system cannot do it by itself")
    done = _verb(acts, "done", _close_erasure, "the account is deleted at the shop")
    done.add_argument("id", help="the request's id")
    done.add_argument("--as", dest="person", default="support", help="who did it; else support")


def _add_user(verbs: Any) -> None:
    acts = verbs.add_parser("user", help="who of the shop may sign in").add_subparsers(required=True, metavar="WHAT")
    _verb(acts, "list", _list_people, "everybody, with their role")
    add = _verb(acts, "add", _add_person, "give somebody an account: they choose their password with a link")
    add.add_argument("--name", default="", help="the name that shoppers see; else the e-mail address's first part")
    add.add_argument("--role", type=_one_of(Role), choices=list(Role), default=Role.AGENT, help="else agent")
    invite = _verb(acts, "invite", _invite_person, "a new link for somebody who lost password or app")
    change = _verb(acts, "change", _change_person, "another role or other skills, or no more access")
    change.add_argument("--role", type=_one_of(Role), choices=list(Role))
    for skill, accepted in (("language", ("en", "zh")), ("topic", tuple(Topic))):
        help_ = f"which shoppers they answer, once for each {skill}: {', '.join(accepted)}; all stands for every one"
        change.add_argument(f"--{skill}", action="append", choices=[*accepted, "all"], help=help_)
    state = change.add_mutually_exclusive_group()
    state.add_argument("--active", action="store_const", const=True, dest="is_active")
    state.add_argument("--inactive", action="store_const", const=False, dest="is_active", help="signed out at once")
    for act in (add, invite, change):
        act.add_argument("login", metavar="EMAIL")
    for act in (add, invite):
        act.add_argument("--password", action="store_true", help="type it here (or standard input) instead of a link")


def _add_team(verbs: Any) -> None:
    acts = verbs.add_parser("team", help="the teams to which conversations are passed on")
    acts = acts.add_subparsers(required=True, metavar="WHAT")
    _verb(acts, "list", _list_teams, "every team, with its members")
    for name, words in (
        ("add", "make a team"),
        ("rename", "give a team, and all its conversations, another name"),
        ("join", "take somebody into a team"),
        ("leave", "somebody is in a team no more"),
        ("empty", "nobody is in a team any more"),
        ("remove", "there is no such team any more: its open conversations are everybody's"),
    ):
        act = _verb(acts, name, _change_team, words)
        act.add_argument("team", metavar="TEAM")
        if name == "rename":
            act.add_argument("other", metavar="NAME")
        if name in ("join", "leave"):
            act.add_argument("other", metavar="EMAIL")
        act.set_defaults(act=name, other=None)


def _add_replies(verbs: Any) -> None:
    replies = verbs.add_parser("replies", help="the desk's ready-made replies, as a file")
    acts = replies.add_subparsers(required=True, metavar="WHAT")
    out = _verb(acts, "export", _export_replies, "write all of them")
    into = _verb(acts, "import", _import_replies, "show what a file would add and change, and keep it with --keep")
    into.add_argument("--keep", action="store_true", help="have it so")
    for act in (out, into):
        act.add_argument("--as", dest="person", default="support", help="who does it, for the log; else support")
        act.add_argument("path", metavar="FILE", help="one that ends in .json or .csv; - is standard input or output")
        act.add_argument(
            "--format", type=_one_of(FileFormat), choices=list(FileFormat), help="where the name does not tell"
        )


async def _run(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    preparation = _preparation(settings, console)
    report = await preparation.shop()
    if not report.changed_nothing:
        console.print(escape(str(report)))
    await _index(settings, _options, console)
    await preparation.dialogue()
    return await Supervisor([sys.executable, "-m", "bot", "serve"], console.print).run()


async def _serve(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    from actions.registry import build_actions, build_words
    from bot.serving import serve

    await _preparation(settings, console).stores()
    await serve(settings, build_actions, build_words, console.print)
    return 0


async def _check(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    from bot.health import check

    return await check(settings, console)


async def _demo(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    console.print(escape(str(await _preparation(settings, console).shop(reset=options.reset))))
    return 0


async def _import(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    if not options.path.exists():
        raise InvalidInput(f"{options.path} does not exist; accepted: a folder or a file as docs/shop-files.md says")
    console.print(escape(str(await _preparation(settings, console).import_path(options.path))))
    return 0


async def _index(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    from bot.services import open_embedder

    embedder = await asyncio.to_thread(open_embedder, settings)
    await _preparation(settings, console).index(embedder)
    return 0


async def _train(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    trained = await _preparation(settings, console).dialogue()
    console.print("The dialogue model was trained." if trained else "The dialogue model is up to date.")
    return 0


async def _evaluate(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    from actions.registry import build_actions
    from bot.evaluation import evaluate

    await _index(settings, options, console)
    return await evaluate(settings, options.files, options.on, build_actions, console)


async def _export_encoder(_settings: Settings, options: argparse.Namespace, console: Console) -> int:
    try:
        from knowledge_base.export import export
    except ImportError as error:
        raise ConfigurationError(f"{error.name} is missing; `make test` installs it with the `models` extra") from error
    card = await asyncio.to_thread(export, options.model, options.folder)
    console.print(escape(f"{options.folder}: {card.name}, {card.dimensions} dimensions"))
    return 0


async def _list_people(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    async with _accounts(settings) as accounts:
        await people_verbs.show(accounts, console)
    return 0


async def _add_person(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    inviting = _inviting(settings)
    async with _accounts(settings) as accounts:
        await people_verbs.add(
            accounts, inviting, console, options.login, options.name, options.role, password=options.password
        )
    return 0


async def _invite_person(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    inviting = _inviting(settings)
    async with _accounts(settings) as accounts:
        await people_verbs.invite(accounts, inviting, console, options.login, password=options.password)
    return 0


async def _change_person(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    changes = people_verbs.Changes(
        role=options.role,
        is_active=options.is_active,
        languages=_skills(options.language),
        topics=None if options.topic is None else [Topic(name) for name in _skills(options.topic) or ()],
    )
    async with _accounts(settings) as accounts:
        await people_verbs.change(accounts, console, options.login, changes)
    return 0


async def _list_teams(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    async with _rooms(settings, console) as rooms:
        await people_verbs.show_teams(rooms.teams, console)
    return 0


async def _change_team(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    async with _rooms(settings, console) as rooms:
        await people_verbs.change_team(rooms.teams, console, options.act, options.team, options.other)
    return 0


def _skills(given: list[Any] | None) -> list[Any] | None:
    return [] if given and "all" in given else given


async def _export_replies(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    async with _store(settings) as store:
        replies = CannedReplies(store, AuditLog(store))
        await reply_verbs.export(replies, console, options.path, options.format, options.person)
    return 0


async def _import_replies(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    async with _store(settings) as store:
        replies = CannedReplies(store, AuditLog(store))
        await reply_verbs.bring_in(replies, console, options.path, options.format, options.person, keep=options.keep)
    return 0


@asynccontextmanager
async def _store(settings: Settings) -> AsyncIterator[Database]:
    """Our own database, for the verbs that need neither the shop nor the rooms."""
    await migrate(settings.store.url)
    store = Database.open(settings.store.url)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def _accounts(settings: Settings) -> AsyncIterator[Accounts]:
    async with _store(settings) as store:
        yield Accounts(store, Passwords(), AuditLog(store))


def _inviting(settings: Settings) -> Inviting:
    """Without a mailer: the command line shows the link."""
    return Inviting(None, settings.web.public_origin)


def _preparation(settings: Settings, console: Console) -> "Preparation":
    from bot.preparation import Preparation

    return Preparation(settings, console)


@asynccontextmanager
async def _rooms(settings: Settings, console: Console) -> AsyncIterator["Rooms"]:
    from bot.services import open_rooms

    await _preparation(settings, console).stores()
    async with open_rooms(settings) as rooms:
        yield rooms


async def _list_handoffs(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    async with _rooms(settings, console) as rooms:
        handoffs = await rooms.desk.list()
        for handoff in handoffs:
            history = await rooms.conversations.history(handoff.conversation_id)
            parts = [part for message in history if message.author == "shopper" for part in message.parts]
            said = [line for part in parts for line in _SHOWN.lines(part)]
            contact = f", reply to {handoff.contact}" if handoff.contact else ""
            console.print(
                escape(f"{handoff.id}  {handoff.state.value} since {handoff.asked_at:%Y-%m-%d %H:%M} UTC{contact}")
            )
            for text in said[-3:]:
                console.print(escape(f"    {text}"))
    if not handoffs:
        console.print("Nobody is waiting.")
    return 0


async def _answer_handoff(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    must_be_whole(options.text)
    async with _rooms(settings, console) as rooms:
        await rooms.desk.answer(options.id, options.agent, options.text)
    console.print("Said.")
    return 0


async def _end_handoff(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    async with _rooms(settings, console) as rooms:
        spoken = await (rooms.desk.close if options.act == "close" else rooms.desk.return_to_bot)(options.id)
    console.print(f"The conversation is {spoken.conversation.status.value} now.")
    return 0


async def _list_approvals(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    async with _rooms(settings, console) as rooms:
        await order_verbs.list_approvals(rooms.approvals, console)
    return 0


async def _decide(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    async with _rooms(settings, console) as rooms:
        await order_verbs.decide(
            rooms.approvals, console, options.id, options.person, options.word, approve=options.approve
        )
    return 0


async def _list_erasures(settings: Settings, _options: argparse.Namespace, console: Console) -> int:
    async with _rooms(settings, console) as rooms:
        await order_verbs.list_erasures(rooms.erasing, console)
    return 0


async def _close_erasure(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    async with _rooms(settings, console) as rooms:
        await order_verbs.close_erasure(rooms.erasing, console, options.id, options.person)
    return 0


async def _audit(settings: Settings, options: argparse.Namespace, console: Console) -> int:
    async with _store(settings) as store:
        await order_verbs.show_audit(AuditLog(store), console, options.order, options.conversation)
    return 0
