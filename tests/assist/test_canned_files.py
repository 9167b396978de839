"""Ready-made replies as a file: what is written is read as it was, and what is wrong is named by line and field."""

import pytest

from bot.assist.canned import CannedReplies, CannedReply, checked
from bot.assist.canned_files import FileFormat, read, written
from bot.assist.holes import must_be_whole
from bot.errors import InvalidInput
from bot.storage.audit import AuditLog
from bot.storage.database import Database

REPLIES = [
    checked(CannedReply("", "hello", "Hello {customer},\nall well?", '您好"{customer}"，在吗？')),
    checked(CannedReply("", "-sum", "=SUM(A1), -5 and 'quoted'", "")),
    checked(CannedReply("", "引号", "'tis; it's", "@谁")),
]


@pytest.mark.parametrize("format_", list(FileFormat))
def test_what_is_written_is_read_as_it_was(format_: FileFormat) -> None:
    text = written(REPLIES, format_)
    assert read(text, format_) == REPLIES
    assert read("\ufeff" + text.replace("\n", "\r\n") if format_ is FileFormat.JSON else text, format_) == REPLIES


def test_a_table_takes_no_reply_for_a_formula() -> None:
    cells = written(REPLIES, FileFormat.CSV)
    assert ",\"'=SUM(A1)" in cells
    assert "'@谁" in cells


def test_everything_that_is_wrong_is_named_by_its_line_and_field() -> None:
    text = 'shortcut,en,zh\nfine,Hello,\ntwo words,"a\nb {secret}",\nnone,,\nfine,Again,\n'
    with pytest.raises(InvalidInput) as refused:
        read(text, FileFormat.CSV)
    told = str(refused.value).split("\n")
    assert [line.split(":")[0] for line in told] == [
        "line 3, shortcut", "line 3, en", "line 5, en, zh", "line 6, shortcut",
    ]  # fmt: skip
    assert "'fine' stands in line 2 already" in told[3]
    many = "shortcut,en,zh\n" + "a b,x,\n" * 30
    with pytest.raises(InvalidInput, match="and 10 more"):
        read(many, FileFormat.CSV)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            '{"replies": [\n{"shortcut": "a", "en": "x"},\n\n{"shortcut": "b", "en": 5}]}',
            "line 4, en: accepted",
        ),
        ('{"replies": [\n{"en": "x"}]}', "line 2, shortcut: it is missing"),
        ('{"replies": [{"shortcut": "a", "fr": "x"}]}', "line 1, fr: accepted are shortcut, en, zh"),
        ('{"replies": [{"shortcut": "a", "en": "x", "en": "y"}]}', "it cannot be read"),
        ('{"replies": [],\n "replies": ["[", 1]}', "it cannot be read"),
        ('{"replies": [3]}', "line 1, reply"),
        ('{"replies": []}', "there is none in the file"),
        ('{"replies": [}', "line 1, JSON"),
        ('{"answers": []}', "line 1, replies"),
        ("[" * 100_000, "it cannot be read"),
    ],
)
def test_json_of_another_shape_is_refused_with_the_shape_that_is_accepted(text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told.replace("[", r"\[")):
        read(text, FileFormat.JSON)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("shortcut;en;zh\na;b;c\n", "line 1, header"),
        ("shortcut,en\na,b\n", "line 1, header"),
        ("shortcut,en,zh\na,b\n", "line 2, shortcut, en, zh: it has 2 cells"),
        ('shortcut,en,zh\na,"b,\n', "line 2, cell"),
        ("", "line 1, header"),
        ("shortcut,en,zh\na,4111 1111 1111 1111,\n", "line 2, en: the message holds what looks like a payment card"),
    ],
)
def test_csv_of_another_shape_is_refused_with_the_shape_that_is_accepted(text: str, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read(text, FileFormat.CSV)


def test_words_with_a_hole_are_not_whole() -> None:
    must_be_whole("braces {like these} are the agent’s own")
    with pytest.raises(InvalidInput, match=r"\{order\} \{tracking\} has no value"):
        must_be_whole("Order {order}: {tracking}. Again: {order}")


@pytest.fixture
def replies(database: Database) -> CannedReplies:
    return CannedReplies(database, AuditLog(database))


async def test_a_file_is_shown_first_and_then_kept_by_its_shortcuts_all_or_none(replies: CannedReplies) -> None:
    await replies.add("hello", "Hi", "", "bob")
    kept = await replies.add("stays", "As it is", "", "bob")
    file = [*REPLIES, checked(CannedReply("", "stays", "As it is"))]
    plan = await replies.take_in(file, "bob")
    assert [one.shortcut for one in plan.added] == ["-sum", "引号"]
    assert [(was.en, one.en) for was, one in plan.changed] == [("Hi", REPLIES[0].en)]
    assert plan.same == 1
    assert [one.en for one in await replies.list() if one.shortcut == "hello"] == ["Hi"], "it was only shown"
    assert (await replies.take_in(file, "bob")).id == plan.id, "shown twice, it is the same plan"
    with pytest.raises(InvalidInput, match="have changed"):
        await replies.take_in([*file[:-1], checked(CannedReply("", "stays", "Otherwise"))], "bob", plan.id)
    await replies.change(kept.id, "stays", "Otherwise", "", "eve")
    with pytest.raises(InvalidInput, match="have changed"):
        await replies.take_in(file, "bob", plan.id)
    assert len(await replies.list()) == 2, "nothing of it was kept"
    again = await replies.take_in(file, "bob")
    await replies.take_in(file, "bob", again.id)
    found = {one.shortcut: one for one in await replies.list()}
    assert {name: (one.en, one.zh) for name, one in found.items()} == {one.shortcut: (one.en, one.zh) for one in file}
    assert found["stays"].id == kept.id, "a reply that is brought in again stays the one it was"
