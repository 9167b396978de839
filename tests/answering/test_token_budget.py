from bot.answering.token_budget import HOUR, TokenBudget


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_tokens_come_back_after_an_hour() -> None:
    clock = Clock()
    budget = TokenBudget(100, clock)
    budget.spend("a", 70)
    clock.now += HOUR / 2
    budget.spend("a", 50)
    assert budget.left("a") == 0
    clock.now += HOUR / 2 + 1
    assert budget.left("a") == 50
    clock.now += HOUR
    assert budget.left("a") == 100


def test_each_address_has_its_own() -> None:
    budget = TokenBudget(100, Clock())
    budget.spend("a", 100)
    assert (budget.left("a"), budget.left("b")) == (0, 100)


def test_none_at_all_is_a_setting_too() -> None:
    assert TokenBudget(0, Clock()).left("a") == 0
