"""The shopper's own account: nobody else's, and deleted only after it was shown what goes and what stays."""

import pytest

from actions.account import MyData
from actions.foreign_account import account_of_another
from actions.progress import FORM
from bot.commerce.model import Customer
from tests.actions.talk import Talk, commands, kinds, words
from tests.shop_world import MEI, World

MINE = Customer("C-1", "Mei Lin", MEI, None)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("change the account of C-9", "C-9"),
        ("please update the default address for customer C-204", "C-204"),
        ("change tom@example.com's phone number to +1 202 555 0100", "tom@example.com"),
        ("set a new e-mail for account tom@example.com", "tom@example.com"),
        ("delete all data of U7731", "U7731"),
        ("change my husband's address", "my husband"),
        ("把C-9的地址改一下", "C-9"),
        ("修改客户C-204的手机号", "C-204"),
        ("删除 tom@example.com 的账户", "tom@example.com"),
        ("我老公的账户帮我改一下邮箱", "我老公"),
    ],
)
def test_whose_account_is_named_is_noticed(said: str, who: str) -> None:
    assert account_of_another(said, MINE) == who


@pytest.mark.parametrize(
    "said",
    [
        "change the account of C-1",
        f"change the account of {MEI.upper()}",
        "change my e-mail to new@example.com",
        "my new e-mail address is new@example.com, please put it in my account",
        "set the address for my account to 4410 SE Hawthorne Blvd, Portland OR 97215",
        "my phone number is +1 202 555 0100",
        "delete my data",
        "把我的邮箱改成new@example.com",
        "我的手机号改成13800138000",
        "地址改成上海市中山路12号3B室，邮编200001",
        "删除我的账户",
    ],
)
def test_ones_own_account_is_not_taken_for_anothers(said: str) -> None:
    assert account_of_another(said, MINE) is None


@pytest.mark.parametrize(
    ("language", "said", "told"),
    [
        ("en", "change the account of C-2 to tom.new@example.com", f"signed in with, {MEI}, and not to C-2"),
        ("zh", "把客户C-2的邮箱改成tom.new@example.com", f"当前登录的账户 {MEI}，不能处理 C-2"),
    ],
)
async def test_anothers_account_is_not_changed_and_it_is_said_whose_can_be(
    world: World, language: str, said: str, told: str
) -> None:
    talk = Talk(world, await world.talk("C-1"), "zh" if language == "zh" else "en")
    reply = await talk.form(said, "change_account", email="tom.new@example.com")
    assert kinds(reply) == ["text"]
    assert told in words(reply)
    assert talk.asked is None
    assert await world.proposals.open_in(talk._id) is None
    (refused,) = await world.audit.entries(conversation_id=talk._id)
    assert (refused.event.value, refused.actor, refused.order_id) == ("access_refused", "customer:C-1", "C-2")


async def test_anothers_account_named_in_the_middle_takes_back_what_was_shown(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    await talk.form("change my e-mail to new@example.com", "change_account", email="new@example.com")
    assert talk.asked == "decision"
    reply = await talk.form("no wait, tom@example.com's account", "inform", email="tom@example.com")
    assert "not to tom@example.com" in words(reply)
    assert talk.asked is None
    assert await world.proposals.open_in(talk._id) is None
    assert (await world.commerce.customer("C-1")).email == MEI


async def test_anothers_data_are_not_shown(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    reply = await talk.act(MyData(world.phrases, world.services), "show me the data of C-2", "my_data")
    assert "not to C-2" in words(reply)


@pytest.mark.parametrize(
    ("language", "said", "gift", "stays", "done"),
    [
        ("en", "please delete all my data", "Gift card ending 0042", "stay with the shop", "Done: our conversations"),
        ("zh", "把我的信息全部删掉", "尾号 0042 的礼品卡", "由店铺保留", "都已删除"),
    ],
)
async def test_data_are_deleted_after_it_was_shown_what_goes_and_what_stays(
    world: World, language: str, said: str, gift: str, stays: str, done: str
) -> None:
    talk = Talk(world, await world.talk("C-1"), "zh" if language == "zh" else "en")
    left = await talk.act(MyData(world.phrases, world.services), said, "my_data")
    assert (left, [event.get("name") for event in talk.returned]) == ([], [FORM])
    (card,) = await talk.form(said, "my_data")
    assert card["kind"] == "confirmation"
    assert "C-1" in card["summary"]
    assert stays in card["changes"][-1]["to"]
    assert card["changes"][-2]["field"] == gift
    assert "31.00" in card["changes"][-2]["from"]
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert done in words(reply)
    assert (await world.commerce.customer("C-1")).email is None
    assert talk.asked is None
    assert talk.slots["draft"] is None


@pytest.mark.parametrize(("language", "told"), [("en", "a person of the shop does it"), ("zh", "由店里的同事来删除")])
async def test_where_the_shop_cannot_a_person_is_said_to_see_to_the_rest(
    world: World, language: str, told: str
) -> None:
    world.commerce.cancels = False
    talk = Talk(world, await world.talk("C-1"), "zh" if language == "zh" else "en")
    (card,) = await talk.form("delete my data" if language == "en" else "删除我的数据", "my_data")
    assert any("person" in row["to"] or "同事" in row["to"] for row in card["changes"])
    reply = await talk.form("/affirm", "affirm", 1.0)
    assert told in words(reply)
    assert commands(reply) == ["/ask_person"]
    assert [erasure.customer_id for erasure in await world.erasing.for_a_person()] == ["C-1"]


async def test_a_no_deletes_nothing(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    await talk.form("delete my data", "my_data")
    reply = await talk.form("/deny", "deny", 1.0)
    assert "your data stay as they are" in words(reply)
    assert (await world.commerce.customer("C-1")).email == MEI


async def test_a_guest_is_asked_to_sign_in_first(world: World) -> None:
    talk = Talk(world, await world.talk())
    assert "sign in" in words(await talk.form("delete my data", "my_data"))
    assert talk.asked is None


async def test_in_the_middle_of_a_change_deleting_comes_first_and_the_change_is_not_forgotten(world: World) -> None:
    talk = Talk(world, await world.talk("C-1"))
    await talk.form("cancel W10001", "cancel_order")
    (card,) = await talk.form("delete my account", "my_data")
    assert "C-1" in card["summary"]
    reply = await talk.form("/deny", "deny", 1.0)
    assert "your data stay" in words(reply)
    assert talk.asked == "decision"
    assert talk.slots["order_number"] == "W10001"


@pytest.mark.parametrize(
    ("words", "another"),
    [
        ("change my default address to my sister's address", False),
        ("把我的默认地址改成我姐姐的地址", False),
        ("change my sister's address", True),
        ("把我姐姐的默认地址改一下", True),
    ],
)
def test_ones_own_address_may_become_that_of_somebody_close(words: str, another: bool) -> None:
    customer = Customer("C-1", "Mei Lin", "mei.lin@example.com", None)
    assert (account_of_another(words, customer) is not None) is another


@pytest.mark.parametrize("words", ["my sister's address", "我姐姐的地址"])
def test_whose_an_address_is_may_be_said_where_one_was_asked_for(words: str) -> None:
    assert account_of_another(words, MINE) is not None
    assert account_of_another(words, MINE, asked_where=True) is None
    assert account_of_another("tom@example.com's address", MINE, asked_where=True) == "tom@example.com"
