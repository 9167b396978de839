"""Which address people give: written out, corrected in a part, or known by a name."""

import pytest

from bot.commerce.model import Address
from bot.orders.wishes.addresses import AddressMeant, address_meant
from bot.orders.wishes.own_addresses import is_of_both, is_of_profile, is_to_profile

PORTLAND = Address("12 Alder St", "Portland", "US", "Apt 3", "OR", "97201")
BEIJING = Address("朝阳区望京西路18号", "北京", "CN", "3号楼1502室", "北京", "100102")
OFFICE = Address("500 Market St", "San Francisco", "US", "Floor 9", "CA", "94105")
LONDON = Address("8 Cowley Lane", "Oxford", "GB", postcode="OX4 1JD")
KNOWN = {"default": PORTLAND, "office": OFFICE, "order W10002": BEIJING}

MAPLE = Address("445 Maple Drive", "Fort Worth", "US", "Suite 394", "TX", "76165")
MAIN = Address("123 Main St", "Springfield", "US", "", "IL", "62704")
ZHONGGUANCUN = Address("海淀区中关村大街27号", "北京", "CN", "", "北京")

WRITTEN = [
    ("445 Maple Drive, Suite 394, Fort Worth TX 76165", MAPLE),
    ("445 Maple Drive, Suite 394, Fort Worth, TX 76165", MAPLE),
    ("445 Maple Drive, Suite 394, Fort Worth, TX, 76165, USA", MAPLE),
    ("445 Maple Drive, Suite 394, Fort Worth, Texas 76165, United States", MAPLE),
    ("please change it to 445 Maple Drive, Suite 394, Fort Worth, TX 76165", MAPLE),
    ("send it to 445 Maple Drive, Suite 394, Fort Worth, TX 76165 please", MAPLE),
    ("my new address is 445 Maple Drive, Suite 394, Fort Worth, TX 76165. Thanks!", MAPLE),
    ("445 Maple Drive Suite 394, Fort Worth, TX 76165", MAPLE),
    ("445 Maple Drive\nSuite 394\nFort Worth, TX 76165", MAPLE),
    ("Can you ship my order to 445 Maple Drive, Suite 394, Fort Worth, TX 76165, instead?", MAPLE),
    ("123 Main St, Springfield, IL 62704", MAIN),
    ("123 Main St Springfield IL 62704", MAIN),
    ("123 Main St, Springfield, Illinois, 62704", MAIN),
    ("i moved to 123 Main St, Springfield IL 62704", MAIN),
    ("it should be 123 Main St, Springfield, IL 62704", MAIN),
    ("77 Salem St #3, Boston, MA 02113", Address("77 Salem St", "Boston", "US", "#3", "MA", "02113")),
    ("1309 S 10th St, Philadelphia, PA 19147", Address("1309 S 10th St", "Philadelphia", "US", "", "PA", "19147")),
    ("96 Ferry St, 2nd floor, Newark, NJ 07105", Address("96 Ferry St", "Newark", "US", "2nd floor", "NJ", "07105")),
    (
        "3401 Speedway Apt 118, Austin, TX 78705-1234",
        Address("3401 Speedway", "Austin", "US", "Apt 118", "TX", "78705-1234"),
    ),
    ("55 W 25th St, Unit 4B, New York, NY 10010", Address("55 W 25th St", "New York", "US", "Unit 4B", "NY", "10010")),
    ("445 Maple Drive, Suite 394, Fort Worth, TX, the zip is 76165", MAPLE),
    ("445 Maple Drive, Suite 394, city: Fort Worth, state: TX, zip: 76165", MAPLE),
    ("PO Box 1203, Santa Fe, NM 87501", Address("PO Box 1203", "Santa Fe", "US", "", "NM", "87501")),
    ("Flat 3, 22 Baker St, London NW1 6XE", Address("22 Baker St", "London", "GB", "Flat 3", "", "NW1 6XE")),
    (
        "Flat 3, 22 Baker Street, London, NW1 6XE, UK",
        Address("22 Baker Street", "London", "GB", "Flat 3", "", "NW1 6XE"),
    ),
    ("8 Cowley Lane, Oxford ox41jd", LONDON),
    (
        "23 Dalhousie Terrace, Edinburgh EH10 5NE, Scotland",
        Address("23 Dalhousie Terrace", "Edinburgh", "GB", "", "", "EH10 5NE"),
    ),
    ("Hauptstraße 5, 10115 Berlin, Germany", Address("Hauptstraße 5", "Berlin", "DE", "", "", "10115")),
    ("Tulbeckstr. 19, 80339 München, Deutschland", Address("Tulbeckstr. 19", "München", "DE", "", "", "80339")),
    ("12 rue de Rivoli, 75001 Paris, France", Address("12 rue de Rivoli", "Paris", "FR", "", "", "75001")),
    (
        "Prinsengracht 263, 1016 GV Amsterdam, Netherlands",
        Address("Prinsengracht 263", "Amsterdam", "NL", "", "", "1016 GV"),
    ),
    ("Via Roma 10, 20121 Milano, Italy", Address("Via Roma 10", "Milano", "IT", "", "", "20121")),
    ("Calle Mayor 5, 28013 Madrid, Spain", Address("Calle Mayor 5", "Madrid", "ES", "", "", "28013")),
    (
        "88 Finch Ave E, Suite 1207, Toronto ON M2N 6W6",
        Address("88 Finch Ave E", "Toronto", "CA", "Suite 1207", "ON", "M2N 6W6"),
    ),
    ("6388 Larch St, Vancouver, BC V6M4E6, Canada", Address("6388 Larch St", "Vancouver", "CA", "", "BC", "V6M 4E6")),
    (
        "14 Railway Parade, Unit 5, Burwood NSW 2134, Australia",
        Address("14 Railway Parade", "Burwood", "AU", "Unit 5", "NSW", "2134"),
    ),
    (
        "25 Bukit Batok East Ave 5, #08-117, Singapore 659791",
        Address("25 Bukit Batok East Ave 5", "Singapore", "SG", "#08-117", "", "659791"),
    ),
    ("北京市海淀区中关村大街27号", ZHONGGUANCUN),
    ("寄到北京市海淀区中关村大街27号", ZHONGGUANCUN),
    ("地址改成北京海淀区中关村大街27号，谢谢", ZHONGGUANCUN),
    ("中国北京市海淀区中关村大街27号", ZHONGGUANCUN),
    ("新地址：北京市海淀区中关村大街27号", ZHONGGUANCUN),
    ("广东省深圳市南山区科技园路5号3栋1202室", Address("南山区科技园路5号", "深圳", "CN", "3栋1202室", "广东")),
    ("送到广东深圳南山区科技园路5号3栋1202室吧", Address("南山区科技园路5号", "深圳", "CN", "3栋1202室", "广东")),
    (
        "上海市浦东新区锦绣路1200弄9号602室，邮编200135",
        Address("浦东新区锦绣路1200弄", "上海", "CN", "9号602室", "上海", "200135"),
    ),
    ("杭州市西湖区文三路90号", Address("西湖区文三路90号", "杭州", "CN")),
    (
        "四川省成都市武侯区科华北路65号梧桐苑2栋1103 610041",
        Address("武侯区科华北路65号", "成都", "CN", "梧桐苑2栋1103", "四川", "610041"),
    ),
    ("江苏省南京市鼓楼区中山路18号院5号楼301", Address("鼓楼区中山路18号院", "南京", "CN", "5号楼301", "江苏")),
    ("我搬到了重庆市渝中区解放碑步行街8号", Address("渝中区解放碑步行街8号", "重庆", "CN", "", "重庆")),
    ("内蒙古自治区呼和浩特市新城区中山东路3号", Address("新城区中山东路3号", "呼和浩特", "CN", "", "内蒙古")),
]
CORRECTED_US = [
    ("change the apartment to 5B", {"line2": "Apt 5B"}),
    ("the apartment number is 5B", {"line2": "Apt 5B"}),
    ("it's apt 12, not 3", {"line2": "Apt 12"}),
    ("apt should be 4", {"line2": "Apt 4"}),
    ("make it unit 7", {"line2": "Unit 7"}),
    ("suite 200", {"line2": "Suite 200"}),
    ("the zip is 97210", {"postcode": "97210"}),
    ("zip code should be 97210", {"postcode": "97210"}),
    ("change the zip to 97210", {"postcode": "97210"}),
    ("wrong zip code, it's 97210", {"postcode": "97210"}),
    ("postcode: 97210", {"postcode": "97210"}),
    ("the city should be Salem", {"city": "Salem"}),
    ("change the city to Salem please", {"city": "Salem"}),
    ("the state is Washington", {"region": "WA"}),
    ("state should be WA", {"region": "WA"}),
    ("the house number is 15", {"line1": "15 Alder St"}),
    ("house number should be 15", {"line1": "15 Alder St"}),
    ("the street is 15 Oak Avenue", {"line1": "15 Oak Avenue"}),
    ("street address should be 15 Oak Avenue", {"line1": "15 Oak Avenue"}),
    ("apartment 5B and zip 97210", {"line2": "Apt 5B", "postcode": "97210"}),
]
CORRECTED_CN = [
    ("门牌改成15号", {"line1": "朝阳区望京西路15号"}),
    ("门牌号是15号", {"line1": "朝阳区望京西路15号"}),
    ("门牌号写错了，应该是15号", {"line1": "朝阳区望京西路15号"}),
    ("房间号改成502", {"line2": "3号楼502室"}),
    ("房号是502", {"line2": "3号楼502室"}),
    ("改成5号楼301室", {"line2": "5号楼301室"}),
    ("邮编是100080", {"postcode": "100080"}),
    ("邮编改成100080", {"postcode": "100080"}),
    ("邮政编码：100080", {"postcode": "100080"}),
    ("城市改成天津", {"city": "天津"}),
    ("省份是河北", {"region": "河北"}),
]
REFERENCES = [
    ("my default address", "default"),
    ("send it to my default address", "default"),
    ("the address in my account", "default"),
    ("the usual address please", "default"),
    ("the address on file", "default"),
    ("to my office", "office"),
    ("ship it to work", "office"),
    ("the same as in my other order", "order W10002"),
    ("use the address from order W10002", "order W10002"),
    ("same as #W10002", "order W10002"),
    ("默认地址", "default"),
    ("寄到我的默认地址", "default"),
    ("用常用地址", "default"),
    ("寄到公司", "office"),
    ("送到我办公室", "office"),
    ("跟另一个订单一样的地址", "order W10002"),
    ("W10002那个订单的地址", "order W10002"),
]
INCOMPLETE = [
    ("445 Maple Drive, Suite 394", ("city", "region", "postcode")),
    ("445 Maple Drive, Fort Worth", ("region", "postcode")),
    ("445 Maple Drive, Fort Worth, TX", ("postcode",)),
    ("445 Maple Drive, Fort Worth 76165", ("region",)),
    ("445 Maple Drive", ("city", "region", "postcode")),
    ("Flat 3, 22 Baker St, London NW1, UK", ("postcode",)),
    ("Hauptstraße 5, Berlin, Germany", ("postcode",)),
    ("中关村大街27号", ("city",)),
    ("海淀区中关村大街27号", ("city",)),
]
NOTHING = [
    "I have it here, W10172",
    "my kid ordered this by accident, please cancel ORD-55910",
    "show me order W10234",
    "my previous orders",
    "good job, thank you",
    "does it really work",
    "anyone home?",
    "上次买的台灯",
    "北京今天多少度",
    "成都有啥好吃的",
    "偏远地区要加运费吗",
    "你们公司上市了吗",
    "hello",
    "yes please",
    "I want to change my address",
    "can you change the address?",
    "another address",
    "the lamp",
    "size 9",
    "my order number is W10001",
    "tomorrow at 5",
    "how much is shipping to Texas?",
    "I have 2 orders",
    "the second one",
    "你好",
    "我要改地址",
    "改地址",
    "换个地址",
    "台灯",
    "订单号W10001",
    "第二个",
    "明天送到",
    "好的",
    "9码",
]


