"""The simulated customer: says its task's sentences, answers what it is asked, says yes only to what it came for."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from tests.retail.choosing import choose, fits_any, is_whole
from tests.retail.describing import address_of, order_words, person_words, town_of, ways_of
from tests.retail.heard import Heard, Part, Topic, hear
from tests.retail.judgement import Judgement, rows_of_goods
from tests.retail.script import Script, When, Wish, parts_of, script_of, segments
from tests.retail.speech import Voice
from tests.retail.stand import Stand
from tests.retail.task import Task
from tests.retail.words import Goods, all_words, content

_PATIENCE: Final = 5
"""Nobody answers the same question for ever."""
_MOST_DECLINED: Final = 3
_WHOLE: Final = re.compile(r"\b(?:all|everything|whole|entire|every)\b", re.IGNORECASE)
_ALL_GOODS: Final = re.compile(
    r"\b(?:all|every)(?: of)?(?: my| the)?(?: possible)? (?:items?|things?|goods)\b|\beverything\b|\bwhole order\b",
    re.IGNORECASE,
)
_ABOUT_ACTS: Final = frozenset({Topic.ORDER, Topic.GOODS, Topic.INSTEAD, Topic.PAYMENT, Topic.REASON, Topic.ADDRESS})
_ASKED_ACTS: Final[Mapping[str, str]] = {
    "cancel": r"\bcancel",
    "return": r"\breturn|go back",
    "exchange": r"\bexchang|\bchanging or\b|\bthe item\b|like instead|\bitem from\b",
    "address": r"\baddress|go to another",
}


@dataclass(frozen=True)
class Say:
    """What the customer does next: words, or the choice with an id."""

    text: str = ""
    choice: str = ""


@dataclass(frozen=True)
class Answer:
    """One way to answer: an act of speech with its words, or a choice."""

    act: str = ""
    words: str = ""
    choice: str = ""


@dataclass
class Customer:
    """One customer in one conversation; `judgement` knows which changes were asked for, and nothing else does."""

    task: Task
    voice: Voice
    judgement: Judgement
    goods: Goods
    is_done: bool = False
    unsure: int = 0
    """How often there was nothing in the text to answer with."""
    misunderstood: int = 0
    """How often the bot said that it did not understand, or did not know."""
    declined: int = 0
    """How many confirmations showed something else than was wanted."""

    script: Script = field(init=False)
    _stands: list[Stand] = field(init=False)
    _current: Stand = field(init=False)
    _later: list[tuple[Stand, str]] = field(default_factory=list)
    """What is still to be said, of which wish."""
    _asked: Counter[str] = field(default_factory=Counter)
    _given: set[tuple[str, str]] = field(default_factory=set)
    """What was answered, by the question."""
    _money_shown: str = ""
    """Where the money was to go in the last confirmation."""
    _shown: dict[str, Sequence[str]] = field(default_factory=dict)
    """The goods of each order that the bot has shown."""

    def __post_init__(self) -> None:
        self.script = script_of(self.task.wish, self.task.knowledge, self.task.manner, self.goods)
        wishes = self.script.wishes or (Wish((self.task.wish,)),)
        self._stands = [Stand(part, wish, self.goods) for wish in wishes for part in parts_of(wish, self.goods)]
        self._current = self._stands[0]
        self._at_confirmation = list(self.script.at_confirmation)
        self._answers = [list(answer.answers) for answer in self.script.answers]

    def begin(self) -> Say:
        is_chatty = self.voice.is_chatty()
        is_at_once = self.script.is_at_once or (is_chatty and not self.script.is_terse)
        wholes = list(dict.fromkeys(stand.whole for stand in self._stands))
        opening = wholes if is_at_once else wholes[:1]
        for stand in self._stands:
            stand.is_said = stand.whole in opening
        return Say(self.voice.say("open", ". ".join(wish.said for wish in opening)))

    def answer(self, parts: Sequence[Part]) -> Say:
        """What is said to a reply; sets `is_done` when there is nothing more to say."""
        heard = hear(parts)
        self._shown.update(heard.orders)
        self.misunderstood += heard.is_confused
        if heard.confirmation:
            return self._decide(heard.confirmation, heard)
        self._follow(heard)
        if heard.is_done:
            self._take_up_done()
        if heard.is_summed_up:
            for stand in self._stands:
                stand.is_said_again = stand.is_said_again or (stand.is_of_many and bool(stand.done))
        if heard.refusal and (said := self._otherwise(heard)):
            return said
        for stand in self._stands:
            stand.note_answer(heard)
        if heard.is_only_told:
            return self._go_on()
        if heard.topic not in (Topic.NONE, Topic.ELSE):
            return self._reply_to(heard)
        return self._granted(heard) or self._go_on()

    # Confirmations

    def _decide(self, shown: Part, heard: Heard) -> Say:
        stand = max(self._stands, key=lambda one: one.fits(shown) + 0.5 * (one is self._current))
        self._current = stand
        self._money_shown = _money_of(shown)
        if self.judgement.wants(shown):
            self.judgement.note(shown)
            stand.confirm(shown)
            self._forget(stand)
            self._later = [(one, words) for one, words in self._later if one is not stand or stand.is_open]
            for other in self._stands:
                other.ask_anew()
            return Say(choice=shown["confirm"])
        self.declined += 1
        stand.declined += 1
        self._forget(stand)
        if heard.refusal and stand.refused_by(heard) and (fallback := stand.fall_back(When.REFUSED)):
            # What was refused comes with something in its place, which is not it.
            return Say(self.voice.say("otherwise", fallback.said))
        if self._at_confirmation:
            words = self._at_confirmation.pop(0)
            stand.amend(words)
            return Say(self.voice.say("amend", words))
        if stand.declined == 1 and (said := self._correction(stand, shown)):
            return Say(self.voice.say("amend", said))
        if stand.declined > _MOST_DECLINED and (fallback := stand.fall_back(When.REFUSED)):
            # What is shown time and again instead is as good as a refusal.
            self._later.insert(0, (stand, self.voice.say("otherwise", fallback.said)))
        elif stand.declined > _MOST_DECLINED:
            stand.is_given_up = True
        elif not stand.is_given_up:
            self._later.insert(0, (stand, self.voice.say("wrong", self._complaint(stand, shown))))
        return Say(choice=shown["decline"])

    def _correction(self, stand: Stand, shown: Part) -> str:
        """Goods that are too many or too few, said to what is shown instead of a plain no."""
        missing, extra = self._differences(stand, shown)
        is_other = not self._is_of_all_goods(stand) and missing and len(missing) == len(stand.left)
        if not rows_of_goods(shown) or is_other or not (missing or extra):
            return ""
        said = [f"Not the {' and the '.join(extra)}"] if extra else []
        if missing:
            is_swap = "exchange" in stand.wish.acts
            told = [segments(stand.wish, name, self.goods) for name in missing] if is_swap else []
            said += [f"Also the {' and the '.join(missing)}", *filter(None, told)]
        return ". ".join(said)

    def _differences(self, stand: Stand, shown: Part) -> tuple[list[str], list[str]]:
        """The goods that are wanted and not shown, and those that are shown and not wanted."""
        names = list(dict.fromkeys(row["field"] for row in rows_of_goods(shown)))
        if hidden := self.goods.named(" ".join(self.script.hidden)):
            # It may point at what is shown, though not tell what it knows.
            return [], [name for name in names if bool(self.goods.find(name, hidden)) == self._is_hidden_kept]
        missing = [name for name in stand.left if not self.goods.find(name, names)]
        if self._is_of_all_goods(stand) or not stand.wish.goods:
            return missing, []
        return missing, [name for name in names if not self.goods.find(name, stand.wish.goods)]

    @property
    def _is_hidden_kept(self) -> bool:
        """Whether what is not told is what is to stay: "everything except ..."."""
        return bool(re.search(r"\bexcept\b|\bbut not\b", " ".join(self.script.hidden), re.IGNORECASE))

    def _is_of_all_goods(self, stand: Stand) -> bool:
        return len(stand.wish.goods) < 2 and bool(_ALL_GOODS.search(stand.wish.said))

    def _forget(self, stand: Stand) -> None:
        """A new start: what was answered before may be answered again."""
        mark = f" {self._stands.index(stand)} "
        self._given = {given for given in self._given if mark not in given[0]}
        for key in [key for key in self._asked if mark in key]:
            del self._asked[key]

    def _complaint(self, stand: Stand, shown: Part) -> str:
        """What is wrong with it, as far as the text and what was shown tell."""
        missing, extra = self._differences(stand, shown)
        said = [fallback.said for fallback in stand.fallbacks if fallback.when is When.WRONG][:1]
        if any(act in shown["summary"].casefold() and act not in stand.wish.acts for act in ("cancel", "return")):
            said += list(stand.wish.guards)
        elif extra:
            said.append(f"Not the {' and the '.join(extra)}")
        said.append(stand.wish.said)
        if missing and len(missing) < len(stand.left):
            said.append(f"Also the {' and the '.join(missing)}")
        ways = self._ways(stand)
        money = self._money_shown
        if money and ways and not _is_way(ways[0], money) and ways[0] not in stand.wish.said:
            said.append(f"Use {ways[0]}")
        return ". ".join(said)

    # Questions

    def _reply_to(self, heard: Heard) -> Say:
        about = next(iter(self.goods.named(heard.question)), "")
        # What is wanted instead begins anew.
        key = f"{heard.topic.value} {self._stands.index(self._current)} {about} {len(self._current.fallbacks)}"
        self._asked[key] += 1
        if self._asked[key] > _PATIENCE:
            self._current.is_given_up = True
            return self._go_on()
        if told := self._cued(heard):
            return told
        if heard.topic is Topic.INSTEAD and self._asked[key] == 1:
            self._current.revive()
        if heard.topic in _ABOUT_ACTS and not self._current.is_open:
            return self._no_more()
        handlers: Mapping[Topic, Callable[[Heard], Iterator[Answer]]] = {
            Topic.ORDER: self._orders,
            Topic.GOODS: self._things,
            Topic.INSTEAD: self._instead,
            Topic.PAYMENT: self._payment,
            Topic.ADDRESS: self._address,
            Topic.REASON: self._reason,
            Topic.PERSON: self._person,
        }
        for answer in chain(handlers.get(heard.topic, self._again)(heard), self._again(heard)):
            title = next((item["title"] for item in heard.choices if item["id"] == answer.choice), "")
            given = (key, title or answer.words or answer.act)
            if given not in self._given:
                self._given.add(given)
                return Say(choice=answer.choice) if answer.choice else Say(self.voice.say(answer.act, answer.words))
        return self._stuck(heard)

    def _no_more(self) -> Say:
        """It asks about what is done or given up."""
        if self._later or any(one.is_open and not one.is_said_again for one in self._stands):
            return self._go_on()
        self._asked["left"] += 1
        return Say(self.voice.say("leave")) if self._asked["left"] == 1 else self._go_on()

    def _cued(self, heard: Heard) -> Say | None:
        """What the text says to answer when just this is asked."""
        for at, answer in enumerate(self.script.answers):
            if self._answers[at] and _is_cue(answer.about, heard):
                said = self._answers[at].pop(0)
                if picked := choose(heard.choices, said):
                    return Say(choice=picked)
                act = "number" if re.fullmatch(r"\d+", said) else "answer"
                return Say(self.voice.say(act, said))
        return None

    def _orders(self, heard: Heard) -> Iterator[Answer]:
        stand = self._current
        numbers = re.findall(r"#?W\d{7}", stand.wish.said) or self.script.orders
        for number in numbers:
            picked = next((item["id"] for item in heard.choices if number.lstrip("#") in item["title"]), "")
            yield Answer(choice=picked) if picked else Answer("number", number)
        wanted = stand.left or list(stand.wish.goods)
        told = list(dict.fromkeys([*order_words(stand.wish, wanted), *order_words(stand.whole, ())]))
        yield from (Answer(act, words) for act, words in told if _WHOLE.search(words) and act == "answer")
        fitting = self._with_goods(heard, wanted)
        if len(fitting) == 1 or len(heard.choices) == 1:
            yield Answer(choice=[*fitting, heard.choices[0]["id"]][0])
        for answer in self.script.answers:
            if content(answer.about) & content(" ".join(wanted)):
                yield from (Answer("answer", words) for words in answer.answers)
        yield from (Answer(act, words) for act, words in told)
        if _WHOLE.search(stand.wish.said):
            yield Answer("all")
        yield from (Answer(choice=picked) for picked in fitting)
        if stand.is_of_many:
            # Who means them all takes them one after the other.
            yield from (Answer(choice=item["id"]) for item in heard.choices)

    def _with_goods(self, heard: Heard, wanted: Sequence[str]) -> list[str]:
        """The orders that are shown to hold any of the goods."""
        fitting = []
        for item in heard.choices:
            number = next(iter(re.findall(r"W\d{7}", item["title"])), "")
            held = [*self._shown.get(number, ()), *re.split(r",| and |: ", item["title"])]
            if any(self.goods.find(name, held) for name in wanted):
                fitting.append(item["id"])
        return fitting

    def _things(self, heard: Heard) -> Iterator[Answer]:
        said = self._current.wish.said
        if excepted := re.search(r"\b(?:everything|all)\b[^.,]*\bexcept\b[^.,]*", said, re.IGNORECASE):
            yield Answer("answer", excepted.group())
        whole = [item["id"] for item in heard.choices if _WHOLE.search(item["title"])]
        if self._is_of_all_goods(self._current) and not excepted:
            yield Answer(choice=whole[0]) if whole else Answer("all")
        if self._is_hidden_kept and (kept := self.goods.named(" ".join(self.script.hidden))):
            others = [item["title"] for item in heard.choices if item["id"] not in whole]
            yield Answer("goods", " and the ".join(name for name in others if not self.goods.find(name, kept)))
        wanted = self._current.left or list(self._current.wish.goods)
        fitting = [item for item in heard.choices if self.goods.find(item["title"], wanted)]
        words = " ".join([said, *self.script.hidden])
        if len(fitting) == 1 and len(wanted) == 1:
            yield Answer(choice=fitting[0]["id"])
        if len(fitting) > 1 and len(wanted) == 1 and re.search(r"\b(?:two|both|all)\b", said):
            yield Answer("all")
        if len(fitting) > 1 and len(wanted) == 1 and (picked := choose(fitting, words)):
            yield Answer(choice=picked)
        if wanted and fitting:
            yield Answer("goods", " and the ".join(wanted))
        if picked := choose(heard.choices, words):
            yield Answer(choice=picked)
        yield from self._again(heard)
        yield from (Answer(choice=item["id"]) for item in fitting)

    def _instead(self, heard: Heard) -> Iterator[Answer]:
        wish = self._current.wish
        item = next(iter(self.goods.named(heard.question)), "") or next(iter(self._current.left), "")
        said = (segments(wish, item, self.goods) if item else "") or wish.said
        picked = choose(heard.choices, f"{said}. {' '.join(self.script.hidden)}")
        if len(heard.choices) == 1:
            yield Answer(choice=heard.choices[0]["id"])
        if picked and is_whole(heard.choices, said, picked):
            yield Answer(choice=picked)
        further = next((one for one in self._current.fallbacks if one.when is When.REFUSED), None)
        if not picked and further and fits_any(heard.choices, further.said):
            self._current.fall_back(When.REFUSED)
            yield Answer("otherwise", further.said)
        yield Answer("answer", said)
        if picked:
            yield Answer(choice=picked)
        yield Answer("again", wish.said)

    def _payment(self, heard: Heard) -> Iterator[Answer]:
        for way in self._ways(self._current):
            fitting = [item["id"] for item in heard.choices if self._is_meant(way, item["title"].casefold())]
            yield Answer(choice=fitting[0]) if len(fitting) == 1 else Answer("payment", way)
        yield Answer("original")
        yield from (Answer(choice=item["id"]) for item in heard.choices)

    def _is_meant(self, way: str, title: str) -> bool:
        """ "The other card" is none of those that the last confirmation showed."""
        if not re.search(r"\bother\b", way):
            return _is_way(way, title)
        label = title.split(":")[0].strip()
        return _is_way("card", title) and label not in self._money_shown

    def _address(self, heard: Heard) -> Iterator[Answer]:
        if picked := choose(heard.choices, town_of(self._current.wish, self.script, self.task.knowledge)):
            yield Answer(choice=picked)
        for words in address_of(self._current.wish, self.script, self.task.knowledge):
            is_default = re.search(r"\bdefault|\bprofile|\buser address", words, re.IGNORECASE)
            picked = choose(heard.choices, words) if is_default else ""
            yield Answer(choice=picked) if picked else Answer("answer", words)

    def _reason(self, heard: Heard) -> Iterator[Answer]:
        said = self._current.wish.said
        is_mistake = re.search(r"\b(?:by mistake|by accident|mistakenly|accidentally)\b", said, re.IGNORECASE)
        reason = "ordered by mistake" if is_mistake else "no longer needed"
        if picked := choose(heard.choices, reason):
            yield Answer(choice=picked)
        why = re.search(r"\b(?:because|since|as) (?!soon|well|much)([^.,)]+)", said)
        if why:
            yield Answer("reason", why.group(1))
        yield Answer("reason", reason)

    def _person(self, heard: Heard) -> Iterator[Answer]:
        if words := person_words(heard.question, self.task.knowledge):
            yield Answer("answer", words)

    def _again(self, heard: Heard) -> Iterator[Answer]:
        """The wish in other words, when the bot does not see what is wanted."""
        stand = self._current
        if picked := choose(heard.choices, " ".join([*sorted(stand.wish.acts), stand.wish.said])):
            yield Answer(choice=picked)
        if stand.is_open:
            yield Answer("again", stand.wish.said)
            yield Answer("again", stand.wish.head)

    def _stuck(self, heard: Heard) -> Say:
        """Nothing in the text answers it: what else is wanted, another wish, or an honest "I don't know"."""
        if fallback := self._current.fall_back(When.REFUSED):
            return Say(self.voice.say("otherwise", fallback.said))
        if heard.topic is Topic.AGAIN or self._asked["unsure"]:
            self._current.is_given_up = True
            return self._go_on()
        self._asked["unsure"] += 1
        self.unsure += 1
        return Say(self.voice.say("unsure"))

    def _ways(self, stand: Stand) -> list[str]:
        """The ways to pay that the text names: of this wish first, and what it has changed to above what it was."""
        own = ways_of(stand.wish.said)
        has_changed = len(self.script.at_confirmation) > len(self._at_confirmation) or stand.has_fallen_back
        others = [one.wish.said for one in self._stands]
        further = [fallback.said for one in (stand, *self._stands) for fallback in one.fallbacks]
        return list(dict.fromkeys([*(own[::-1] if has_changed else own), *ways_of(". ".join([*further, *others]))]))

    # What was refused, granted, done

    def _otherwise(self, heard: Heard) -> Say | None:
        """What the text says for when something cannot be had."""
        fitting = {
            at: stand.refused_by(heard) for at, stand in enumerate(self._stands) if stand.is_said and stand.is_open
        }
        at = max(fitting, key=lambda one: fitting[one] + 2 * (self._stands[one] is self._current), default=None)
        has_moved_on = heard.has_moved_on and heard.topic not in (Topic.NONE, Topic.ELSE)
        if at is None or not fitting[at]:
            return None if has_moved_on else self._settle(heard) or self._leave(heard)
        stand = self._stands[at]
        fallback = stand.fall_back(When.REFUSED)
        assert fallback is not None
        if has_moved_on:
            self._later.append((stand, self.voice.say("otherwise", fallback.said)))
            return None
        self._current = stand
        alike = [
            item
            for item in heard.choices
            if content(item["title"]) and content(item["title"]) <= content(fallback.said)
        ]
        return Say(choice=alike[0]["id"]) if len(alike) == 1 else Say(self.voice.say("otherwise", fallback.said))

    def _settle(self, heard: Heard) -> Say | None:
        """What is offered instead is what the customer has said already that it would take."""
        alike = [
            item
            for item in heard.choices
            if 0 < len(content(item["title"])) == len(content(item["title"]) & self._willing)
        ]
        alike = alike or [item for item in heard.choices if self._is_other_act(item["title"])]
        return Say(choice=alike[0]["id"]) if len(alike) == 1 and self._current.is_open else None

    def _is_other_act(self, title: str) -> bool:
        """Of "cancel or return", the one that can still be had."""
        acts = self._current.wish.acts - {"question"}
        return len(acts) > 1 and bool(all_words(title) & acts) and not content(title) - {"something"}

    @property
    def _willing(self) -> frozenset[str]:
        return content(self._current.wish.said) if self._current.has_fallen_back else frozenset()

    def _leave(self, heard: Heard) -> Say | None:
        """What is offered in place of what was refused is not wanted when the text does not say so."""
        if heard.choices and heard.topic is Topic.OTHER and not heard.question.endswith("?"):
            offered = all_words(" ".join(item["title"] for item in heard.choices))
            is_understood = bool(offered & self._current.wish.acts)
            self._current.is_given_up = is_understood or self._current.has_been_left
            self._current.has_been_left = True
            return Say(self.voice.say("leave"))
        return None

    def _granted(self, heard: Heard) -> Say | None:
        """What follows upon an answer: a price is low enough, or the thing is to be had."""
        stand = self._current
        if not stand.fallbacks or heard.is_confused or heard.refusal:
            return None
        first = stand.fallbacks[0]
        if first.when in (When.BELOW, When.ABOVE) and (told := heard.prices):
            met = {amount < first.limit if first.when is When.BELOW else amount > first.limit for amount in told}
            if len(met) > 1:
                return None
            is_met = met.pop()
            found = stand.fall_back(first.when if is_met else When.REFUSED)
            if is_met:
                stand.fallbacks = [one for one in stand.fallbacks if one.when is not When.REFUSED]
            return Say(self.voice.say("otherwise", found.said)) if found else None
        if first.when is When.GRANTED and (stand.wish.is_question or stand.has_fallen_back):
            stand.fall_back(When.GRANTED)
            return Say(self.voice.say("otherwise", first.said))
        return None

    def _take_up_done(self) -> None:
        for stand in self._stands:
            is_over = stand.is_over
            while is_over and (fallback := stand.fall_back(When.DONE)):
                self._later.append((stand, self.voice.say("next", fallback.said)))

    def _follow(self, heard: Heard) -> None:
        """Which wish the bot is speaking of."""
        spoken = heard.question or heard.words
        named = self.goods.named(spoken)
        asked = f"{heard.moved_on_to} {heard.question}".casefold()

        def fit(stand: Stand) -> float:
            fits = 4.0 * any(self.goods.find(name, stand.wish.goods) for name in named) + 0.5 * (stand is self._current)
            fits += 3 * any(act in stand.wish.acts and re.search(words, asked) for act, words in _ASKED_ACTS.items())
            fits += 2 * (heard.topic in _ABOUT_ACTS and not stand.wish.is_question)
            return fits + 1.5 * stand.is_open

        said = [stand for stand in self._stands if stand.is_said]
        self._current = max(said, key=fit)

    # Going on

    def _go_on(self) -> Say:
        if self._later:
            self._current, words = self._later.pop(0)
            return Say(words)
        if stand := next((one for one in self._stands if not one.is_said), None):
            for other in self._stands:
                other.is_said = other.is_said or other.whole is stand.whole
            self._current = stand
            return Say(self.voice.say("next", stand.whole.said))
        if stand := next((one for one in self._stands if one.is_open and not one.is_said_again), None):
            stand.is_said_again, self._current = True, stand
            return Say(self.voice.say("again", self._rest(stand)))
        for stand in self._stands:
            # Asked for twice and not given: as good as refused.
            if stand.is_open and (fallback := stand.fall_back(When.REFUSED)):
                self._current, stand.is_said_again = stand, True
                return Say(self.voice.say("otherwise", fallback.said))
        if any(stand.done for stand in self._stands):
            for stand in self._stands:
                if fallback := stand.fall_back(When.DONE):
                    return Say(self.voice.say("next", fallback.said))
        self.is_done = True
        return Say(self.voice.say("bye"))

    def _rest(self, stand: Stand) -> str:
        """What is still wanted of a wish; the request alone when all of it was said in vain."""
        left = stand.left
        if not stand.done or not left or len(left) == len(stand.wish.goods):
            return stand.wish.head if len(stand.wish.sentences) > 1 and not stand.declined else stand.wish.said
        act = next(iter(sorted(stand.wish.acts - {"question", "address"})), "")
        if not act:
            return stand.wish.said
        told = filter(None, (segments(stand.wish, name, self.goods) for name in left))
        return ". ".join([f"I also want to {act} the {' and the '.join(left)}", *(told if act == "exchange" else ())])


def _money_of(shown: Part) -> str:
    goods = rows_of_goods(shown)
    return " ".join(row["to"] for row in shown["changes"] if "$" in row["to"] and row not in goods).casefold()


def _is_way(way: str, title: str) -> bool:
    """Whether a way to pay is the one that was named."""
    plain, title = way.casefold().replace(" ", ""), title.replace("_", "").replace(" ", "")
    if plain in ("gc", "giftcard"):
        return "giftcard" in title
    if plain in ("creditcard", "card", "debitcard"):
        return bool(re.search(r"visa|mastercard|amex|creditcard|ending", title))
    short = plain.removesuffix("account")
    return short in title or short.removesuffix("card").removesuffix("credit") in title


def _is_cue(about: str, heard: Heard) -> bool:
    kinds = {
        "order": Topic.ORDER,
        "reason": Topic.REASON,
        "payment": Topic.PAYMENT,
        "address": Topic.ADDRESS,
        "zip": Topic.PERSON,
    }
    for word, topic in kinds.items():
        if word in about:
            return heard.topic is topic
    asked = " ".join([heard.question, *(item["title"] for item in heard.choices)])
    return heard.topic in (Topic.GOODS, Topic.OTHER, Topic.ORDER) and bool(content(about) & content(asked))
