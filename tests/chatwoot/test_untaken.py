"""What a contact sends that we cannot take: the bot says so in its own talks, and never in those of people."""

import pytest

from bot.conversation.model import Status
from tests.attachments.pictures import picture
from tests.chatwoot.bridge import Bridge
from tests.chatwoot.chatwoot_server import Talk

CARD = "4111 1111 1111 1111"


async def _with_ann(linked: Bridge, hello: str = "a person please") -> Talk:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, hello)
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.reply(talk, "Ann", "Ann here.")
    assert (await linked.ours(talk)).status is Status.ASSIGNED
    await linked.quiet()
    return talk


async def _last(linked: Bridge, talk: Talk) -> str:
    """What the shopper said last; the bot and the notices have said nothing since Ann came."""
    await linked.quiet()
    said = await linked.said(talk)
    ann = next(index for index, (who, _) in enumerate(said) if who == "agent")
    assert {who for who, _ in said[ann:]} == {"agent", "shopper"}, "nothing is said into the talk of people"
    return said[-1][1]


@pytest.mark.parametrize(
    ("hello", "kinds", "line"),
    [
        ("a person please", ["file"], "[sent a file, see Chatwoot]"),
        ("a person please", ["audio"], "[sent a file, see Chatwoot]"),
        ("a person please", ["location"], "[sent a file, see Chatwoot]"),
        ("a person please", ["file", "file"], "[sent 2 files, see Chatwoot]"),
        ("我要人工客服", ["file"], "[发送了 1 个文件，请在 Chatwoot 中查看]"),
    ],
)
async def test_what_is_sent_to_an_agent_is_a_line_and_no_notice(
    linked: Bridge, hello: str, kinds: list[str], line: str
) -> None:
    talk = await _with_ann(linked, hello)
    await linked.chatwoot.write(talk, "", others=kinds)
    assert await _last(linked, talk) == line


async def test_words_to_an_agent_are_kept_beside_what_cannot_be(linked: Bridge) -> None:
    talk = await _with_ann(linked)
    await linked.chatwoot.write(talk, "here is the invoice", others=["file"])
    assert await _last(linked, talk) == "here is the invoice\n[sent a file, see Chatwoot]"


async def test_a_long_text_to_an_agent_is_kept_as_far_as_it_can_be(linked: Bridge) -> None:
    talk = await _with_ann(linked)
    await linked.chatwoot.write(talk, "word " * 600)
    kept = await _last(linked, talk)
    assert kept.startswith("word word")
    assert 1900 < len(kept) <= 2000
    assert kept.endswith("\n[the rest is in Chatwoot]")


async def test_control_characters_to_an_agent_are_left_out(linked: Bridge) -> None:
    talk = await _with_ann(linked)
    await linked.chatwoot.write(talk, "one\x0btwo")
    assert await _last(linked, talk) == "one two"


@pytest.mark.parametrize(
    "words", [f"my card is {CARD}", "x" * 1990 + f" {CARD}", f"4111\x0b1111 1111 1111 {'y' * 3000}"]
)
async def test_a_card_number_to_an_agent_is_a_line_that_something_was_left_out(linked: Bridge, words: str) -> None:
    talk = await _with_ann(linked)
    await linked.chatwoot.write(talk, words)
    assert await _last(linked, talk) == "[left out: a message with a card number]"
    assert "4111" not in str(await linked.said(talk))


async def test_an_old_choice_that_is_picked_before_an_agent_is_words(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a lamp")
    await linked.until(lambda: talk.said())
    await linked.chatwoot.reply(talk, "Ann", "Ann here.")
    await linked.quiet()
    await linked.chatwoot.pick(talk, "The small one")
    assert await _last(linked, talk) == "The small one"


async def test_who_waits_for_a_person_gets_no_notice_either(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.write(talk, "", others=["audio"])
    await linked.quiet()
    assert (await linked.said(talk))[-1] == ("shopper", "[sent a file, see Chatwoot]")
    assert talk.said() == ["A person will reply here."]


async def test_with_the_bot_who_sends_a_document_alone_is_told(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "", others=["file"])
    await linked.until(lambda: any("could not take what you sent" in words for words in talk.said()))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("is it broken?", "I could not take one of the files you sent"),
        ("这个坏了吗？", "您发送的文件中有 1 个未能接收"),
    ],
)
@pytest.mark.parametrize("lies", ["/files/huge.png", "/files/none.png", "http://169.254.169.254/x.png", "a document"])
async def test_with_the_bot_it_is_said_how_many_could_not_be_taken(
    linked: Bridge, words: str, told: str, lies: str
) -> None:
    linked.chatwoot.files.update({"fine.png": picture(), "none.png": b"no picture"})
    linked.chatwoot.files["huge.png"] = b"\x89PNG\r\n\x1a\n" + b"x" * linked.home.attachments.largest_bytes
    talk = await linked.chatwoot.begin()
    lost = [] if lies == "a document" else [lies]
    message = linked.chatwoot._message(talk, words, "incoming")
    urls = [url if "://" in url else linked.chatwoot.origin + url for url in [*lost, "/files/fine.png"]]
    attached = [{"file_type": "image", "data_url": url} for url in urls]
    if not lost:
        attached.append({"file_type": "file", "data_url": f"{linked.chatwoot.origin}/files/a.pdf"})
    for _ in range(2):
        await linked.chatwoot._tell(
            "message_created", {**linked.chatwoot._told(talk, message), "attachments": attached}
        )
    await linked.until(lambda: f"bot: {words}" in talk.said())
    await linked.quiet()
    notices = [said for who, said in await linked.said(talk) if who == "system"]
    assert len(notices) == 1
    assert told in notices[0]
    assert notices[0] in talk.said(), "both sides hear it"
    shown = (await linked.home.store.history((await linked.ours(talk)).id))[0]
    assert [part["kind"] for part in shown.parts] == ["text", "image"], "one takes nothing from the others"


async def test_a_picture_that_comes_too_late_is_said(linked: Bridge) -> None:
    linked.chatwoot.slow["slow.png"] = 4.0
    linked.chatwoot.files["slow.png"] = picture()
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "look", pictures=["/files/slow.png", "/files/slow.png"])
    await linked.until(lambda: any("could not take 2 of the files" in words for words in talk.said()))
    await linked.until(lambda: "bot: look" in talk.said())


async def test_a_link_preview_is_nothing_that_was_lost(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "see https://shop.example", others=["fallback"])
    await linked.until(lambda: talk.said())
    await linked.quiet()
    assert talk.said() == ["bot: see https://shop.example"]