def meant(words: str, base: Address | None = PORTLAND) -> AddressMeant:
    return address_meant(words, known=KNOWN, base=base)


@pytest.mark.parametrize(("words", "address"), WRITTEN)
def test_an_address_is_read_in_the_form_of_its_country(words: str, address: Address) -> None:
    found = meant(words, BEIJING if address.country == "CN" else PORTLAND)
    assert (found.address, found.missing, found.changed) == (address, (), ())


@pytest.mark.parametrize(("words", "address"), WRITTEN)
def test_it_is_read_the_same_when_no_address_was_there_before(words: str, address: Address) -> None:
    assert meant(words, None).address == address


@pytest.mark.parametrize(
    ("words", "base", "fields"),
    [*((words, PORTLAND, of) for words, of in CORRECTED_US), *((words, BEIJING, of) for words, of in CORRECTED_CN)],
)
def test_a_correction_changes_its_field_and_no_other(words: str, base: Address, fields: dict[str, str]) -> None:
    found = meant(words, base)
    assert found.address
    assert {name: getattr(found.address, name) for name in found.changed} == fields
    untouched = {"line1", "line2", "city", "region", "postcode", "country"} - fields.keys()
    assert all(getattr(found.address, name) == getattr(base, name) for name in untouched)


@pytest.mark.parametrize(("words", "reference"), REFERENCES)
def test_an_address_is_known_by_a_name(words: str, reference: str) -> None:
    assert meant(words) == AddressMeant(KNOWN[reference], reference=reference)


