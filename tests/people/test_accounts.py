"""Accounts: invited, changed, never without an admin, and nothing secret in the database."""

import asyncio

import pyotp
import pytest
from sqlalchemy import text, update

from bot.errors import InvalidInput, InvitationRejected, LastAdmin, NotSignedIn, PersonNotFound, SignInRefused
from bot.people.model import Role
from bot.people.presence import Presence
from bot.people.tables import people
from bot.storage.audit import AuditEvent
from tests.people.conftest import ANN, ANNS, Staff


async def test_somebody_invited_chooses_a_password_and_signs_in(staff: Staff) -> None:
    invitation = await staff.accounts.add(" Ann@Shop.Example ", "Ann  Lee", Role.AGENT, "staff:test")
    invited = await staff.accounts.person(ANN)
    assert (invited.name, invited.has_password, invited.role) == ("Ann Lee", False, Role.AGENT)
    assert (await staff.accounts.take_up(invitation, ANNS)).has_password
    assert (await staff.sign_in.who(await staff.enter())).person.login == ANN


async def test_an_invitation_is_good_once_and_for_two_days(staff: Staff) -> None:
    invitation = await staff.accounts.add(ANN, "Ann", Role.AGENT, "staff:test")
    await staff.accounts.take_up(invitation, ANNS)
    with pytest.raises(InvitationRejected, match="a new one"):
        await staff.accounts.take_up(invitation, "another long password")
    late = await staff.accounts.invite(ANN, "staff:test")
    staff.clock.forward(hours=49)
    with pytest.raises(InvitationRejected):
        await staff.accounts.take_up(late, ANNS)


@pytest.mark.race
async def test_two_who_take_up_one_invitation_at_once_do_not_both_succeed(staff: Staff) -> None:
    invitation = await staff.accounts.add(ANN, "Ann", Role.AGENT, "staff:test")
    passwords = [f"{ANNS} {number}" for number in range(4)]
    ends = await asyncio.gather(
        *(staff.accounts.take_up(invitation, password) for password in passwords), return_exceptions=True
    )
    assert sum(not isinstance(end, Exception) for end in ends) == 1
    (right,) = [p for p, end in zip(passwords, ends, strict=True) if not isinstance(end, Exception)]
    assert await staff.enter(password=right)


async def test_a_new_invitation_takes_the_password_and_every_session(staff: Staff) -> None:
    await staff.add()
    token = await staff.enter()
    invitation = await staff.accounts.invite(ANN, "staff:admin")
    with pytest.raises(NotSignedIn):
        await staff.sign_in.who(token)
    with pytest.raises(SignInRefused):
        await staff.enter()
    await staff.accounts.take_up(invitation, "quite another password")
    assert await staff.enter(password="quite another password")


@pytest.mark.parametrize("password", ["too short", "aaaaaaaaaaaaaaaa", "ann and some more", "x" * 257])
async def test_a_weak_password_is_refused_and_the_invitation_stays(staff: Staff, password: str) -> None:
    invitation = await staff.accounts.add(ANN, "Ann", Role.AGENT, "staff:test")
    with pytest.raises(InvalidInput, match="password"):
        await staff.accounts.take_up(invitation, password)
    await staff.accounts.take_up(invitation, ANNS.replace("an", "")[:6] + "horse battery")


@pytest.mark.parametrize("login", ["ann", "ann@", "@shop.example", "a nn@shop.example", "ann@shop", "a" * 320 + "@b.c"])
async def test_what_is_no_address_is_refused(staff: Staff, login: str) -> None:
    with pytest.raises(InvalidInput, match=r"somebody@shop\.example"):
        await staff.accounts.add(login, "Ann", Role.AGENT, "staff:test")


async def test_a_login_is_given_once(staff: Staff) -> None:
    await staff.add()
    with pytest.raises(InvalidInput, match="already"):
        await staff.accounts.add(ANN.upper(), "Ann", Role.AGENT, "staff:test")


