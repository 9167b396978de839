"""Why goods go back, and what is wrong with them."""

import re
from dataclasses import replace
from typing import Final

from actions.base import Reply
from actions.case import Case
from actions.draft import Draft
from actions.facts.fact import Fact, offer
from actions.progress import Step
from bot.commerce.changes import Problem
from bot.orders.wishes.problems import problem_meant
from bot.orders.wishes.reasons import reason_meant

_LONGEST: Final = 500
# Says that there is a problem, and not that the wrong thing came.
_VAGUE: Final = re.compile(r"\b(?:something|anything|what)(?:'s| is| was)? wrong\b", re.IGNORECASE)


class Reason(Fact):
    """Why: one of the shop's own reasons, where it takes no others."""

    step = Step.REASON

    def is_open(self, case: Case) -> bool:
        return bool(case.rule.reasons) and case.draft.reason is None

    def is_known(self, case: Case) -> bool:
        return case.draft.reason is not None

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        meant = reason_meant(words, case.rule.reasons) if case.rule.reasons else None
        return replace(case.draft, reason=meant.en) if meant else None

    def chosen(self, value: str, case: Case) -> Draft | None:
        known = any(reason.en == value for reason in case.rule.reasons)
        return replace(case.draft, reason=value) if known else None

    def ask(self, case: Case, reply: Reply) -> None:
        reply.say("wanted_reason")
        offer(reply, ((reason.in_language(reply.language), reason.en) for reason in case.rule.reasons))


class WhatIsWrong(Fact):
    """What is wrong with the goods, with the shopper's own words."""

    step = Step.PROBLEM

    def is_open(self, case: Case) -> bool:
        return case.draft.problem is None

    def read(self, words: str, case: Case, *, asked: bool) -> Draft | None:
        meant = problem_meant(_VAGUE.sub(" ", words))
        if meant is None:
            return None
        said = case.draft.words or words.strip()[:_LONGEST]
        return replace(case.draft, problem=meant, words=said)

    def chosen(self, value: str, case: Case) -> Draft | None:
        return replace(case.draft, problem=Problem(value)) if value in set(Problem) else None

    def ask(self, case: Case, reply: Reply) -> None:
        reply.say("wanted_problem")
        offer(reply, ((reply.words(f"choice_problem_{problem}"), problem.value) for problem in Problem))