@pytest.mark.parametrize(("words", "missing"), INCOMPLETE)
def test_what_was_not_said_is_missing_and_not_taken_from_elsewhere(words: str, missing: tuple[str, ...]) -> None:
    found = meant(words, BEIJING if missing == ("city",) else PORTLAND)
    assert found.missing == missing
    assert found.address
    assert all(getattr(found.address, name) in ("", "NW1") for name in missing)


@pytest.mark.parametrize("words", NOTHING)
def test_what_is_no_address_gives_none(words: str) -> None:
    assert not meant(words)


def test_an_office_that_is_not_known_is_not_made_up() -> None:
    found = address_meant("send it to my office", known={"default": PORTLAND}, base=PORTLAND)
    assert found == AddressMeant(reference="office")
    assert address_meant("寄到公司", known={}, base=BEIJING) == AddressMeant(reference="office")


def test_several_other_orders_are_left_to_be_asked() -> None:
    known = {"order W1": PORTLAND, "order W2": BEIJING, "order W3": PORTLAND}
    found = address_meant("the same as in my other order", known=known, base=OFFICE)
    assert (found.address, found.candidates) == (None, ("order W1", "order W2"))


def test_the_country_of_the_base_counts_when_none_is_said() -> None:
    found = address_meant("Lychener Straße 44, 10437 Berlin", known={}, base=Address("a", "b", "DE"))
    assert found.address == Address("Lychener Straße 44", "Berlin", "DE", postcode="10437")
    unknown = address_meant("Lychener Straße 44, 10437 Berlin", known={}, base=None)
    assert unknown.missing == ("country",)


