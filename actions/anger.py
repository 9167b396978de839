"""Whether somebody is angry: at us, which is not what a complaint about goods is."""

import re
from typing import Final

_US: Final = r"(?:bot|robot|assistant|chat ?bot|machine|service|support|shop|store|company|website|people)"
_VERY: Final = r"(?: (?:all|so|just|really|very|absolutely|completely|getting|beyond|people|guys))*"
_ENGLISH: Final = re.compile(
    "|".join(
        (
            r"\bwtf\b|what the (?:hell|heck|fuck)|\bfuck\w*|bull ?shit|this shit",
            r"\bdamn it\b|goddamn|pissed off|screw you|\b(?:idiots?|morons?)\b(?!-)",
            rf"\b(?:stupid|dumb|useless|pathetic|incompetent|hopeless|shitty) {_US}\b",
            rf"\b(?:worst|terrible|horrible|awful|disgusting|appalling)(?: customer)? (?:service|support|{_US})\b",
            rf"\byou(?:'re| are){_VERY} (?:useless|stupid|a joke|incompetent|liars?|thieves|crooks|hopeless|pathetic)",
            r"\byou(?:'re| are) (?:robbing|cheating)|you (?:never|don'?t|won'?t) (?:listen|help|care)",
            r"are you (?:kidding|joking|serious)|you(?:'ve| have) got to be kidding",
            rf"(?:this|that|it)(?:'s| is| has become){_VERY} (?:a joke(?! \w)|(?:ridiculous|outrageous|infuriating)\b)",
            rf"(?:this|that|it)(?:'s| is){_VERY} unacceptable\b",
            rf"(?:this|that|it)(?:'s| is){_VERY} (?:absurd|a scam|a disgrace|insane)|\bscammers?\b|\bscammed\b",
            rf"\bi(?:'m| am){_VERY} (?:angry|furious|livid|outraged|losing (?:my )?patience|out of patience)",
            rf"\bi(?:'m| am){_VERY} (?:sick of|done with (?:you|this))|\bfed up\b|sick and tired",
            r"\bi(?:'ve| have) had enough|enough is enough|wast(?:e|ing) (?:of )?my time",
            r"my lawyer|going to sue|'ll sue",
            r"how many (?:more )?times (?:do|must|have|will|should) i",
            r"for the (?:third|fourth|fifth|tenth|hundredth|last|umpteenth) time",
            r"\b(?:nobody|no one) (?:answers|helps|cares|listens)",
            r"never (?:buy|buying|order|ordering|shop|shopping) (?:from you|here|with you)(?: ever)? again",
        )
    ),
    re.IGNORECASE,
)
_CHINESE: Final = re.compile(
    r"气死|气炸|[很真太好]火大|火大了|很生气|太生气|非常生气|忍无可忍|受够了|受不了你们|(?:太|真|也太|很)(?:过分|离谱)|搞什么(?:鬼|啊|名堂)|开什么玩笑"
    r"|什么破(?:店|客服|机器人|平台|服务|公司|系统)|(?:破|烂)(?:客服|机器人|平台|网店|公司)"
    r"|垃圾(?:客服|店铺|公司|平台|服务|商家|机器人|助手)"
    r"|(?:客服|服务|态度|你们)(?:真的|真是|真|太|也太|实在|怎么)*(?:这么|太)?(?:垃圾|差劲|恶劣|烂|差了|坑)"
    r"|骗子|骗钱|骗人|坑人|坑爹|黑店|黑心|欺骗消费者|投诉你们|我要投诉|要去投诉|消协|消费者协会|12315|工商局|举报你们|找律师|律师函|起诉你们"
    r"|网上曝光|曝光你们|^\W*滚[蛋开吧！!。]*$|废物|智障|白痴|脑残|蠢(?:货|死|机器人)|笨(?:死|蛋|机器人)|他妈|妈的|tmd|卧槽|尼玛"
    r"|耍我|玩我呢|糊弄|敷衍|踢皮球|没人(?:管|理|处理)|第[三四五六七八九十]次(?:问|说|找|来|联系)|[说问讲催](?:了|过)(?:多少|几|好几|八百|无数)[遍次]"
    r"|答非所问|浪费我?的?时间|再也不(?:来|买|会买|会来)|无语(?:了|死)|什么态度",
    re.IGNORECASE,
)
_LOUD_LETTERS: Final = 10


def is_angry(text: str) -> bool:
    """By what is said of us and to us, or because it is shouted."""
    return bool(_ENGLISH.search(text) or _CHINESE.search(text)) or _is_shouted(text)


def _is_shouted(text: str) -> bool:
    letters = [c for c in text if c.isascii() and c.isalpha()]
    return len(letters) >= _LOUD_LETTERS and all(c.isupper() for c in letters) and "!!" in text.replace("！", "!")
