"""Forged, stolen and replayed tokens, choices, keys and payloads; two tabs at once; an order that moves on."""

import base64
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import jwt
import pytest

from tests.attacks.conftest import THIEF, Attacker, Victim, cancellable, move_on, snapshot
from tests.running import Running

pytestmark = pytest.mark.timeout(1500)


def proposal_of(service: Running, number: int, language: str = "en") -> tuple[Attacker, str, dict[str, Any]]:
    """A customer who is shown a cancellation of their own order: the talk, the order and the confirmation."""
    order_id, customer_id = cancellable(service, number)
    owner = Attacker(service, language, customer_id)
    ask = {"en": f"cancel order {order_id}", "zh": f"取消订单{order_id}"}
    shown = owner.say(ask[language])[-1]
    assert shown["kind"] == "confirmation", shown
    return owner, order_id, shown


# Tokens


def _body(token: str) -> dict[str, Any]:
    part = token.split(".")[1]
    decoded: dict[str, Any] = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return decoded


def _unsigned(token: str) -> str:
    head = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').decode().rstrip("=")
    return f"{head}.{token.split('.')[1]}."


TOKENS: dict[str, Callable[[str], str]] = {
    "none": lambda token: "",
    "rubbish": lambda token: "x" * 40,
    "unsigned": _unsigned,
    "without its signature": lambda token: ".".join(token.split(".")[:-1]) + ".",
    "signed by somebody else": lambda token: jwt.encode(_body(token), "k" * 32, "HS256"),
    "one letter changed": lambda token: token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1],
}


@pytest.mark.parametrize("name", TOKENS)
def test_a_forged_token_opens_nothing(service: Running, name: str) -> None:
    owner = Attacker(service, "en", cancellable(service, 0)[1])
    before = snapshot(service.place)
    forged = TOKENS[name](owner.token)
    for method, body in (("GET", None), ("POST", {"text": "yes"})):
        assert owner.http(method, f"/{owner.id}/messages", body, token=forged).status_code == 401
    assert snapshot(service.place) == before


def test_a_token_of_one_conversation_opens_no_other(service: Running) -> None:
    owner, thief = Attacker(service, "en", cancellable(service, 0)[1]), Attacker(service, "zh", THIEF)
    for method, body in (("GET", None), ("POST", {"text": "是"})):
        assert owner.http(method, f"/{owner.id}/messages", body, token=thief.token).status_code == 401


@pytest.mark.parametrize(
    "claims", [{"sub": "other"}, {"exp": 1}, {"aud": "else"}, {"iss": "thief"}, {"jti": ""}], ids=str
)
def test_an_identity_that_the_shop_did_not_sign_so_is_refused(service: Running, claims: dict[str, Any]) -> None:
    genuine = service.place.identity("C-1001")
    forged = jwt.encode({**_body(genuine), **claims}, "k" * 32, "HS256", headers={"kid": "tests"})
    answer = service.client.post("/api/v1/conversations", json={"language": "zh", "identity": forged})
    assert answer.status_code == 403


def test_an_identity_is_good_once(service: Running) -> None:
    identity = service.place.identity("C-1001")
    answers = [
        service.client.post("/api/v1/conversations", json={"language": "en", "identity": identity}) for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [201, 403]


def test_a_conversation_changes_hands_for_nobody(service: Running) -> None:
    thief = Attacker(service, "en", THIEF)
    body = {"identity": service.place.identity("C-1001")}
    assert thief.http("POST", f"/{thief.id}/identity", body).status_code == 409


# Choices


@pytest.mark.parametrize("language", ["en", "zh"])
def test_somebody_elses_choice_confirms_nothing(service: Running, language: str) -> None:
    owner, _, shown = proposal_of(service, 0, language)
    before = snapshot(service.place)
    thief = Attacker(service, language, THIEF)
    assert thief.send({"choice": shown["confirm"]}).status_code == 409
    assert snapshot(service.place) == before
    assert thief.audited == ["choice_refused"]
    owner.send({"choice": shown["decline"]})


CHOICES = [
    "ch_" + "A" * 22,
    "/affirm",
    "pr_0",
    "",
    " ",
    "a" * 10_000,
    "' OR 1=1 --",
    "确认",
    None,
    1,
    ["yes"],
    {"id": 1},
]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: repr(choice)[:20])
def test_a_made_up_choice_confirms_nothing(service: Running, choice: Any) -> None:
    owner, _, shown = proposal_of(service, 1)
    before = snapshot(service.place)
    assert owner.send({"choice": choice}).status_code in {409, 422}
    assert snapshot(service.place) == before
    owner.send({"choice": shown["decline"]})
    assert "confirmed" not in owner.audited