def test_a_missing_field_said_later_completes_the_address() -> None:
    first = meant("445 Maple Drive, Fort Worth, TX")
    assert first.address
    second = address_meant("the zip is 76165", known={}, base=first.address)
    assert second.complete
    assert second.address == Address("445 Maple Drive", "Fort Worth", "US", "", "TX", "76165")


SEATTLE = Address("44 Pine Street", "Seattle", "US", "", "WA", "98101")
AUSTIN = Address("7 Cedar Court", "Austin", "US", "Unit 2", "TX", "78701")
OWN = {"default": SEATTLE, "order W1": AUSTIN, "order W2": PORTLAND, "order W3": AUSTIN, "order W4": BEIJING}


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("send it to my Austin address", "order W1"),
        ("change it to my place in Texas", "order W1"),
        ("use my TX address please", "order W1"),
        ("to the flat on Cedar Court", "order W1"),
        ("把地址改成奥斯汀的家", "order W1"),
        ("寄到北京那个地址", "order W4"),
        ("ship it to my home in Beijing", "order W4"),
        ("move my Austin order to the Portland address", "order W2"),
        ("Seattle", "default"),
        ("my default Seattle home", "default"),
        ("the address in my profile", "default"),
        ("我资料里的地址", "default"),
    ],
)
def test_an_own_address_is_known_by_where_it_lies(words: str, key: str) -> None:
    found = address_meant(words, known=OWN, base=LONDON)
    assert (found.address, found.reference) == (OWN[key], key)


