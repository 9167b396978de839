"""Which variant people mean when they want another one of what they bought."""

import pytest

from bot.orders.wishes.variants import VariantMeant, Wish, variant_meant, wishes_of
from bot.orders.wishes.wish import Leaning
from tests.orders.wishes.shelf import PRODUCTS, order_of

ENGLISH = [
    ("BOARD-2", "linear instead", "BOARD-4"),
    ("BOARD-2", "with linear switches", "BOARD-4"),
    ("BOARD-4", "the same but with clicky switches", "BOARD-2"),
    ("BOARD-4", "with RGB backlighting please", "BOARD-3"),
    ("BOARD-3", "one with no backlight", "BOARD-4"),
    ("BOARD-3", "without the backlight", "BOARD-4"),
    ("BOARD-4", "clickey switches", "BOARD-2"),
    ("BOARD-2", "tactile, 80%, rgb", "BOARD-5"),
    ("BOARD-2", "the full size tactile one with white backlight", "BOARD-6"),
    ("BOARD-2", "the cheapest available", "BOARD-4"),
    ("BOARD-2", "the cheapest one with RGB", "BOARD-5"),
    ("BOARD-2", "most expensive one you have", "BOARD-3"),
    ("BOARD-2", "the most expensive under $115", "BOARD-5"),
    ("HUB-1", "compatible with Google Home instead of Apple HomeKit", "HUB-2"),
    ("HUB-1", "one that works with google assistant", "HUB-2"),
    ("HUB-2", "I want the HomeKit version", "HUB-1"),
    ("HUB-2", "same thing in black", "HUB-3"),
    ("HUB-3", "white, not black", "HUB-2"),
    ("PHONE-1", "128GB", "PHONE-2"),
    ("PHONE-1", "the 128 gb version", "PHONE-2"),
    ("PHONE-1", "128 gigs", "PHONE-2"),
    ("PHONE-2", "64", "PHONE-1"),
    ("PHONE-1", "more storage", "PHONE-2"),
    ("PHONE-2", "less storage please", "PHONE-1"),
    ("PHONE-1", "in gold", "PHONE-4"),
    ("PHONE-1", "exchange the black phone for a gold one", "PHONE-4"),
    ("PHONE-1", "can I swap it for the gold one with 256GB?", "PHONE-6"),
    ("PHONE-4", "the one with the most storage", "PHONE-6"),
    ("CAM-1", "not waterproof", "CAM-2"),
    ("CAM-1", "it doesn't need to be waterproof, the non waterproof one", "CAM-2"),
    ("CAM-2", "a waterproof one", "CAM-1"),
    ("CAM-1", "the silver 5k", "CAM-3"),
    ("SH-601-BLK-9", "size 10", "SH-601-BLK-10"),
    ("SH-601-BLK-9", "10 please", "SH-601-BLK-10"),
    ("SH-601-BLK-9", "size 8 instead of 9", "SH-601-BLK-8"),
    ("SH-601-BLK-9", "a size up", "SH-601-BLK-10"),
    ("SH-601-BLK-9", "one size smaller", "SH-601-BLK-8"),
    ("SH-601-BLK-9", "they're too tight, I need a bigger pair", "SH-601-BLK-10"),
    ("SH-601-BLK-9", "blue, same size", "SH-601-BLU-9"),
    ("SH-601-BLK-9", "same shoes in blue, size 7", "SH-601-BLU-7"),
    ("SH-601-BLK-9", "US 8", "SH-601-BLK-8"),
    ("SH-601-BLK-9", "change the shoes to size 8 because they are too big", "SH-601-BLK-8"),
    ("SH-601-BLK-9", "the largest size you have", "SH-601-BLK-10"),
    ("CL-706-WHT-S", "large", "CL-706-WHT-L"),
    ("CL-706-WHT-S", "L", "CL-706-WHT-L"),
    ("CL-706-WHT-S", "a medium would be better", "CL-706-WHT-M"),
    ("CL-706-WHT-S", "meduim", "CL-706-WHT-M"),
    ("CL-706-WHT-S", "in blak", "CL-706-BLK-S"),
    ("CL-706-WHT-S", "black, large", "CL-706-BLK-L"),
    ("CL-706-WHT-S", "mustard, medium", "CL-706-MUS-M"),
    ("AU-201-BLK", "the blue one", "AU-201-NVY"),
    ("BOARD-4", "same keyboard just clicky", "BOARD-2"),
    ("BOARD-4", "can i get a clicky one, I don't care about the backlight", "BOARD-2"),
    ("BOARD-3", "change switch type to tactile and backlight to white", "BOARD-6"),
    ("BOARD-3", "tactile, full-size, whatever backlight", "BOARD-6"),
    ("PHONE-1", "the same but 128", "PHONE-2"),
    ("PHONE-1", "256GB in whatever colour you have", "PHONE-6"),
    ("PHONE-1", "something under 420 dollars in gold", "PHONE-4"),
    ("PHONE-2", "a cheaper version in the same colour", "PHONE-1"),
    ("CAM-1", "4K without waterproofing", "CAM-2"),
    ("CAM-2", "the one that is waterproof, same resolution", "CAM-1"),
    ("SH-601-BLK-9", "one size down please, in blue if possible", "SH-601-BLU-8"),
    ("SH-601-BLK-9", "size eight", "SH-601-BLK-8"),
    ("SH-601-BLK-9", "any color but black", "SH-601-BLU-9"),
    ("CL-706-WHT-S", "two sizes up", "CL-706-WHT-L"),
    ("KB-103-BLK-US", "UK layout", "KB-103-BLK-UK"),
    ("CL-711-PLD-S", "stripes", "CL-711-STR-S"),
    ("BG-504-GRY-13", "for a 14 inch laptop", "BG-504-GRY-14"),
    ("LT-309-1", "the set of three", "LT-309-3"),
    ("AU-206-35MM", "usb c", "AU-206-USBC"),
    ("GLOW-1", "a brighter one", "GLOW-2"),
    ("BOARD-3", "please change the backlight of my keyboard to none", "BOARD-4"),
    ("BOARD-4", "exchange the keyboard with linear switches for the one with clicky switches", "BOARD-2"),
    ("CAM-1", "change the waterproof of my camera to no", "CAM-2"),
    ("HUB-1", "I want black and google assistant instead of white and homekit", "HUB-3"),
    ("SH-601-BLK-9", "I'd prefer blue. Everything else the same please", "SH-601-BLU-9"),
    ("GLOW-3", "a less bright one", "GLOW-2"),
    ("GLOW-2", "the brightest", "GLOW-3"),
    ("GLOW-1", "high brightness", "GLOW-3"),
    ("GLOW-3", "battery powered instead", "GLOW-4"),
    ("PUZZLE-2", "with fewer pieces", "PUZZLE-1"),
    ("PUZZLE-2", "the 2000 piece one", "PUZZLE-3"),
    ("PUZZLE-2", "more pieces", "PUZZLE-3"),
    ("PUZZLE-2", "the animal theme", "PUZZLE-4"),
    ("WEIGHTS-2", "a heavier set", "WEIGHTS-3"),
    ("WEIGHTS-2", "lighter ones", "WEIGHTS-1"),
    ("WEIGHTS-2", "the heaviest", "WEIGHTS-3"),
    ("WEIGHTS-1", "55-75 lbs", "WEIGHTS-3"),
]
CHINESE = [
    ("BOARD-2", "换成红轴", "BOARD-4"),
    ("BOARD-4", "要青轴的", "BOARD-2"),
    ("BOARD-4", "带RGB背光的", "BOARD-3"),
    ("BOARD-3", "不要背光的", "BOARD-4"),
    ("BOARD-2", "最便宜的", "BOARD-4"),
    ("BOARD-2", "有货的里面最便宜的那款", "BOARD-4"),
    ("BOARD-2", "最贵的", "BOARD-3"),
    ("HUB-1", "换成支持谷歌助手的", "HUB-2"),
    ("HUB-2", "黑色的", "HUB-3"),
    ("HUB-3", "白色", "HUB-2"),
    ("PHONE-1", "128G的", "PHONE-2"),
    ("PHONE-1", "换成128GB", "PHONE-2"),
    ("PHONE-1", "金色", "PHONE-4"),
    ("PHONE-1", "我想把黑色换成金色", "PHONE-4"),
    ("PHONE-1", "金色256G", "PHONE-6"),
    ("PHONE-1", "容量大一点的", "PHONE-2"),
    ("PHONE-2", "内存小一点的", "PHONE-1"),
    ("PHONE-4", "容量最大的", "PHONE-6"),
    ("CAM-1", "不防水的", "CAM-2"),
    ("CAM-2", "要防水的", "CAM-1"),
    ("CAM-1", "银色5K那款", "CAM-3"),
    ("SH-601-BLK-9", "10码", "SH-601-BLK-10"),
    ("SH-601-BLK-9", "换成8码", "SH-601-BLK-8"),
    ("SH-601-BLK-9", "大一码", "SH-601-BLK-10"),
    ("SH-601-BLK-9", "小一号", "SH-601-BLK-8"),
    ("SH-601-BLK-9", "太挤脚了，想换大一点的", "SH-601-BLK-10"),
    ("SH-601-BLK-9", "同款蓝色", "SH-601-BLU-9"),
    ("SH-601-BLK-9", "蓝色的7码", "SH-601-BLU-7"),
    ("SH-601-BLK-9", "不要黑色，要蓝色", "SH-601-BLU-9"),
    ("SH-601-BLK-9", "把9码的换成10码的", "SH-601-BLK-10"),
    ("SH-601-BLK-9", "最大码", "SH-601-BLK-10"),
    ("CL-706-WHT-S", "换成L码", "CL-706-WHT-L"),
    ("CL-706-WHT-S", "大号", "CL-706-WHT-L"),
    ("CL-706-WHT-S", "中码", "CL-706-WHT-M"),
    ("CL-706-WHT-S", "黑色大码", "CL-706-BLK-L"),
    ("CL-706-WHT-S", "要黑的", "CL-706-BLK-S"),
    ("CL-706-WHT-S", "芥末黄M码", "CL-706-MUS-M"),
    ("AU-201-BLK", "藏青色", "AU-201-NVY"),
    ("AU-201-BLK", "蓝色的", "AU-201-NVY"),
    ("PHONE-1", "换成gold的", "PHONE-4"),
    ("PHONE-2", "同样颜色更便宜的", "PHONE-1"),
    ("GLOW-1", "亮一点的", "GLOW-2"),
    ("GLOW-3", "暗一点", "GLOW-2"),
    ("PUZZLE-2", "动物主题的", "PUZZLE-4"),
    ("WEIGHTS-2", "更重的", "WEIGHTS-3"),
    ("WEIGHTS-2", "轻一点的", "WEIGHTS-1"),
    ("PHONE-1", "換成金色", "PHONE-4"),
    ("SH-601-BLK-9", "大一碼", "SH-601-BLK-10"),
    ("CL-706-WHT-S", "黑色大碼", "CL-706-BLK-L"),
    ("KB-103-BLK-US", "英式布局", "KB-103-BLK-UK"),
    ("CL-711-PLD-S", "条纹的", "CL-711-STR-S"),
    ("CL-706-WHT-S", "大两码", "CL-706-WHT-L"),
    ("BG-504-GRY-13", "14寸驼色", "BG-504-CAM-14"),
    ("KT-406-RED-500", "750毫升的白色", "KT-406-WHT-750"),
    ("AU-206-USBC", "3.5毫米插头", "AU-206-35MM"),
    ("SH-601-BLK-9", "size 10的", "SH-601-BLK-10"),
    ("CL-706-WHT-S", "换个black的", "CL-706-BLK-S"),
]
CONDITIONAL = [
    ("BOARD-4", "clicky with RGB, if that's not available then clicky without backlight", "BOARD-2"),
    ("BOARD-2", "with RGB, and if there is no clicky one then linear", "BOARD-3"),
    ("BOARD-4", "clicky, RGB and full size; if not in stock the cheapest one", "BOARD-4"),
    ("BOARD-4", "I'd prefer clicky with rgb, otherwise tactile 80%", "BOARD-5"),
    ("PHONE-1", "256GB, if not available 128GB", "PHONE-2"),
    ("PHONE-1", "256G or else the gold one in 256", "PHONE-6"),
    ("PHONE-1", "256GB if you have it, else gold", "PHONE-6"),
    ("PHONE-1", "the 256 one. If it is sold out I'll take the 128GB", "PHONE-2"),
    ("CL-706-WHT-S", "black M, if that's sold out black L", "CL-706-BLK-L"),
    ("CL-706-WHT-M", "black; failing that, the next size up", "CL-706-WHT-L"),
    ("CL-706-WHT-S", "mustard or black", "CL-706-BLK-S"),
    ("HUB-1", "alexa, if there's no alexa google is fine", "HUB-2"),
    ("HUB-1", "If alexa isn't available, go for google assistant", "HUB-2"),
    ("PHONE-1", "要256G的，没有的话就128G", "PHONE-2"),
    ("PHONE-1", "256G，缺货就换金色的", "PHONE-6"),
    ("PHONE-1", "如果256G没货，就要128G的", "PHONE-2"),
    ("BOARD-4", "青轴RGB，没货就最便宜的", "BOARD-4"),
    ("CL-706-WHT-S", "黑色M码，不行就黑色L码", "CL-706-BLK-L"),
    ("HUB-1", "最好支持Alexa，其次谷歌助手", "HUB-2"),
    ("CL-706-WHT-S", "芥末黄，要不就黑色", "CL-706-BLK-S"),
    ("PHONE-1", "256G的，否则金色256G", "PHONE-6"),
]
SCALES = [
    ("PUZZLE-2", "500 pieces fewer", "PUZZLE-1"),
    ("PUZZLE-2", "one with 1000 more pieces", "PUZZLE-3"),
    ("PUZZLE-3", "1500 pieces less", "PUZZLE-1"),
    ("PUZZLE-2", "the fewest pieces you have", "PUZZLE-1"),
    ("PUZZLE-2", "少500片的", "PUZZLE-1"),
    ("PUZZLE-2", "多1000片", "PUZZLE-3"),
    ("PHONE-1", "at least 128GB", "PHONE-2"),
    ("PHONE-1", "128 GB or more please", "PHONE-2"),
    ("PHONE-1", "256gb or better, in gold", "PHONE-6"),
    ("PHONE-2", "no more than 64GB", "PHONE-1"),
    ("PHONE-4", "maximum storage", "PHONE-6"),
    ("PHONE-1", "至少128G的", "PHONE-2"),
    ("PHONE-1", "128G以上", "PHONE-2"),
    ("PHONE-4", "256G起步的", "PHONE-6"),
    ("PHONE-4", "the cheapest one with at least 128GB", "PHONE-2"),
    ("CL-706-WHT-M", "they run small, can I have a size up", "CL-706-WHT-L"),
    ("CL-706-WHT-M", "it's too large, one size down please", "CL-706-WHT-S"),
    ("CL-706-WHT-M", "because it is too big, one size smaller would be good", "CL-706-WHT-S"),
    ("WEIGHTS-1", "the next set up", "WEIGHTS-2"),
    ("CAM-2", "lower resolution, any colour", "CAM-4"),
]
LIKED = [
    ("GLOW-1", "the brightest, prefer battery over USB if both are there", "GLOW-4"),
    ("GLOW-1", "the brightest (prefer battery > USB)", "GLOW-4"),
    ("GLOW-1", "the brightest (prefer USB > battery)", "GLOW-3"),
    ("GLOW-3", "a less bright one (prefer battery > USB)", "GLOW-2"),
    ("GLOW-1", "最亮的，电池优先于USB", "GLOW-4"),
    ("GLOW-1", "最亮的，优先电池", "GLOW-4"),
    ("PUZZLE-3", "1000 pieces less, animals preferred", "PUZZLE-4"),
    ("PUZZLE-3", "1000 pieces less, prefer art to animals", "PUZZLE-2"),
    ("CL-706-WHT-S", "bigger, and if several colours are available I prefer black", "CL-706-WHT-M"),
    ("CL-706-WHT-M", "large, and if there are several colours I'd take black", "CL-706-BLK-L"),
    ("CL-706-WHT-M", "大号，有几种颜色的话优先黑色", "CL-706-BLK-L"),
    ("KT-406-RED-500", "750ml, prefer blue over white", "KT-406-BLU-750"),
    ("KT-406-RED-500", "750ml, white rather than blue if both are in stock", "KT-406-WHT-750"),
    ("KT-406-RED-500", "the 750ml one, I'm okay with blue instead of red", "KT-406-BLU-750"),
    ("KT-406-RED-500", "750毫升，蓝色优先", "KT-406-BLU-750"),
    ("CL-706-WHT-M", "large, in black if possible", "CL-706-BLK-L"),
    ("CL-706-WHT-S", "medium, black if available", "CL-706-WHT-M"),
    ("KT-406-WHT-750", "500ml, but I don't care about the colour", "KT-406-RED-500"),
    ("BOARD-3", "tactile, the layout is not important", "BOARD-5"),
    ("BOARD-3", "tactile, other specs don't matter", "BOARD-6"),
    ("BOARD-3", "茶轴，布局不重要", "BOARD-5"),
    ("CAM-3", "4K, I don't care whether it's waterproof or not, black", "CAM-1"),
    ("BOARD-5", "the most expensive one, but the same switch", "BOARD-5"),
    ("BOARD-6", "upgrade it to the most expensive one with the same switch", "BOARD-5"),
]
CODES = [
    ("BOARD-3", "change it to item BOARD-6", "BOARD-6"),
    ("SH-601-BLK-9", "SH-601-BLU-8 please", "SH-601-BLU-8"),
    ("SH-601-BLK-9", "换成货号SH-601-BLU-8", "SH-601-BLU-8"),
]
ATTRIBUTES = [
    ("BOARD-3", "{'switch': 'linear', 'backlight': 'none'}", "BOARD-4"),
    ("BOARD-3", 'to {"switch": "tactile", "backlight": "white", "layout": "full size"}', "BOARD-6"),
    ("CAM-1", "exchange {'resolution': '4K', 'waterproof': 'yes'} for {'waterproof': 'no'}", "CAM-2"),
]
OPEN = [
    ("BOARD-2", "with RGB", ["BOARD-3", "BOARD-5"], ("switch", "layout"), ["BOARD-1"]),
    ("BOARD-2", "带RGB的", ["BOARD-3", "BOARD-5"], ("switch", "layout"), ["BOARD-1"]),
    ("BOARD-2", "tactile", ["BOARD-6", "BOARD-5"], ("backlight", "layout"), []),
    ("HUB-1", "black", ["HUB-3"], ("compatibility",), []),
    ("HUB-1", "黑色", ["HUB-3"], ("compatibility",), []),
    ("HUB-1", "the alexa one", [], (), ["HUB-4"]),
    ("PHONE-1", "256GB", ["PHONE-6"], ("colour",), ["PHONE-3"]),
    ("CL-706-WHT-S", "olive", ["CL-706-OLV-L"], ("size",), []),
    ("CL-706-WHT-S", "橄榄绿", ["CL-706-OLV-L"], ("size",), []),
    ("CAM-1", "5K", ["CAM-3"], ("colour",), []),
    ("CAM-1", "the highest resolution", ["CAM-3"], ("resolution", "colour"), []),
    ("KT-406-RED-500", "the bigger bottle", ["KT-406-BLU-750", "KT-406-WHT-750"], ("colour", "capacity"), []),
    ("KT-406-RED-500", "大容量的", ["KT-406-BLU-750", "KT-406-WHT-750"], ("colour", "capacity"), []),
]
NOTHING = [
    ("BOARD-2", "hello"),
    ("BOARD-2", "yes"),
    ("SH-601-BLK-9", "many thanks"),
    ("SH-601-BLK-9", "any news?"),
    ("SH-601-BLK-9", "is anyone there"),
    ("SH-601-BLK-9", "it's been 10 days"),
    ("SH-601-BLK-9", "10月8号买的"),
    ("SH-601-BLK-9", "I no longer need help with this"),
    ("SH-601-BLK-9", "I don't want it any longer"),
    ("SH-601-BLK-9", "nothing more, thanks"),
    ("SH-601-BLK-9", "I got somebody else's order"),
    ("SH-601-BLK-9", "no, don't do anything"),
    ("SH-601-BLK-9", "I saw it for less today"),
    ("SH-601-BLK-9", "上海市静安区南京西路9号"),
    ("SH-601-BLK-9", "my email is qian.l@example.com"),
    ("PHONE-1", "please"),
    ("PHONE-1", "I want to exchange it"),
    ("HUB-1", "hm"),
    ("SH-601-BLK-9", "the toaster"),
    ("CL-706-WHT-S", "thanks a lot"),
    ("CL-706-WHT-S", "it's not nice"),
    ("PHONE-1", "你好"),
    ("PHONE-1", "好的"),
    ("SH-601-BLK-9", "我想换货"),
    ("HUB-1", "谢谢"),
    ("CAM-1", "为什么"),
]


