"""The command line's verbs on the shop's people."""

import getpass
import signal
import sys
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.markup import escape

from bot.errors import InvalidInput
from bot.language import Language
from bot.people.accounts import INVITATION_LASTS, Accounts, read_login
from bot.people.inviting import Inviting
from bot.people.model import Person, Role, Topic
from bot.people.passwords import check
from bot.people.teams import Teams

_BY = "staff:the command line"


async def add(
    accounts: Accounts, inviting: Inviting, console: Console, login: str, name: str, role: Role, *, password: bool
) -> None:
    """Adds somebody; with `password` it is asked for here (or read from standard input), else they are invited."""
    chosen = _password(login) if password else None
    invitation = await accounts.add(login, name or login.partition("@")[0], role, _BY)
    await _hand_over(accounts, inviting, console, login, invitation, chosen)


async def invite(accounts: Accounts, inviting: Inviting, console: Console, login: str, *, password: bool) -> None:
    """A new password for somebody who lost it: password and second factor are unset, every browser is signed out."""
    chosen = _password(login) if password else None
    invitation = await accounts.invite(login, _BY, even_the_last=True)
    await _hand_over(accounts, inviting, console, login, invitation, chosen)


@dataclass(frozen=True)
class Changes:
    """What is to be another from now on; None leaves it."""

    role: Role | None = None
    is_active: bool | None = None
    languages: Sequence[Language] | None = None
    topics: Sequence[Topic] | None = None


async def change(accounts: Accounts, console: Console, login: str, changes: Changes) -> None:
    console.print(escape(_line(await accounts.change(login, _BY, **vars(changes)))))


async def show(accounts: Accounts, console: Console) -> None:
    people = await accounts.list()
    for person in people:
        console.print(escape(_line(person)))
    if not people:
        console.print("Nobody has an account yet: python -m bot user add EMAIL --role admin")


async def show_teams(teams: Teams, console: Console) -> None:
    made = await teams.list()
    for team in made:
        members = ", ".join(member.login for member in team.members) or "nobody"
        console.print(escape(f"{team.name}: {members}"))
    if not made:
        console.print("There is no team yet: python -m bot team add NAME")


async def change_team(teams: Teams, console: Console, act: str, team: str, other: str | None) -> None:
    """Does what the verb says, and shows the teams as they are then."""
    if act == "add":
        await teams.make(team, _BY)
    elif act == "empty":
        await teams.empty(team, _BY)
    elif act == "remove":
        moved = await teams.remove(team, _BY)
        console.print(f"Conversations that are everybody's now: {moved}")
    else:
        assert other is not None
        await {"rename": teams.rename, "join": teams.join, "leave": teams.leave}[act](team, other, _BY)
    await show_teams(teams, console)


def _password(login: str) -> str:
    """Asked for before anything is changed: nobody is left with an account that they cannot enter."""
    asks = sys.stdin.isatty()
    chosen = _hidden("Password: ") if asks else sys.stdin.readline().rstrip("\n")
    check(chosen, read_login(login))
    if asks and _hidden("The same once more: ") != chosen:
        raise InvalidInput("the two passwords differ, and nothing was changed; accepted: the same one twice")
    return chosen


def _hidden(prompt: str) -> str:
    # asyncio's own handler would leave Ctrl-C to the next await, which is not before the line is typed.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        return getpass.getpass(prompt)
    finally:
        signal.signal(signal.SIGINT, before)


async def _hand_over(
    accounts: Accounts, inviting: Inviting, console: Console, login: str, invitation: str, chosen: str | None
) -> None:
    """Takes the invitation up with the chosen password, or shows it."""
    if chosen is not None:
        console.print(escape(_line(await accounts.take_up(invitation, chosen))))
        return
    hours = INVITATION_LASTS.total_seconds() / 3600
    console.print(escape(f"{login} chooses a password here, once, within {hours:.0f} hours:"))
    console.print(escape(inviting.link(invitation)))


def _line(person: Person) -> str:
    states = [
        "" if person.is_active else "inactive",
        "" if person.has_password else "invited",
        "with a second factor" if person.has_second_factor else "",
        f"answers {' and '.join(person.skills.languages)}" if person.skills.languages else "",
        f"on {' and '.join(person.skills.topics)}" if person.skills.topics else "",
    ]
    return f"{person.login}  {person.name}  {person.role}  {', '.join(filter(None, states))}".rstrip()