async def test_the_first_admin_is_made_once(staff: Staff) -> None:
    assert await staff.accounts.is_empty()
    await staff.accounts.add(ANN, "Ann", Role.AGENT, "staff:test")
    assert await staff.accounts.is_empty()
    assert (await staff.accounts.make_first(ANN, "Ann", ANNS)).role is Role.ADMIN
    assert not await staff.accounts.is_empty()
    with pytest.raises(InvitationRejected):
        await staff.accounts.make_first("eve@shop.example", "Eve", ANNS)


async def test_the_last_admin_stays(staff: Staff) -> None:
    await staff.add(role=Role.ADMIN)
    for change in ({"role": Role.AGENT}, {"is_active": False}):
        with pytest.raises(LastAdmin):
            await staff.accounts.change(ANN, "staff:ann", **change)  # type: ignore[arg-type]
    await staff.add("bob@shop.example", Role.ADMIN)
    assert (await staff.accounts.change(ANN, "staff:bob", role=Role.AGENT)).role is Role.AGENT


async def with_the_provider_alone(staff: Staff, login: str, role: Role) -> None:
    """As an account stands whose owner has only ever come by the shop's OpenID provider."""
    await staff.add(login, role)
    await staff.enter(login)
    async with staff.database.transaction() as connection:
        only = update(people).where(people.c.login == login).values(password=None, subject=f"subject of {login}")
        await connection.execute(only)


async def test_no_first_admin_is_made_where_one_comes_by_the_provider(staff: Staff) -> None:
    await with_the_provider_alone(staff, ANN, Role.ADMIN)
    assert not await staff.accounts.is_empty()
    with pytest.raises(InvitationRejected):
        await staff.accounts.make_first("eve@shop.example", "Eve", ANNS)


async def test_the_first_admin_is_made_where_those_who_can_sign_in_are_none(staff: Staff) -> None:
    await with_the_provider_alone(staff, "bob@shop.example", Role.AGENT)
    await staff.accounts.add("mia@shop.example", "Mia", Role.ADMIN, "staff:test")
    assert await staff.accounts.is_empty(), "an admin who was invited and has not come is none yet"
    with pytest.raises(InvalidInput, match="already"):
        await staff.accounts.make_first("bob@shop.example", "Bob", ANNS)
    assert (await staff.accounts.person("bob@shop.example")).has_provider, "nobody's account is taken over so"
    assert (await staff.accounts.make_first("mia@shop.example", "Mia", ANNS)).has_password
    assert not await staff.accounts.is_empty()


async def test_the_first_admin_is_made_of_somebody_who_was_there_before_and_was_invited_anew(staff: Staff) -> None:
    await staff.add()
    session = await staff.sign_in.who(await staff.enter())
    await Presence(staff.database, staff.clock).beat(session)
    invitation = await staff.accounts.invite(ANN, "staff:test")
    first = await staff.accounts.make_first(ANN, "Ann Lee", ANNS)
    assert (first.id, first.role, first.name) == (session.person.id, Role.ADMIN, "Ann Lee")
    with pytest.raises(InvitationRejected):
        await staff.accounts.take_up(invitation, "another long password")


async def test_an_admin_who_cannot_sign_in_is_not_the_one_who_is_left(staff: Staff) -> None:
    await staff.add(role=Role.ADMIN)
    await staff.accounts.add("bob@shop.example", "Bob", Role.ADMIN, "staff:ann")
    with pytest.raises(LastAdmin):
        await staff.accounts.change(ANN, "staff:ann", is_active=False)
    with pytest.raises(LastAdmin):
        await staff.accounts.invite(ANN, "staff:bob")
    assert (await staff.accounts.person(ANN)).has_password
    await with_the_provider_alone(staff, "mia@shop.example", Role.ADMIN)
    assert not (await staff.accounts.change(ANN, "staff:ann", is_active=False)).is_active


async def test_the_last_admin_who_lost_the_password_is_invited_from_the_command_line(staff: Staff) -> None:
    await staff.add(role=Role.ADMIN)
    invitation = await staff.accounts.invite(ANN, "staff:the command line", even_the_last=True)
    assert await staff.accounts.is_empty()
    assert (await staff.accounts.take_up(invitation, "quite another password")).has_password