def meant(sku: str, words: str, *before: Wish) -> VariantMeant:
    (line,) = order_of(sku).lines
    product = next(p for p in PRODUCTS if any(v.sku == sku for v in p.variants))
    return variant_meant(words, line, product, wishes_before=before)


@pytest.mark.parametrize(
    ("sku", "words", "wanted"), [*ENGLISH, *CHINESE, *CONDITIONAL, *SCALES, *LIKED, *CODES, *ATTRIBUTES]
)
def test_the_variant_that_is_meant_is_found(sku: str, words: str, wanted: str) -> None:
    found = meant(sku, words)
    assert found.variant
    assert found.variant.sku == wanted


@pytest.mark.parametrize(("sku", "words", "candidates", "open_options", "sold_out"), OPEN)
def test_what_does_not_fit_exactly_is_left_to_be_asked(
    sku: str, words: str, candidates: list[str], open_options: tuple[str, ...], sold_out: list[str]
) -> None:
    found = meant(sku, words)
    assert found.variant is None
    assert [v.sku for v in found.candidates] == candidates
    assert (found.open_options, [v.sku for v in found.sold_out]) == (open_options, sold_out)


@pytest.mark.parametrize(("sku", "words"), NOTHING)
def test_words_that_say_nothing_of_a_variant_mean_none(sku: str, words: str) -> None:
    assert not meant(sku, words)