def test_a_proposals_own_id_is_no_choice(service: Running) -> None:
    owner, order_id, shown = proposal_of(service, 1)
    ((proposal_id,),) = service.place.store(
        "SELECT id FROM proposals WHERE state = 'open' AND conversation_id = ?", owner.id
    )
    assert owner.send({"choice": proposal_id}).status_code == 409
    assert service.place.shop("SELECT status FROM orders WHERE order_id = ?", order_id) == [("processing",)]
    owner.send({"choice": shown["decline"]})


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_yes_after_the_no_confirms_nothing(service: Running, language: str) -> None:
    owner, _, shown = proposal_of(service, 2, language)
    before = snapshot(service.place)
    owner.send({"choice": shown["decline"]})
    assert owner.send({"choice": shown["confirm"]}).status_code == 409
    owner.say("yes" if language == "en" else "是的")
    assert snapshot(service.place) == before
    assert owner.audited[-1] == "choice_refused" or "confirmed" not in owner.audited


PAYLOADS: list[Any] = [
    {"text": "yes", "customer_id": "C-1001"},
    {"text": "yes", "verified": True},
    {"text": "yes", "choice": "x"},
    {"text": "yes", "command": "/affirm"},
    {"text": "yes", "metadata": {"customer_id": "C-1001"}},
    {"text": ["yes"]},
    {"text": None},
    [],
    "yes",
]


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda payload: repr(payload)[:40])
def test_a_payload_with_more_than_it_may_hold_is_refused(service: Running, payload: Any) -> None:
    owner, _, shown = proposal_of(service, 1)
    before = snapshot(service.place)
    assert owner.send(payload).status_code == 422
    assert snapshot(service.place) == before
    owner.send({"choice": shown["decline"]})


# Replays and races


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_replayed_yes_writes_once(service: Running, language: str) -> None:
    owner, order_id, shown = proposal_of(service, 0, language)
    for _ in range(4):
        assert owner.send({"choice": shown["confirm"]}, key="the same key").status_code == httpx.codes.OK
    assert owner.send({"choice": shown["confirm"]}, key="another key").status_code == 409
    assert owner.send({"text": "yes, cancel it too"}, key="the same key").status_code == 422
    _assert_cancelled_once(service, owner, order_id)


@pytest.mark.race
@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_tabs_at_once_write_once(service: Running, language: str) -> None:
    owner, order_id, shown = proposal_of(service, 0, language)
    yes = "yes, cancel it" if language == "en" else "确认取消"
    tabs: list[dict[str, str]] = [{"choice": shown["confirm"]}, {"choice": shown["confirm"]}, {"text": yes}]
    with ThreadPoolExecutor(len(tabs)) as pool:
        answers = list(pool.map(lambda number: owner.send(tabs[number], key=f"tab {number}"), range(len(tabs))))
    assert {answer.status_code for answer in answers} <= {200, 409}
    _assert_cancelled_once(service, owner, order_id)


@pytest.mark.race
def shown_one_of_two(service: Running, language: str) -> tuple[Attacker, dict[str, Any], str]:
    """Somebody who is shown what cancelling one of their orders would do, and has another."""
    several = """
        SELECT customer_id, min(order_id), max(order_id) FROM orders
        WHERE status = 'processing' AND payment_status = 'paid' AND customer_id IS NOT NULL
        GROUP BY customer_id HAVING count(*) > 1 ORDER BY customer_id
    """
    customer_id, shown_order, other_order = service.place.shop(several)[0]
    owner = Attacker(service, language, customer_id)
    shown = owner.say({"en": "cancel order {}", "zh": "取消订单{}"}[language].format(shown_order))[-1]
    assert shown["kind"] == "confirmation", shown
    return owner, shown, other_order