@pytest.mark.parametrize("words", ["send it to my Oregon address", "寄到我在波特兰的家"])
def test_where_two_lie_there_it_is_asked_which(words: str) -> None:
    other = Address("9 Oak Lane", "Portland", "US", "", "OR", "97209")
    found = address_meant(words, known={**OWN, "order W5": other}, base=LONDON)
    assert found.address is None
    assert set(found.candidates) == {"order W2", "order W5"}


def test_the_address_that_is_to_change_is_not_the_one_that_is_meant() -> None:
    assert address_meant("the other Portland address", known=OWN, base=PORTLAND).address is None


@pytest.mark.parametrize(
    "words", ["change it back to what it was", "put the original address back", "改回原来的地址", "恢复成之前的地址"]
)
def test_an_address_is_changed_back_to_what_it_was(words: str) -> None:
    assert address_meant(words, known={**OWN, "before": LONDON}, base=SEATTLE).reference == "before"


@pytest.mark.parametrize(
    "words",
    [
        "My new home is in another town as I plan to move. My new address is 123 Main St, Springfield, IL 62704",
        "it should go to 123 Main St, Springfield, IL 62704. I want you to confirm that",
        "we moved last week so please use 123 Main St, Springfield, IL 62704 and tell me when it is done",
    ],
)
def test_an_address_is_found_among_sentences(words: str) -> None:
    assert address_meant(words, known={}, base=PORTLAND).address == MAIN


def test_a_town_that_is_called_as_its_state_says_the_state() -> None:
    found = address_meant("9 Garden Road, New York, 10001", known={}, base=PORTLAND)
    assert found.address == Address("9 Garden Road", "New York", "US", "", "NY", "10001")
    assert not address_meant("9 Garden Road, Washington, 20001", known={}, base=PORTLAND).complete


@pytest.mark.parametrize(
    "words",
    [
        "Well, 123 Main St, Springfield, IL 62704",
        "that would be 123 Main St, Springfield, IL 62704 (all of them)",
        "sure: 123 Main St, Springfield, IL 62704",
    ],
)
def test_what_is_said_around_an_address_is_no_part_of_it(words: str) -> None:
    assert address_meant(words, known={}, base=PORTLAND).address == MAIN


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("change my order to the Austin address, along with my default address", "order W1"),
        ("change it to my default address", "default"),
        ("it is somewhere in my orders", ""),
    ],
)
def test_an_address_that_is_to_change_as_well_is_not_meant(words: str, key: str) -> None:
    assert address_meant(words, known=OWN, base=LONDON).reference in (key, "order")


@pytest.mark.parametrize(
    ("words", "profile", "both"),
    [
        ("change my default address to the one of W1", True, False),
        ("please update the user address", True, False),
        ("and also my account default address to the new home", True, False),
        ("改一下我的默认地址", True, False),
        ("change the address of W1 to my default address", False, False),
        ("send it to my default address", False, False),
        ("把W1的地址改成我的默认地址", False, False),
        ("change my default address and all my order addresses", True, True),
        ("change the address of my orders, along with my default address", False, True),
        ("把我的默认地址和所有订单的地址都改了", True, True),
    ],
)
def test_the_accounts_address_is_told_from_an_orders(words: str, profile: bool, both: bool) -> None:
    assert (is_of_profile(words), is_of_both(words)) == (profile, both)


@pytest.mark.parametrize(
    "words",
    ["the new home", "my sister's address", "look it up in my orders", "就是新家里", "我姐姐的地址", "在我的订单里"],
)
def test_the_only_other_address_is_meant_where_one_was_asked_for(words: str) -> None:
    two = {"default": SEATTLE, "order W1": AUSTIN, "order W2": SEATTLE}
    assert address_meant(words, known=two, base=SEATTLE, asked=True).address == AUSTIN
    assert address_meant(words, known=OWN, base=SEATTLE, asked=True).address is None


@pytest.mark.parametrize(
    ("words", "is_there"),
    [
        ("change the address to my default address", True),
        ("send it to my account address instead", True),
        ("然后把地址改成我的默认地址", True),
        ("寄到我的默认地址", True),
        ("update my default address to 5 Elm Street", False),
        ("把我的默认地址改成北京路1号", False),
    ],
)
def test_ones_own_address_may_be_where_something_goes(words: str, is_there: bool) -> None:
    assert is_to_profile(words) is is_there
    assert is_of_profile(words) is not is_there