def test_a_size_that_the_product_does_not_come_in_offers_those_that_it_does() -> None:
    found = meant("SH-601-BLK-9", "size 13")
    assert found.variant is None
    assert [v.sku for v in found.candidates] == ["SH-601-BLK-7", "SH-601-BLK-8", "SH-601-BLK-10"]
    assert (found.open_options, found.not_sold) == (("size",), ("13",))


def test_a_colour_that_the_product_does_not_come_in_offers_those_that_it_does() -> None:
    for words in ("in pink please", "换成粉色"):
        found = meant("SH-601-BLK-9", words)
        assert (found.variant, found.open_options, found.not_sold) == (None, ("colour",), ("pink",))
        assert [v.sku for v in found.candidates] == ["SH-601-BLU-9"]


def test_a_different_colour_is_asked_for_its_name() -> None:
    found = meant("SH-601-BLK-9", "a different colour")
    assert found.variant
    assert found.variant.sku == "SH-601-BLU-9"  # the only other one in size 9
    several = meant("AU-201-BLK", "another colour")
    assert not several.unmet, "any of them is another colour"
    assert ([v.sku for v in several.candidates], several.open_options) == (["AU-201-SND", "AU-201-NVY"], ("colour",))


def test_any_colour_takes_the_cheapest_that_keeps_the_rest() -> None:
    found = meant("SH-601-BLK-9", "size 8, any colour is fine")
    assert found.variant
    assert found.variant.sku == "SH-601-BLK-8"


