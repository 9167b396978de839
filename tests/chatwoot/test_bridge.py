"""A shop that sits in Chatwoot keeps its desk: the same handoff, with Chatwoot's people."""

import asyncio

import pytest

from bot.conversation.model import Status
from tests.attachments.documents import pdf
from tests.attachments.pictures import picture
from tests.chatwoot.bridge import Bridge
from tests.chatwoot.chatwoot_server import Talk, chatwoot_server


async def test_a_contact_is_answered_in_chatwoot(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "hello")
    await linked.until(lambda: talk.said())
    assert talk.said() == ["bot: hello"]
    assert await linked.said(talk) == [("shopper", "hello"), ("bot", "bot: hello")]
    assert (await linked.ours(talk)).page == {"url": "https://shop.example/products/lamp"}


async def test_what_is_told_twice_is_taken_once(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    message_id = await linked.chatwoot.write(talk, "hello")
    await linked.chatwoot.write(talk, "hello", message_id=message_id)
    await linked.until(lambda: talk.said())
    await linked.quiet()
    assert talk.said() == ["bot: hello"]


async def test_two_first_messages_at_once_are_one_conversation(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await asyncio.gather(linked.chatwoot.write(talk, "one"), linked.chatwoot.write(talk, "two"))
    await linked.until(lambda: len(talk.said()) == 2)
    assert {words for who, words in await linked.said(talk) if who == "shopper"} == {"one", "two"}


async def test_a_choice_is_picked_in_chatwoot(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a lamp")
    await linked.until(lambda: talk.said())
    assert talk.messages[-1]["content_type"] == "input_select"
    await linked.chatwoot.pick(talk, "The small one")
    await linked.until(lambda: len(talk.said()) == 2)
    assert talk.said()[-1] == "bot: /small"


async def test_a_choice_that_is_over_is_told_so_and_nobody_is_called(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a lamp")
    await linked.until(lambda: talk.said())
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.pick(talk, "The small one")
    await linked.until(lambda: any("no longer open" in words for words in talk.said()))
    assert "bot: /small" not in talk.said()
    assert set(linked.chatwoot.answers) == {200}


async def test_where_there_are_no_options_the_choices_are_words(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin(channel="Channel::Sms")
    await linked.chatwoot.write(talk, "a lamp")
    await linked.until(lambda: talk.said())
    assert talk.messages[-1]["content_type"] == "text"
    assert talk.said() == ["Which one?\n\n- The small one\n- The large one"]


@pytest.mark.parametrize("words", ["a person please", "我要人工客服"])
async def test_asking_for_a_person_opens_the_talk_for_chatwoots_people(linked: Bridge, words: str) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, words)
    await linked.until(lambda: talk.status == "open")
    assert talk.said()[0] == "A person will reply here."
    assert [m["content"] for m in talk.messages if m["private"]], "the agents are told"
    assert (await linked.ours(talk)).status is Status.QUEUED
    await linked.chatwoot.write(talk, "my vase is broken")
    await linked.quiet()
    assert len(talk.said()) == 1, "the bot is silent"
    await linked.chatwoot.reply(talk, "Ann", "Hello, Ann here.", told=2)
    assert (await linked.ours(talk)).status is Status.ASSIGNED
    assert (await linked.home.desk.handoff((await linked.ours(talk)).id)).agent == "Ann (Chatwoot)"
    await linked.quiet()
    assert talk.said().count("Hello, Ann here.") == 1, "it does not come back"
    assert [w for who, w in await linked.said(talk) if who == "agent"] == ["Hello, Ann here."]


async def test_an_agents_words_with_a_hole_are_kept_as_the_contact_has_read_them(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.reply(talk, "Ann", "Your order {order} is on its way.")
    await linked.quiet()
    assert set(linked.chatwoot.answers) == {200}
    assert talk.said().count("Your order {order} is on its way.") == 1
    assert (await linked.said(talk))[-1] == ("agent", "Your order {order} is on its way.")


async def test_notes_among_agents_stay_there(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "hello")
    await linked.chatwoot.reply(talk, "Ann", "a difficult one", private=True)
    assert "a difficult one" not in str(await linked.said(talk))
    assert (await linked.ours(talk)).status is Status.BOT


async def test_an_agent_who_speaks_in_a_talk_of_the_bot_has_it(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "hello")
    await linked.until(lambda: talk.said())
    await linked.chatwoot.reply(talk, "Bo", "Let me see to this.")
    assert (await linked.ours(talk)).status is Status.ASSIGNED
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.write(talk, "thank you")
    await linked.quiet()
    assert [w for w in talk.said() if w.startswith("bot:")] == ["bot: hello"]


async def test_a_talk_that_is_opened_there_is_taken_from_the_bot(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "hello")
    await linked.until(lambda: talk.said())
    talk.assignee = "Cy"
    await linked.chatwoot.change(talk, "open")
    ours = await linked.ours(talk)
    assert ours.status is Status.ASSIGNED
    assert (await linked.home.desk.handoff(ours.id)).agent == "Cy (Chatwoot)"


async def test_a_colleague_there_goes_on_where_another_was(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.reply(talk, "Ann", "Ann here.")
    await linked.chatwoot.reply(talk, "Bo", "Bo here.")
    assert [w for who, w in await linked.said(talk) if who == "agent"] == ["Ann here.", "Bo here."]
    assert (await linked.home.desk.handoff((await linked.ours(talk)).id)).agent == "Bo (Chatwoot)"


async def test_given_back_there_the_bot_answers_again(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.reply(talk, "Ann", "Done.")
    await linked.chatwoot.change(talk, "pending")
    assert (await linked.ours(talk)).status is Status.BOT
    await linked.chatwoot.write(talk, "hello again")
    await linked.until(lambda: "bot: hello again" in talk.said())
    assert talk.status == "pending"


async def test_resolved_there_it_is_closed_and_what_is_written_then_begins_afresh(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.reply(talk, "Ann", "Done.")
    first = await linked.ours(talk)
    await linked.chatwoot.change(talk, "resolved")
    assert (await linked.ours(talk)).status is Status.CLOSED
    await linked.chatwoot.write(talk, "one more thing")
    await linked.until(lambda: "bot: one more thing" in talk.said())
    assert (await linked.ours(talk)).id != first.id


async def test_never_mind_gives_the_talk_back_to_the_bot_there_too(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.chatwoot.write(talk, "never mind")
    await linked.until(lambda: talk.status == "pending")
    assert (await linked.ours(talk)).status is Status.BOT


async def test_a_stale_word_of_the_bots_time_does_not_bring_it_back(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    talk.status, newest, talk.updated_at = "pending", talk.updated_at, talk.updated_at - 5
    await linked.chatwoot._tell("message_created", linked.chatwoot._told(talk, talk.messages[0]))
    talk.status, talk.updated_at = "open", newest
    assert (await linked.ours(talk)).status is Status.QUEUED


@pytest.mark.parametrize(("verified", "customer"), [(True, "alex"), (False, None)])
async def test_only_whom_chatwoot_has_verified_is_signed_in(
    linked: Bridge, verified: bool, customer: str | None
) -> None:
    talk = await linked.chatwoot.begin(identifier="alex", hmac_verified=verified)
    await linked.chatwoot.write(talk, "hello")
    assert (await linked.ours(talk)).customer_id == customer


async def test_a_contact_who_becomes_another_gets_nothing_of_the_first(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin(identifier="alex", hmac_verified=True)
    await linked.chatwoot.write(talk, "hello")
    talk.identifier = "blake"
    await linked.chatwoot.write(talk, "where is my order?")
    assert linked.chatwoot.answers[-1] == 409, "an error gives the talk to Chatwoot's people"
    assert (await linked.ours(talk)).customer_id == "alex"
    assert "where is my order?" not in str(await linked.said(talk))


async def test_a_picture_comes_along(linked: Bridge) -> None:
    linked.chatwoot.files["broken.png"] = picture()
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "it came broken", pictures=["/files/broken.png"])
    said = await linked.home.store.history((await linked.ours(talk)).id)
    assert [part["kind"] for part in said[0].parts] == ["text", "image"]


async def test_a_picture_that_lies_elsewhere_is_not_fetched(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    message = linked.chatwoot._message(talk, "look", "incoming")
    outside = [{"file_type": "image", "data_url": "http://169.254.169.254/latest/meta-data"}]
    await linked.chatwoot._tell("message_created", {**linked.chatwoot._told(talk, message), "attachments": outside})
    said = await linked.home.store.history((await linked.ours(talk)).id)
    assert [part["kind"] for part in said[0].parts] == ["text"]


async def _shown(linked: Bridge, talk: Talk, author: str) -> list[list[str]]:
    said = await linked.home.store.history((await linked.ours(talk)).id)
    return [[part["kind"] for part in message.parts] for message in said if message.author == author]


async def test_an_agents_pictures_and_pdfs_reach_the_shopper_once(linked: Bridge) -> None:
    linked.chatwoot.files.update({"lid.png": picture("PNG"), "Return%20label.pdf": pdf()})
    talk = await linked.chatwoot.begin(status="open")
    await linked.chatwoot.write(talk, "how does the lid go on?")
    files = ["/files/lid.png", "/files/Return%20label.pdf"]
    await linked.chatwoot.reply(talk, "Ann", "Like this.", files=files, told=2)
    await linked.chatwoot.reply(talk, "Ann", "", files=files[:1])
    assert await _shown(linked, talk, "agent") == [["text", "image", "file"], ["image"]]
    said = await linked.home.store.history((await linked.ours(talk)).id)
    label = next(part for message in said for part in message.parts if part["kind"] == "file")
    assert label["name"] == "Return label.pdf"
    await linked.quiet()
    assert (talk.said().count("Like this."), "Picture" in str(talk.said())) == (1, False), "it is not told back"
    assert set(linked.chatwoot.answers) == {200}


@pytest.mark.parametrize(
    "lies",
    [
        "http://169.254.169.254/latest/meta-data.png",
        "http://localhost:1/x.png",
        "file:///etc/passwd.png",
        "/files/away.png",
        "/files/round.png",
        "/files/huge.png",
        "/files/evil.svg",
        "/files/acts.pdf",
    ],
)
async def test_what_lies_elsewhere_is_not_fetched_and_what_is_none_is_not_shown(linked: Bridge, lies: str) -> None:
    chatwoot = linked.chatwoot
    async with chatwoot_server() as elsewhere:
        elsewhere.files["secret.png"] = picture("PNG")
        chatwoot.redirects["away.png"] = f"{elsewhere.origin}/files/secret.png"
        chatwoot.redirects["round.png"] = "/files/round.png"
        chatwoot.files["huge.png"] = b"\x89PNG\r\n\x1a\n" + b"x" * linked.home.attachments.largest_bytes
        chatwoot.files["evil.svg"] = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
        chatwoot.files["acts.pdf"] = pdf(b"8 0 obj\n<< /S /Launch /F (cmd.exe) >>\nendobj\n")
        talk = await chatwoot.begin(status="open")
        await chatwoot.write(talk, "hello?")
        await chatwoot.reply(talk, "Ann", "Look at this.", files=[lies])
        await chatwoot.reply(talk, "Ann", "", files=[lies])
        assert await _shown(linked, talk, "agent") == [["text"]], "the words come all the same"
        told = [words for who, words in await linked.said(talk) if who == "system" and "cannot be shown here" in words]
        assert len(told) == 2, "nothing is left out without a word"
        assert elsewhere.asked_for == []
        assert set(chatwoot.answers) == {200}
        await linked.quiet()
        assert sum("cannot be shown here" in words for words in talk.said()) == 2, "the agent hears of it"


async def test_a_card_number_is_neither_kept_nor_a_reason_to_call_somebody(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "my card is 4111 1111 1111 1111")
    await linked.until(lambda: any("Card numbers are not taken" in words for words in talk.said()))
    assert "4111" not in str(await linked.said(talk))
    assert linked.chatwoot.answers[0] == 200


async def test_a_message_whose_answer_was_lost_is_found_and_not_sent_again(seeing: Bridge) -> None:
    seeing.chatwoot.lose_answers, seeing.chatwoot.echoes = 1, False
    talk = await seeing.chatwoot.begin()
    await seeing.chatwoot.write(talk, "hello")
    await seeing.until(lambda: talk.said())
    await seeing.chatwoot.write(talk, "again")
    await seeing.until(lambda: len(talk.said()) == 2)
    assert talk.said() == ["bot: hello", "bot: again"]


async def test_a_bot_that_may_not_look_knows_by_the_echo(linked: Bridge) -> None:
    linked.chatwoot.lose_answers = 1
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "hello")
    await linked.quiet()
    await linked.chatwoot.write(talk, "again")
    await linked.until(lambda: len(talk.said()) == 2)
    assert talk.said() == ["bot: hello", "bot: again"]


async def test_while_chatwoot_is_away_everything_waits_in_order(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    linked.chatwoot.refuse = 3
    for words in ("one", "two", "a person please"):
        await linked.chatwoot.write(talk, words)
    await linked.until(lambda: talk.status == "open", 40)
    assert talk.said() == ["bot: one", "bot: two", "A person will reply here."]


async def test_an_answer_at_our_own_desk_is_said_there(linked: Bridge) -> None:
    talk = await linked.chatwoot.begin()
    await linked.chatwoot.write(talk, "a person please")
    await linked.until(lambda: talk.status == "open")
    await linked.home.desk.answer((await linked.ours(talk)).id, "p_ann", "Ann of our own desk.")
    await linked.until(lambda: "Ann of our own desk." in talk.said())
    await linked.home.desk.close((await linked.ours(talk)).id)
    await linked.until(lambda: talk.status == "resolved")
