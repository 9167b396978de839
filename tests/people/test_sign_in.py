"""Signing in: one answer to everything wrong, tries counted, sessions that end, a second factor that is used once."""

import asyncio
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest

from bot.errors import CodeWanted, InvalidInput, NotSignedIn, SignInRefused, TooManyTries
from bot.people.model import Person
from bot.storage.audit import AuditEvent
from tests.people.conftest import ANN, ANNS, HERE, Staff


async def test_everything_wrong_gets_the_same_answer(staff: Staff) -> None:
    await staff.add()
    told = set()
    for login, password in ((ANN, "wrong password"), ("eve@shop.example", ANNS), ("", "")):
        with pytest.raises(SignInRefused) as refused:
            await staff.enter(login, password)
        told.add(str(refused.value))
    assert len(told) == 1
    assert [entry.event for entry in await staff.log()][-3:] == [AuditEvent.SIGN_IN_REFUSED] * 3


async def test_wrong_tries_are_counted_by_account_and_place_and_the_right_ones_are_not(staff: Staff) -> None:
    await staff.add()
    for _ in range(5):
        await staff.enter()
    for _ in range(3):
        with pytest.raises(SignInRefused):
            await staff.enter(password="wrong password")
    with pytest.raises(TooManyTries):
        await staff.enter()
    assert await staff.enter(address="198.51.100.9"), "from elsewhere the account is not shut"
    staff.clock.forward(minutes=16)
    assert await staff.enter()


async def test_an_account_is_not_tried_from_everywhere(staff: Staff) -> None:
    await staff.add()
    for number in range(6):
        with pytest.raises(SignInRefused):
            await staff.enter(password="wrong password", address=f"198.51.100.{number}")
    with pytest.raises(TooManyTries):
        await staff.enter(address="198.51.100.77")


async def test_one_place_does_not_try_every_account(staff: Staff) -> None:
    for number in range(8):
        with pytest.raises(SignInRefused):
            await staff.enter(f"p{number}@shop.example")
    with pytest.raises(TooManyTries):
        await staff.enter("p9@shop.example")


async def test_a_session_ends_when_idle_and_in_the_end(staff: Staff) -> None:
    await staff.add()
    idle = await staff.enter()
    staff.clock.forward(minutes=119)
    await staff.sign_in.who(idle)
    staff.clock.forward(minutes=119)
    await staff.sign_in.who(idle)
    staff.clock.forward(minutes=121)
    with pytest.raises(NotSignedIn):
        await staff.sign_in.who(idle)
    used = await staff.enter()
    for _ in range(11):
        staff.clock.forward(minutes=60)
        await staff.sign_in.who(used)
    staff.clock.forward(minutes=61)
    with pytest.raises(NotSignedIn):
        await staff.sign_in.who(used)


async def test_signing_out_ends_one_session_and_revoking_another(staff: Staff) -> None:
    person = await staff.add()
    first, second, third = [await staff.enter() for _ in range(3)]
    await staff.sign_in.end(await staff.sign_in.who(first))
    await staff.sign_in.revoke(person, (await staff.sign_in.who(second)).id)
    for token in (first, second):
        with pytest.raises(NotSignedIn):
            await staff.sign_in.who(token)
    (left,) = await staff.sign_in.sessions_of(person)
    assert (left.address, left.browser) == (HERE, "a browser")
    assert (await staff.sign_in.who(third)).id == left.id


async def test_nobody_revokes_a_session_of_another(staff: Staff) -> None:
    await staff.add()
    bob = await staff.add("bob@shop.example")
    token = await staff.enter()
    await staff.sign_in.revoke(bob, (await staff.sign_in.who(token)).id)
    assert (await staff.sign_in.who(token)).person.login == ANN


async def test_a_changed_password_signs_every_other_browser_out(staff: Staff) -> None:
    await staff.add()
    here, there = await staff.enter(), await staff.enter()
    session = await staff.sign_in.who(here)
    with pytest.raises(SignInRefused):
        await staff.sign_in.change_password(session, "not the old one", "quite another password")
    with pytest.raises(InvalidInput):
        await staff.sign_in.change_password(session, ANNS, "short")
    await staff.sign_in.change_password(session, ANNS, "quite another password")
    assert (await staff.sign_in.who(here)).id == session.id
    with pytest.raises(NotSignedIn):
        await staff.sign_in.who(there)
    assert await staff.enter(password="quite another password")


async def set_up(staff: Staff, person: Person) -> tuple[pyotp.TOTP, list[str]]:
    made = await staff.sign_in.set_up_factor(person)
    asked = parse_qs(urlsplit(made.address).query)
    assert made.address.startswith("otpauth://totp/Shoptalk:ann%40shop.example")
    app = pyotp.TOTP(asked["secret"][0])
    await staff.sign_in.confirm_factor(person, app.at(staff.clock()))
    staff.clock.forward(seconds=30)
    return app, list(made.spares)


async def test_a_second_factor_is_asked_for_once_it_is_confirmed(staff: Staff) -> None:
    person = await staff.add()
    await staff.sign_in.set_up_factor(person)
    assert await staff.enter(), "an app that never showed a code locks nobody out"
    with pytest.raises(SignInRefused):
        await staff.sign_in.confirm_factor(person, "000000")
    app, _ = await set_up(staff, person)
    with pytest.raises(CodeWanted):
        await staff.enter()
    with pytest.raises(SignInRefused):
        await staff.enter(password="wrong password", code=app.at(staff.clock()))
    assert await staff.enter(code=app.at(staff.clock()))


async def test_a_code_is_used_once_and_old_ones_not_at_all(staff: Staff) -> None:
    app, _ = await set_up(staff, await staff.add())
    code = app.at(staff.clock())
    assert await staff.enter(code=code)
    for stale in (code, app.at(staff.clock().timestamp() - 120)):
        with pytest.raises(SignInRefused):
            await staff.enter(code=stale)
    staff.clock.forward(seconds=30)
    assert await staff.enter(code=app.at(staff.clock()))


@pytest.mark.race
async def test_one_code_that_comes_twice_at_once_opens_one_session(staff: Staff) -> None:
    app, _ = await set_up(staff, await staff.add())
    code = app.at(staff.clock())
    ends = await asyncio.gather(*(staff.enter(code=code) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(end, str) for end in ends) == 1


async def test_a_spare_code_is_good_once(staff: Staff) -> None:
    _, spares = await set_up(staff, await staff.add())
    assert len(set(spares)) == 8
    assert await staff.enter(code=f" {spares[0].upper()} ")
    with pytest.raises(SignInRefused):
        await staff.enter(code=spares[0])
    assert await staff.enter(code=spares[1])


async def test_a_second_factor_is_removed_with_a_code_of_it(staff: Staff) -> None:
    await staff.add()
    _, spares = await set_up(staff, await staff.accounts.person(ANN))
    person = await staff.accounts.person(ANN)
    with pytest.raises(InvalidInput, match="remove it first"):
        await staff.sign_in.set_up_factor(person)
    with pytest.raises(SignInRefused):
        await staff.sign_in.remove_factor(person, "000000")
    await staff.sign_in.remove_factor(person, spares[0])
    assert await staff.enter()