def test_the_same_price_is_looked_for_among_other_variants() -> None:
    found = meant("PHONE-1", "another one for the same price")
    assert found.variant
    assert found.variant.sku == "PHONE-4"


def test_what_was_said_before_still_counts() -> None:
    found = meant("CL-706-WHT-S", "large", Wish("black"))
    assert found.variant
    assert found.variant.sku == "CL-706-BLK-L"
    corrected = meant("CL-706-WHT-S", "no, white after all, large", Wish("black"))
    assert corrected.variant
    assert corrected.variant.sku == "CL-706-WHT-L"


def test_a_code_of_what_is_sold_out_offers_what_comes_nearest_to_it() -> None:
    found = meant("BOARD-4", "please make it BOARD-1")
    assert (found.variant, [v.sku for v in found.sold_out], found.unmet) == (None, ["BOARD-1"], True)
    assert found.candidates[0].sku in ("BOARD-2", "BOARD-3")


def test_what_comes_nearest_is_liked_best_first() -> None:
    found = meant("CAM-1", "5K, but not waterproof, prefer silver")
    assert (found.variant, found.unmet) == (None, True)
    assert found.candidates[0].sku == "CAM-3"


@pytest.mark.parametrize(
    ("sku", "words", "only"),
    [
        ("CAM-1", "the highest resolution", "CAM-3"),
        ("CAM-2", "lower resolution", "CAM-4"),
        ("PHONE-1", "256GB", "PHONE-6"),
        ("BOARD-4", "RGB, prefer tactile over linear", None),
        ("KT-406-RED-500", "the bigger bottle", None),
        ("KT-406-RED-500", "750ml, black if possible", None),
    ],
)
def test_the_one_that_is_all_that_was_said_is_told_where_the_rest_cannot_stay(
    sku: str, words: str, only: str | None
) -> None:
    found = meant(sku, words)
    assert (found.only.sku if found.only else None) == only


