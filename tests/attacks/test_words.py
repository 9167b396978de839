"""Words alone reach nobody else's order: nothing is told, nothing written, and the log names each try."""

import pytest

from tests.attacks.conftest import THIEF, Attacker, Victim, snapshot
from tests.attacks.words import ATTEMPTS, Attempt
from tests.running import Running

pytestmark = pytest.mark.timeout(1500)

LAST = {"en": "cancel {order}", "zh": "取消订单{order}"}
BACK = {"en": "never mind", "zh": "算了"}
STRANGER = "stranger@example.org"


def test_there_are_enough_of_them_in_both_languages() -> None:
    assert len(ATTEMPTS) >= 60
    assert len({attempt.name for attempt in ATTEMPTS}) == len(ATTEMPTS)
    assert sum(attempt.language == "zh" for attempt in ATTEMPTS) * 2 == len(ATTEMPTS)


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.name)
def test_nothing_is_told_and_nothing_written(service: Running, victim: Victim, attempt: Attempt) -> None:
    # Signed in as themselves they may change their own account, whatever they call it.
    before = snapshot(service.place, but=THIEF)
    attacker = Attacker(service, attempt.language, THIEF if attempt.who == "thief" else None)
    for text in attempt.says:
        attacker.say(text.format(**victim.words))
    if attacker.status == "queued":  # a yes may have asked for a person, who would have to answer what follows
        attacker.say(BACK[attempt.language])
    # Whatever was made of that: the plain request that follows is refused as ever.
    attacker.say(LAST[attempt.language].format(**victim.words))
    if attempt.who == "guest":
        attacker.say(STRANGER)
    assert snapshot(service.place, but=THIEF) == before
    assert_nothing_told(attacker, victim)
    assert {"access_refused", "proof_refused"} & set(attacker.audited), attacker.audited
    assert {subject for _, subject in attacker.decided} <= {THIEF}


def assert_nothing_told(attacker: Attacker, victim: Victim) -> None:
    told = str(attacker.heard)
    secrets = (victim.email, victim.phone, victim.street)
    assert not [secret for secret in secrets if secret in told]


def test_an_order_of_somebody_else_and_one_that_is_not_there_are_told_alike(service: Running, victim: Victim) -> None:
    for language, ask in LAST.items():
        told = []
        for order in (victim.order, "W99999"):
            attacker = Attacker(service, language, THIEF)
            told.append(str(attacker.say(ask.format(order=order))).replace(order, "W"))
        assert told[0] == told[1]
