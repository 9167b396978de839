"""Signing in: one answer to everything wrong, tries counted, sessions that end, a second factor that is used once."""

import asyncio
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pyotp
import pytest
from argon2 import PasswordHasher

from bot.errors import CodeWanted, InvalidInput, NotSignedIn, SessionIdle, SignInRefused, TooManyTries
from bot.people.model import Role, Session
from bot.people.passwords import Passwords
from bot.people.second_factor import SecondFactor
from bot.people.sign_in import SignIn
from bot.storage.audit import AuditEvent, AuditLog
from bot.storage.refusals import Refusals
from bot.storage.tries import TryCounter
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


async def test_guessing_on_and_on_does_not_fill_the_log(staff: Staff) -> None:
    await staff.add()
    before = len(await staff.log())
    for _ in range(30):
        with pytest.raises((SignInRefused, TooManyTries)):
            await staff.enter(password="wrong password")
    assert [entry.reason for entry in (await staff.log())[before:]] == [
        *[f"from {HERE}"] * 3,
        f"too many tries from {HERE}",
    ]
    staff.clock.forward(minutes=16)
    await Refusals(staff.database, now=staff.clock).look()
    last = (await staff.log())[-1]
    assert (last.actor, last.reason) == (f"staff:{ANN}", f"26 more: too many tries from {HERE}")


async def test_whoever_guesses_on_and_on_from_one_place_shuts_nobody_out_elsewhere(staff: Staff) -> None:
    await staff.add()
    for _ in range(30):
        with pytest.raises((SignInRefused, TooManyTries)):
            await staff.enter(password="wrong password")
    assert await staff.enter(address="198.51.100.9")


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
    for _ in range(2):
        staff.clock.forward(minutes=119)
        await use(staff, idle)
    staff.clock.forward(minutes=121)
    with pytest.raises(SessionIdle):
        await staff.sign_in.who(idle)
    used = await staff.enter()
    for _ in range(11):
        staff.clock.forward(minutes=60)
        await use(staff, used)
    staff.clock.forward(minutes=61)
    with pytest.raises(NotSignedIn) as ended:
        await staff.sign_in.who(used)
    assert not isinstance(ended.value, SessionIdle)


async def use(staff: Staff, token: str, ago: timedelta = timedelta()) -> None:
    await staff.sign_in.use(await staff.sign_in.who(token), ago)


async def test_being_asked_for_is_not_being_used(staff: Staff) -> None:
    await staff.add()
    token = await staff.enter()
    for _ in range(7):
        staff.clock.forward(minutes=17)
        session = await staff.sign_in.who(token)
        assert set(await staff.sign_in.lasting([session.id])) == {session.id}
    staff.clock.forward(minutes=1)
    with pytest.raises(SessionIdle):
        await staff.sign_in.who(token)
    assert await staff.sign_in.lasting([session.id]) == {}


async def test_a_session_lasts_from_when_something_was_done_not_from_when_it_was_told(staff: Staff) -> None:
    await staff.add()
    token = await staff.enter()
    staff.clock.forward(minutes=60)
    await use(staff, token, timedelta(minutes=30))
    await use(staff, token, timedelta(minutes=50))  # another tab
    staff.clock.forward(minutes=89)
    assert (await staff.sign_in.who(token)).seen_at == staff.clock() - timedelta(minutes=119)
    staff.clock.forward(minutes=1)
    with pytest.raises(SessionIdle):
        await use(staff, token)


async def test_what_was_done_last_counts_though_it_is_not_written_down_each_time(staff: Staff) -> None:
    await staff.add()
    token = await staff.enter()
    staff.clock.forward(seconds=50)
    await use(staff, token)
    staff.clock.forward(seconds=15)
    await use(staff, token, timedelta(seconds=15))
    staff.clock.forward(minutes=119, seconds=40)
    assert await staff.sign_in.who(token)


