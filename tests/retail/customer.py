"""The simulated customer: says its task's sentences, answers what it is asked, says yes only to what it came for."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from tests.retail.choosing import choose, is_whole
from tests.retail.describing import address_of, order_words, person_words, ways_of
from tests.retail.heard import Heard, Part, Topic, hear
from tests.retail.judgement import Judgement, rows_of_goods
from tests.retail.script import Fallback, Script, When, Wish, amounts, script_of, segments
from tests.retail.speech import Voice
from tests.retail.task import Task
from tests.retail.words import Goods, content

_PATIENCE: Final = 4
"""Nobody answers the same question for ever."""
_MOST_DECLINED: Final = 3
_ALL: Final = re.compile(r"\b(?:all|every|everything|both|whole|entire)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Say:
    """What the customer does next: words, or the choice with an id."""

    text: str = ""
    choice: str = ""


@dataclass
class Stand:
    """How far one wish is."""

    wish: Wish
    is_said: bool = False
    is_said_again: bool = False
    is_answered: bool = False
    is_given_up: bool = False
    done: list[str] = field(default_factory=list)
    """What was confirmed, by the names that were shown."""
    fallbacks: list[Fallback] = field(default_factory=list)
    declined: int = 0

    def left(self, goods: Goods) -> list[str]:
        return [name for name in self.wish.goods if not goods.find(name, self.done)]

    def is_open(self, goods: Goods) -> bool:
        if self.is_given_up:
            return False
        if self.wish.is_question:
            return not self.is_answered
        return bool(self.left(goods)) if self.wish.goods else not self.done


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

    script: Script = field(init=False)
    _stands: list[Stand] = field(init=False)
    _current: Stand = field(init=False)
    _later: list[str] = field(default_factory=list)
    _asked: Counter[str] = field(default_factory=Counter)
    _shown: dict[str, Sequence[str]] = field(default_factory=dict)
    """The goods of each order that the bot has shown."""

    def __post_init__(self) -> None:
        self.script = script_of(self.task.wish, self.task.knowledge, self.task.manner, self.goods)
        wishes = self.script.wishes or (Wish((self.task.wish,)),)
        self._stands = [Stand(wish, fallbacks=list(wish.fallbacks)) for wish in wishes]
        self._current = self._stands[0]
        self._at_confirmation = list(self.script.at_confirmation)
        self._answers = [list(answer.answers) for answer in self.script.answers]

    def begin(self) -> Say:
        is_chatty = (self.voice.is_chatty() and not self.script.is_terse) or self.script.is_at_once
        opening = self._stands if is_chatty else self._stands[:1]
        for stand in opening:
            stand.is_said = True
        return Say(self.voice.say("open", ". ".join(stand.wish.said for stand in opening)))

    def answer(self, parts: Sequence[Part]) -> Say:
        """What is said to a reply; sets `is_done` when there is nothing more to say."""
        heard = hear(parts)
        self._shown.update(heard.orders)
        self.misunderstood += heard.is_confused
        self._follow(heard)
        if heard.confirmation:
            return self._decide(heard.confirmation)
        if heard.is_done:
            self._take_up_done()
        if heard.refusal and (words := self._otherwise(heard)):
            return words
        self._note_answer(heard)
        if heard.topic not in (Topic.NONE, Topic.ELSE):
            return self._reply_to(heard)
        return self._granted(heard) or self._go_on()

    # Confirmations

    def _decide(self, shown: Part) -> Say:
        stand = self._about(shown)
        if self.judgement.wants(shown):
            self.judgement.note(shown)
            stand.done += [row["field"] for row in rows_of_goods(shown)] or [shown["summary"]]
            self._current = stand
            return Say(choice=shown["confirm"])
        self.declined += 1
        stand.declined += 1
        if self._at_confirmation:
            words = self._at_confirmation.pop(0)
            self._amend(stand, words)
            return Say(self.voice.say("amend", words))
        if stand.declined > _MOST_DECLINED or stand.is_given_up:
            stand.is_given_up = True
        else:
            self._later.insert(0, self.voice.say("wrong", self._complaint(stand, shown)))
        return Say(choice=shown["decline"])

    def _about(self, shown: Part) -> Stand:
        """The wish that a confirmation answers, by its goods, its order and its act."""
        names = [row["field"] for row in rows_of_goods(shown)]

        def fit(stand: Stand) -> int:
            said, summary = stand.wish.said, shown["summary"].casefold()
            fits = 2 * sum(bool(self.goods.find(name, names)) for name in stand.wish.goods)
            fits += sum(number.lstrip("#") in shown["summary"] for number in re.findall(r"#?W\d{7}", said))
            fits += any(act in summary for act in stand.wish.acts) + (stand is self._current)
            return fits + (1 if "change" in summary and "exchange" in stand.wish.acts else 0)

        return max(self._stands, key=fit)

    def _amend(self, stand: Stand, words: str) -> None:
        """The customer has changed its mind, as its text says: what is wanted from now on."""
        named = self.goods.named(words)
        if re.search(r"\bregret\b|\bkeep it\b", words, re.IGNORECASE):
            stand.is_given_up = True
        elif re.search(r"\bonly\b", words, re.IGNORECASE) and named:
            about = [segments(stand.wish, name, self.goods) for name in named]
            stand.wish = replace(stand.wish, sentences=(words, *filter(None, about)), goods=tuple(named))
        else:
            known = [*stand.wish.goods, *(name for name in named if not self.goods.find(name, stand.wish.goods))]
            stand.wish = replace(stand.wish, sentences=(*stand.wish.sentences, words), goods=tuple(known))

    def _complaint(self, stand: Stand, shown: Part) -> str:
        """What is wrong with it, as far as the text and what was shown tell."""
        names = [row["field"] for row in rows_of_goods(shown)]
        missing = [name for name in stand.left(self.goods) if not self.goods.find(name, names)]
        extra = [name for name in names if not self.goods.find(name, stand.wish.goods)]
        said = [stand.wish.said]
        wrong = next((fallback for fallback in stand.fallbacks if fallback.when is When.WRONG), None)
        if wrong:
            said.insert(0, wrong.said)
        if extra and stand.wish.goods:
            said.insert(0, f"Not the {' and the '.join(dict.fromkeys(extra))}")
        if missing and names:
            said.append(f"Also the {' and the '.join(missing)}")
        money = " ".join(row["to"] for row in shown["changes"] if row["field"] in ("Refund", "To pay")).casefold()
        ways = self._ways(stand)
        if money and ways and not any(_is_way(way, money) for way in ways[:1]):
            said.append(f"With {ways[0]}")
        return ". ".join(said)

    # Questions

    def _reply_to(self, heard: Heard) -> Say:
        key = f"{heard.topic.value} {self._stands.index(self._current)}"
        self._asked[key] += 1
        times = self._asked[key]
        if times > _PATIENCE:
            self._current.is_given_up = True
            return self._go_on()
        if told := self._cued(heard):
            return told
        handlers: Mapping[Topic, Callable[[Heard, int], Say | None]] = {
            Topic.ORDER: self._say_order,
            Topic.GOODS: self._say_goods,
            Topic.INSTEAD: self._say_instead,
            Topic.PAYMENT: self._say_payment,
            Topic.ADDRESS: self._say_address,
            Topic.REASON: self._say_reason,
            Topic.PERSON: self._say_person,
            Topic.AGAIN: self._say_again,
        }
        return handlers.get(heard.topic, self._say_other)(heard, times) or self._stuck(heard)

    def _cued(self, heard: Heard) -> Say | None:
        """What the text says to answer when just this is asked."""
        for at, answer in enumerate(self.script.answers):
            if self._answers[at] and _is_cue(answer.about, heard, self.goods):
                said = self._answers[at].pop(0)
                if picked := choose(heard.choices, said):
                    return Say(choice=picked)
                act = "number" if re.fullmatch(r"\d+", said) else "answer"
                return Say(self.voice.say(act, said))
        return None

    def _say_order(self, heard: Heard, times: int) -> Say | None:
        stand = self._current
        numbers = re.findall(r"#?W\d{7}", stand.wish.said) or self.script.orders
        number = next((one for one in numbers if not self._asked[f"number {one} {id(stand)}"]), "")
        if number:
            self._asked[f"number {number} {id(stand)}"] += 1
            picked = next((item["id"] for item in heard.choices if number.lstrip("#") in item["title"]), "")
            return Say(choice=picked) if picked else Say(self.voice.say("number", number))
        told = order_words(stand.wish, stand.left(self.goods) or list(stand.wish.goods))
        if times == 1 and (picked := self._order_with(heard, stand)):
            return Say(choice=picked)
        if times <= len(told):
            act, words = told[times - 1]
            return Say(self.voice.say(act, words))
        return Say(choice=picked) if (picked := self._order_with(heard, stand)) else None

    def _order_with(self, heard: Heard, stand: Stand) -> str:
        """The one order that is shown to hold the goods."""
        wanted = stand.left(self.goods)
        fitting = []
        for item in heard.choices:
            number = next(iter(re.findall(r"W\d{7}", item["title"])), "")
            held = [*self._shown.get(number, ()), *re.split(r",| and |: ", item["title"])]
            if any(self.goods.find(name, held) for name in wanted):
                fitting.append(item["id"])
        return fitting[0] if len(fitting) == 1 and len(wanted) == 1 else ""

    def _say_goods(self, heard: Heard, times: int) -> Say | None:
        stand = self._current
        if found := re.search(r"\b(?:everything|all)\b[^.,]*\bexcept\b[^.,]*", stand.wish.said, re.IGNORECASE):
            return Say(self.voice.say("answer", found.group()))
        wanted = stand.left(self.goods) or list(stand.wish.goods)
        fitting = [item for item in heard.choices if self.goods.find(item["title"], wanted)]
        if len(fitting) == 1 and (len(wanted) == 1 or times > 1):
            return Say(choice=fitting[0]["id"])
        words = " ".join([stand.wish.said, *self.script.hidden])
        if len(fitting) > 1 and (picked := choose(fitting, words)):
            return Say(choice=picked)
        if wanted and times < _PATIENCE:
            return Say(self.voice.say("goods", " and the ".join(wanted)))
        if _ALL.search(stand.wish.said):
            whole = next((item["id"] for item in heard.choices if _ALL.search(item["title"])), "")
            return Say(choice=whole) if whole else Say(self.voice.say("all"))
        if picked := choose(heard.choices, words):
            return Say(choice=picked)
        return self._say_again(heard, times)

    def _say_instead(self, heard: Heard, times: int) -> Say | None:
        stand = self._current
        item = next(iter(self.goods.named(heard.question)), "") or next(iter(stand.left(self.goods)), "")
        said = (segments(stand.wish, item, self.goods) if item else "") or stand.wish.said
        picked = choose(heard.choices, f"{said}. {' '.join(self.script.hidden)}")
        if picked and (times > 1 or is_whole(heard.choices, said, picked)):
            return Say(choice=picked)
        if times == 1:
            return Say(self.voice.say("answer", said))
        if times == 2:
            return Say(self.voice.say("again", stand.wish.said))
        if fallback := self._take(stand, When.REFUSED):
            return Say(self.voice.say("otherwise", fallback.said))
        return None

    def _say_payment(self, heard: Heard, times: int) -> Say | None:
        ways = self._ways(self._current)
        if times <= len(ways):
            way = ways[times - 1]
            fitting = [item["id"] for item in heard.choices if _is_way(way, item["title"].casefold())]
            return Say(choice=fitting[0]) if len(fitting) == 1 else Say(self.voice.say("payment", way))
        if times == len(ways) + 1:
            return Say(self.voice.say("original"))
        return Say(choice=heard.choices[0]["id"]) if heard.choices else None

    def _say_address(self, heard: Heard, times: int) -> Say | None:
        told = address_of(self._current.wish, self.script, self.task.knowledge)
        if times > len(told):
            return None
        words = told[times - 1]
        if re.search(r"\bdefault|\bprofile|\buser address", words, re.IGNORECASE) and (
            picked := choose(heard.choices, words)
        ):
            return Say(choice=picked)
        return Say(self.voice.say("answer", words))

    def _say_reason(self, heard: Heard, times: int) -> Say | None:
        said = f"{self._current.wish.said} {' '.join(one.said for one in self._current.wish.fallbacks)}"
        is_mistake = re.search(r"\b(?:by mistake|by accident|mistakenly|accidentally)\b", said, re.IGNORECASE)
        reason = "ordered by mistake" if is_mistake and "no longer need" not in said.casefold() else "no longer needed"
        if picked := choose(heard.choices, reason):
            return Say(choice=picked)
        why = re.search(r"\b(?:because|since|as) (?!soon|well|much)([^.,)]+)", self._current.wish.said)
        return Say(self.voice.say("reason", why.group(1) if why else reason))

    def _say_person(self, heard: Heard, times: int) -> Say | None:
        words = person_words(heard.question, self.task.knowledge)
        return Say(self.voice.say("answer", words)) if words else None

    def _say_again(self, heard: Heard, times: int) -> Say | None:
        if picked := choose(heard.choices, " ".join(sorted(self._current.wish.acts))):
            return Say(choice=picked)
        if times > 2 or not self._current.is_open(self.goods):
            return None
        words = self._current.wish.said if times == 1 else self._current.wish.sentences[-1]
        return Say(self.voice.say("again", words))

    def _say_other(self, heard: Heard, times: int) -> Say | None:
        if picked := choose(heard.choices, self._current.wish.said):
            return Say(choice=picked)
        return self._say_again(heard, times)

    def _stuck(self, heard: Heard) -> Say:
        """Nothing in the text answers it: another wish, or an honest "I don't know"."""
        if fallback := self._take(self._current, When.REFUSED):
            return Say(self.voice.say("otherwise", fallback.said))
        if heard.topic is Topic.AGAIN or self._asked["unsure"]:
            self._current.is_given_up = True
            return self._go_on()
        self._asked["unsure"] += 1
        self.unsure += 1
        return Say(self.voice.say("unsure"))

    def _ways(self, stand: Stand) -> list[str]:
        """The ways to pay that the text names: of this wish first, its last word above its first."""
        own = ways_of(stand.wish.said)
        changed = own[::-1] if len(own) > 1 and len(self.script.at_confirmation) > len(self._at_confirmation) else own
        return list(dict.fromkeys([*changed, *ways_of(self.script.text)]))

    # What was refused, granted, done

    def _otherwise(self, heard: Heard) -> Say | None:
        """What the text says for when something cannot be had."""
        stand = self._refused(heard)
        if stand is None:
            return None
        fallback = self._take(stand, When.REFUSED)
        assert fallback is not None
        has_moved_on = re.search(r"\bnow (?:on|back) to\b", heard.words, re.IGNORECASE)
        if has_moved_on and heard.topic not in (Topic.NONE, Topic.ELSE):
            self._later.append(self.voice.say("otherwise", fallback.said))
            return None
        self._current = stand
        fitting = [
            item
            for item in heard.choices
            if content(item["title"]) and content(item["title"]) <= content(fallback.said)
        ]
        if len(fitting) == 1:
            return Say(choice=fitting[0]["id"])
        return Say(self.voice.say("otherwise", fallback.said))

    def _refused(self, heard: Heard) -> Stand | None:
        """The wish whose fallback a refusal calls for."""

        def fit(stand: Stand) -> int:
            fallback = next(one for one in stand.fallbacks if one.when is When.REFUSED)
            about = content(f"{fallback.condition} {stand.wish.said}")
            return len(content(heard.refusal) & about) + 2 * (stand is self._current)

        waiting = [one for one in self._stands if one.is_said and any(f.when is When.REFUSED for f in one.fallbacks)]
        fitting = [stand for stand in waiting if stand is self._current or fit(stand) > 0]
        return max(fitting, key=fit) if fitting else None

    def _take(self, stand: Stand, when: When) -> Fallback | None:
        found = next((fallback for fallback in stand.fallbacks if fallback.when is when), None)
        if found:
            stand.fallbacks.remove(found)
            stand.is_answered = True
        return found

    def _granted(self, heard: Heard) -> Say | None:
        """What follows upon an answer: a price is low enough, or the thing is to be had."""
        stand = self._current
        if not stand.fallbacks or heard.is_confused:
            return None
        first = stand.fallbacks[0]
        told = amounts(heard.words)
        if first.when in (When.BELOW, When.ABOVE):
            if not told:
                return None
            stand.fallbacks.remove(first)
            is_met = min(told) < first.limit if first.when is When.BELOW else max(told) > first.limit
            if is_met:
                stand.fallbacks = [one for one in stand.fallbacks if one.when is not When.REFUSED]
                return Say(self.voice.say("otherwise", first.said))
            unmet = self._take(stand, When.REFUSED)
            return Say(self.voice.say("otherwise", unmet.said)) if unmet else None
        if first.when is When.GRANTED and not heard.refusal and stand.wish.is_question:
            stand.fallbacks.remove(first)
            return Say(self.voice.say("otherwise", first.said))
        return None

    def _take_up_done(self) -> None:
        for stand in self._stands:
            is_over = (stand.done and not stand.is_open(self.goods)) or stand.wish.is_question
            while is_over and (fallback := self._take(stand, When.DONE)):
                self._later.append(self.voice.say("next", fallback.said))

    def _note_answer(self, heard: Heard) -> None:
        """Whether what was heard tells what was asked."""
        for stand in self._stands:
            if stand.is_said and stand.wish.is_question and not heard.is_confused and not heard.refusal:
                is_about = content(stand.wish.said) & content(heard.words)
                stand.is_answered = stand.is_answered or bool(is_about and re.search(r"\d", heard.words))

    def _follow(self, heard: Heard) -> None:
        """Which wish the bot is speaking of."""
        spoken = heard.question if heard.question else heard.words
        named = self.goods.named(spoken)
        moved = re.search(r"\bnow (?:on|back) to ([^.]*)", heard.words, re.IGNORECASE)
        acts = f"{moved.group(1) if moved else ''} {heard.question}".casefold()

        def fit(stand: Stand) -> float:
            fits = 2.0 * any(self.goods.find(name, stand.wish.goods) for name in named) + 0.5 * (stand is self._current)
            fits += sum(act in acts for act in stand.wish.acts if act != "question")
            return fits + 0.6 * stand.is_open(self.goods)

        said = [stand for stand in self._stands if stand.is_said]
        if said:
            self._current = max(said, key=fit)

    # Going on

    def _go_on(self) -> Say:
        if self._later:
            return Say(self._later.pop(0))
        if stand := next((one for one in self._stands if not one.is_said), None):
            stand.is_said, self._current = True, stand
            return Say(self.voice.say("next", stand.wish.said))
        if stand := next((one for one in self._stands if one.is_open(self.goods) and not one.is_said_again), None):
            stand.is_said_again, self._current = True, stand
            return Say(self.voice.say("again", self._rest(stand)))
        self.is_done = True
        return Say(self.voice.say("bye"))

    def _rest(self, stand: Stand) -> str:
        """What is still wanted of a wish."""
        left = stand.left(self.goods)
        if not stand.done or len(left) == len(stand.wish.goods):
            return stand.wish.said
        told = [segments(stand.wish, name, self.goods) for name in left]
        act = next(iter(sorted(stand.wish.acts - {"question", "address"})), "")
        return (
            f"I also want to {act} the {' and the '.join(left)}. {'. '.join(filter(None, told))}"
            if act
            else stand.wish.said
        )


def _is_way(way: str, title: str) -> bool:
    """Whether a way to pay is the one that was named."""
    plain, title = way.casefold().replace(" ", ""), title.replace("_", "").replace(" ", "")
    if plain in ("gc", "giftcard"):
        return "giftcard" in title
    if plain in ("creditcard", "card", "debitcard"):
        return bool(re.search(r"visa|mastercard|amex|creditcard|ending", title))
    return plain.removesuffix("card").removesuffix("creditcard") in title


def _is_cue(about: str, heard: Heard, goods: Goods) -> bool:
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