@pytest.mark.race
async def test_two_admins_who_invite_each_other_at_once_do_not_both_go(staff: Staff) -> None:
    await staff.add(role=Role.ADMIN)
    await staff.add("bob@shop.example", Role.ADMIN)
    await asyncio.gather(
        *(staff.accounts.invite(login, "staff:race") for login in (ANN, "bob@shop.example")), return_exceptions=True
    )
    assert sum(person.has_password for person in await staff.accounts.list()) == 1


@pytest.mark.race
async def test_two_admins_who_send_each_other_away_at_once_do_not_both_go(staff: Staff) -> None:
    await staff.add(role=Role.ADMIN)
    await staff.add("bob@shop.example", Role.ADMIN)
    await asyncio.gather(
        *(staff.accounts.change(login, "staff:race", is_active=False) for login in (ANN, "bob@shop.example")),
        return_exceptions=True,
    )
    assert sum(person.is_active for person in await staff.accounts.list()) == 1


async def test_somebody_made_inactive_is_out_at_once(staff: Staff) -> None:
    await staff.add(role=Role.ADMIN)
    await staff.add("bob@shop.example")
    token = await staff.enter("bob@shop.example")
    await staff.accounts.change("bob@shop.example", "staff:ann", is_active=False)
    with pytest.raises(NotSignedIn):
        await staff.sign_in.who(token)
    with pytest.raises(SignInRefused):
        await staff.enter("bob@shop.example")


async def test_an_invitation_does_not_outlive_an_account_made_inactive(staff: Staff) -> None:
    invitation = await staff.accounts.add(ANN, "Ann", Role.AGENT, "staff:test")
    await staff.accounts.change(ANN, "staff:boss", is_active=False)
    await staff.accounts.change(ANN, "staff:boss", is_active=True)
    with pytest.raises(InvitationRejected):
        await staff.accounts.take_up(invitation, ANNS)


async def test_a_second_factor_that_was_lost_is_reset_and_the_password_stays(staff: Staff) -> None:
    await staff.add()
    token = await staff.enter()
    with pytest.raises(InvalidInput, match="no second factor"):
        await staff.accounts.reset_factor(ANN, "staff:boss")
    session = await staff.sign_in.who(token)
    made = await staff.sign_in.set_up_factor(session, ANNS)
    await staff.sign_in.confirm_factor(session, pyotp.TOTP(made.secret).at(staff.clock()))
    assert not (await staff.accounts.reset_factor(ANN, "staff:boss")).has_second_factor
    with pytest.raises(NotSignedIn):
        await staff.sign_in.who(token)
    assert await staff.enter()
    entry = [entry for entry in await staff.log() if entry.actor == "staff:boss"][-1]
    assert (entry.reason, entry.before, entry.after) == (ANN, {"second_factor": True}, {"second_factor": False})


async def test_a_short_name_does_not_forbid_its_letters(staff: Staff) -> None:
    assert (await staff.add("a@shop.example")).has_password


async def test_nobody_unknown_is_changed(staff: Staff) -> None:
    with pytest.raises(PersonNotFound):
        await staff.accounts.change("eve@shop.example", "staff:ann", role=Role.ADMIN)
    with pytest.raises(InvalidInput, match="nothing to change"):
        await staff.accounts.change(ANN, "staff:ann")


async def test_every_change_is_audited_with_before_and_after(staff: Staff) -> None:
    await staff.add()
    await staff.accounts.change(ANN, "staff:boss", role=Role.SUPERVISOR)
    entry = (await staff.log())[-1]
    assert (entry.event, entry.actor, entry.reason) == (AuditEvent.ACCOUNT_CHANGED, "staff:boss", ANN)
    assert (entry.before, entry.after) == ({"role": "agent"}, {"role": "supervisor"})


async def test_the_database_tells_no_password_token_or_invitation(staff: Staff) -> None:
    await staff.add()
    invitation = await staff.accounts.add("bob@shop.example", "Bob", Role.AGENT, "staff:test")
    token = await staff.enter()
    kept = ""
    async with staff.database.reading() as connection:
        for table in ("people", "invitations", "people_sessions", "audit_log"):
            kept += str((await connection.execute(text(f"SELECT * FROM {table}"))).all())
    assert "argon2id" in kept
    assert not any(secret in kept for secret in (ANNS, invitation, token))