@pytest.mark.parametrize("deed", ["invited", "inactive", "password", "factor"])
async def test_whoever_is_signed_out_everywhere_does_not_come_in_while_their_password_is_looked_at(
    staff: Staff, deed: str
) -> None:
    ann, inside = await staff.add(), await staff.sign_in.who(await staff.enter())
    await staff.add("bob@shop.example", Role.ADMIN)

    class Slow(Passwords):
        """Looks for as long as something else takes."""

        async def fits(self, password: str, digest: str | None) -> bool:
            fits = await super().fits(password, digest)
            match deed:
                case "invited":
                    await staff.accounts.invite(ANN, "staff:test")
                case "inactive":
                    await staff.accounts.change(ANN, "staff:test", is_active=False)
                case "password":
                    await staff.sign_in.change_password(inside, ANNS, "another long password")
                case "factor":
                    made = await staff.sign_in.set_up_factor(inside, ANNS)
                    await staff.sign_in.confirm_factor(inside, pyotp.TOTP(made.secret).at(staff.clock()))
            return fits

    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    factor = SecondFactor(b"k" * 32, staff.clock)
    tries = TryCounter(staff.database, {"login": 3, "account": 6, "sign_in": 8}, timedelta(minutes=15), b"key")
    audit = AuditLog(staff.database)
    slow = SignIn(staff.database, Slow(quick), factor, tries, audit, now=staff.clock)
    with pytest.raises(SignInRefused):
        await slow.begin(ANN, ANNS, "", "198.51.100.9", "a browser")
    assert [one.address for one in await staff.sign_in.sessions_of(ann) if one.id != inside.id] == []
    assert (await staff.log())[-1].event is AuditEvent.SIGN_IN_REFUSED


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


async def signed_in(staff: Staff, **given: str) -> Session:
    return await staff.sign_in.who(await staff.enter(**given))


async def set_up(staff: Staff) -> tuple[pyotp.TOTP, list[str]]:
    session = await signed_in(staff)
    made = await staff.sign_in.set_up_factor(session, ANNS)
    asked = parse_qs(urlsplit(made.address).query)
    assert made.address.startswith("otpauth://totp/Shoptalk:ann%40shop.example")
    assert asked["secret"] == [made.secret]
    app = pyotp.TOTP(made.secret)
    await staff.sign_in.confirm_factor(session, app.at(staff.clock()))
    staff.clock.forward(seconds=30)
    return app, list(made.spares)


async def test_a_second_factor_is_asked_for_once_it_is_confirmed(staff: Staff) -> None:
    await staff.add()
    session = await signed_in(staff)
    with pytest.raises(SignInRefused):
        await staff.sign_in.set_up_factor(session, "not the password")
    await staff.sign_in.set_up_factor(session, ANNS)
    assert await staff.enter(), "an app that never showed a code locks nobody out"
    with pytest.raises(SignInRefused):
        await staff.sign_in.confirm_factor(session, "000000")
    staff.clock.forward(minutes=16)
    app, _ = await set_up(staff)
    with pytest.raises(CodeWanted):
        await staff.enter()
    with pytest.raises(SignInRefused):
        await staff.enter(password="wrong password", code=app.at(staff.clock()))
    assert await staff.enter(code=app.at(staff.clock()))


async def test_a_code_is_used_once_and_old_ones_not_at_all(staff: Staff) -> None:
    await staff.add()
    app, _ = await set_up(staff)
    code = app.at(staff.clock())
    assert await staff.enter(code=code)
    for stale in (code, app.at(staff.clock().timestamp() - 120)):
        with pytest.raises(SignInRefused):
            await staff.enter(code=stale)
    staff.clock.forward(seconds=30)
    assert await staff.enter(code=app.at(staff.clock()))