def test_what_was_compared_and_liked_before_still_counts() -> None:
    found = meant("GLOW-1", "battery powered", Wish("a brighter one, prefer battery > USB"))
    assert found.variant
    assert found.variant.sku == "GLOW-4"


def test_the_wish_that_was_followed_is_told() -> None:
    found = meant("PHONE-1", "256GB, if not available 128GB")
    assert found.wish
    assert found.wish.words == "128gb"
    assert [v.sku for v in found.sold_out] == ["PHONE-3"]


def test_what_was_understood_is_told() -> None:
    assert dict(meant("PHONE-1", "gold, 128GB").wanted) == {"colour": "Gold", "storage": "128GB"}


@pytest.mark.parametrize(
    ("words", "wishes"),
    [
        ("black", [("black", Leaning.NONE)]),
        ("the cheapest one", [("the cheapest one", Leaning.CHEAPEST)]),
        ("black, if not available then white", [("black", Leaning.NONE), ("white", Leaning.NONE)]),
        (
            "black, otherwise blue, otherwise any",
            [("black", Leaning.NONE), ("blue", Leaning.NONE), ("any", Leaning.ANY)],
        ),
        (
            "size 9 if you have it, else a bigger one",
            [("size 9 if you have it", Leaning.NONE), ("a bigger one", Leaning.BIGGER)],
        ),
        ("黑色，没有就白色", [("黑色", Leaning.NONE), ("白色", Leaning.NONE)]),
        ("黑色的，否则最便宜的", [("黑色的", Leaning.NONE), ("最便宜的", Leaning.CHEAPEST)]),
        ("最好黑色，其次白色", [("黑色", Leaning.NONE), ("白色", Leaning.NONE)]),
        ("大一码", [("大一码", Leaning.BIGGER)]),
        ("", []),
    ],
)
def test_wishes_are_tried_in_the_order_in_which_they_were_said(words: str, wishes: list[tuple[str, Leaning]]) -> None:
    assert [(wish.words, wish.leaning) for wish in wishes_of(words)] == wishes