@pytest.mark.parametrize("word", ["pressed", "typed"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_yes_that_waits_behind_another_wish_is_none_to_what_that_brings(
    service: Running, language: str, word: str
) -> None:
    owner, shown, other_order = shown_one_of_two(service, language)
    wish = {"en": "cancel order {}", "zh": "取消订单{}"}[language]
    before = snapshot(service.place)
    # The other wish is still being answered when the yes comes.
    assert owner.http("POST", f"/{owner.id}/messages", {"text": wish.format(other_order)}).status_code == 202
    yes = {"choice": shown["confirm"]} if word == "pressed" else {"text": {"en": "yes", "zh": "是"}[language]}
    assert owner.send(yes).status_code in {200, 409}
    assert snapshot(service.place) == before
    assert owner.decided == []
    # Once it has been shown it can be had.
    again = next(part for part in reversed(owner.heard) if part["kind"] == "confirmation")
    assert other_order in again["summary"], again
    assert owner.say({"en": "no", "zh": "不要"}[language]), "nothing is left open for the tests to come"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_no_that_waits_behind_another_wish_is_none_to_what_that_brings(service: Running, language: str) -> None:
    owner, _, other_order = shown_one_of_two(service, language)
    wish = {"en": "cancel order {}", "zh": "取消订单{}"}[language]
    assert owner.http("POST", f"/{owner.id}/messages", {"text": wish.format(other_order)}).status_code == 202
    assert owner.send({"text": {"en": "no", "zh": "不要"}[language]}).status_code == 200
    again = next(part for part in reversed(owner.heard) if part["kind"] == "confirmation")
    assert other_order in again["summary"], again
    assert owner.http("POST", f"/{owner.id}/messages", {"choice": again["decline"]}).status_code == 202, "it stands"
    assert owner.decided == []


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_yes_between_a_wish_and_the_same_wish_is_to_what_is_shown(service: Running, language: str) -> None:
    """Who is impatient sends it twice, and says yes to the first answer while the second is on its way."""
    owner, order_id, _ = proposal_of(service, 0, language)
    wish = {"en": "cancel order {}", "zh": "取消订单{}"}[language].format(order_id)
    assert owner.http("POST", f"/{owner.id}/messages", {"text": wish}).status_code == 202
    assert owner.send({"text": {"en": "yes", "zh": "是的"}[language]}).status_code == 200
    assert owner.audited.count("written") == 1, owner.heard[-3:]


@pytest.mark.race
def test_two_conversations_of_one_customer_cancel_once(service: Running) -> None:
    one, order_id, shown = proposal_of(service, 0)
    ((customer_id,),) = service.place.shop("SELECT customer_id FROM orders WHERE order_id = ?", order_id)
    two = Attacker(service, "zh", customer_id)
    other = two.say(f"取消订单{order_id}")[-1]
    with ThreadPoolExecutor(2) as pool:
        pairs = [(one, shown), (two, other)]
        list(pool.map(lambda pair: pair[0].send({"choice": pair[1]["confirm"]}), pairs))
    log = one.audited + two.audited
    assert log.count("written") == 1
    assert "refused" in log
    assert service.place.shop("SELECT count(*) FROM refunds WHERE order_id = ?", order_id) == [(1,)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_an_order_that_was_shipped_between_proposal_and_yes_is_left_alone(service: Running, language: str) -> None:
    owner, order_id, shown = proposal_of(service, 0, language)
    move_on(service.place, order_id, "shipped")
    before = snapshot(service.place)
    owner.send({"choice": shown["confirm"]})
    owner.say("yes" if language == "en" else "是的")
    assert snapshot(service.place) == before
    assert "refused" in owner.audited
    assert "written" not in owner.audited


def _assert_cancelled_once(service: Running, owner: Attacker, order_id: str) -> None:
    assert service.place.shop("SELECT status FROM orders WHERE order_id = ?", order_id) == [("cancelled",)]
    assert service.place.shop("SELECT count(*) FROM refunds WHERE order_id = ?", order_id) == [(1,)]
    assert service.place.shop("SELECT count(*) FROM writes WHERE order_id = ?", order_id) == [(1,)]
    assert owner.audited.count("written") == 1


# The listener that decides is not the public one


@pytest.mark.parametrize("path", ["/webhook", "/metrics"])
def test_the_private_routes_are_not_on_the_public_listener(service: Running, victim: Victim, path: str) -> None:
    for answer in (service.client.get(path), service.client.post(path, json={"decision": "approve", "by": "me"})):
        assert answer.status_code in {404, 405}


@pytest.mark.parametrize("path", ["handoffs", "approvals", "approvals/pr_0", "conversations/c_0/take"])
def test_the_desk_opens_to_nobody_without_an_account(service: Running, victim: Victim, path: str) -> None:
    """What opens the private listener, or a shopper's conversation, opens nothing of the desk on the public one."""
    bearer = {"Authorization": f"Bearer {service.begin(victim.customer).token}"}
    for headers in ({}, {"X-Shoptalk-Secret": "guess"}, bearer, {"Cookie": "shoptalk-desk=guess"}):
        asked = service.client.get(f"/api/v1/desk/{path}", headers=headers)
        told = service.client.post(f"/api/v1/desk/{path}", json={"decision": "approve"}, headers=headers)
        assert {asked.status_code, told.status_code} <= {401, 405}
        assert 401 in {asked.status_code, told.status_code}