@pytest.mark.race
async def test_one_code_that_comes_twice_at_once_opens_one_session(staff: Staff) -> None:
    await staff.add()
    app, _ = await set_up(staff)
    code = app.at(staff.clock())
    ends = await asyncio.gather(*(staff.enter(code=code) for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(end, str) for end in ends) == 1


async def test_a_spare_code_is_good_once(staff: Staff) -> None:
    await staff.add()
    _, spares = await set_up(staff)
    assert len(set(spares)) == 8
    assert await staff.enter(code=f" {spares[0].upper()} ")
    with pytest.raises(SignInRefused):
        await staff.enter(code=spares[0])
    assert await staff.enter(code=spares[1])


async def test_a_second_factor_is_removed_with_a_code_of_it(staff: Staff) -> None:
    await staff.add()
    _, spares = await set_up(staff)
    session = await signed_in(staff, code=spares[1])
    with pytest.raises(InvalidInput, match="remove it first"):
        await staff.sign_in.set_up_factor(session, ANNS)
    with pytest.raises(SignInRefused):
        await staff.sign_in.remove_factor(session, "000000")
    await staff.sign_in.remove_factor(session, spares[0])
    assert await staff.enter()


async def test_setting_up_a_second_factor_signs_the_other_browsers_out(staff: Staff) -> None:
    await staff.add()
    there = await staff.enter()
    await set_up(staff)
    with pytest.raises(NotSignedIn):
        await staff.sign_in.who(there)


async def test_two_windows_that_set_up_a_second_factor_do_not_undo_each_other(staff: Staff) -> None:
    await staff.add()
    late = await signed_in(staff)
    await set_up(staff)
    with pytest.raises(InvalidInput, match="already"):
        await staff.sign_in.set_up_factor(late, ANNS)
    with pytest.raises(CodeWanted):
        await staff.enter()


async def test_codes_are_not_guessed_by_whoever_finds_a_browser_open(staff: Staff) -> None:
    await staff.add()
    app, spares = await set_up(staff)
    session = await signed_in(staff, code=spares[0])
    for guess in ("000000", "111111", "222222"):
        with pytest.raises(SignInRefused):
            await staff.sign_in.remove_factor(session, guess)
    with pytest.raises(TooManyTries):
        await staff.sign_in.remove_factor(session, app.at(staff.clock()))
    with pytest.raises(TooManyTries):
        await staff.sign_in.change_password(session, ANNS, "quite another password")


async def test_a_code_that_a_chinese_keyboard_made_wide_is_taken(staff: Staff) -> None:
    await staff.add()
    app, _ = await set_up(staff)
    wide = app.at(staff.clock()).translate({ord(str(digit)): 0xFF10 + digit for digit in range(10)})
    assert await staff.enter(code=f"{wide[:3]}\u3000{wide[3:]}")
    for wrong in ("１２", "六位数字", "\u0661\u0662\u0663\u0664\u0665\u0666"):
        with pytest.raises(SignInRefused):
            await staff.enter(code=wrong)


async def test_a_browser_that_signs_in_again_leaves_no_session_behind(staff: Staff) -> None:
    person = await staff.add()
    first = await staff.enter()
    _, second = await staff.sign_in.begin(ANN, ANNS, "", HERE, "a browser", instead_of=first)
    with pytest.raises(NotSignedIn):
        await staff.sign_in.who(first)
    assert [session.id for session in await staff.sign_in.sessions_of(person)] == [(await staff.sign_in.who(second)).id]
    with pytest.raises(SignInRefused):
        await staff.sign_in.begin(ANN, "wrong password", "", HERE, "a browser", instead_of=second)
    assert (await staff.sign_in.who(second)).person == person, "a wrong try ends nothing"


async def test_what_no_text_may_hold_is_refused_and_no_fault(staff: Staff) -> None:
    for login in ("ann\x00@shop.example", "\x00"):
        with pytest.raises((SignInRefused, InvalidInput)):
            await staff.enter(login)
    assert await staff.add()


async def test_a_password_in_the_wrong_field_is_not_written_down(staff: Staff) -> None:
    with pytest.raises(SignInRefused):
        await staff.enter(ANNS, "")
    assert (await staff.log())[-1].actor == "staff:no address"
