"""What of a message cannot be taken, and what is said of it: aloud by the bot, as a line where people talk."""

import unicodedata
from collections.abc import Mapping
from typing import Final

from bot.commerce.model import Bilingual
from bot.conversation.screening import holds_card_number
from bot.errors import CardNumberRefused, ChoiceExpired, InvalidInput, PictureRefused, ShoptalkError
from bot.language import Language

_REFUSALS: Final[Mapping[type[ShoptalkError], Bilingual]] = {
    CardNumberRefused: Bilingual(
        "Card numbers are not taken here, so I have not kept your message: please send it again without the number.",
        "这里不接受银行卡号，您的消息未被保存，请删去卡号后再发送。",
    ),
    PictureRefused: Bilingual(
        "I could not take what you sent. I can take words and pictures; you can also ask for a person.",
        "您发送的内容未能接收。这里可以接收文字和图片，您也可以要求转人工客服。",
    ),
    ChoiceExpired: Bilingual(
        "This choice is no longer open: please choose from the newest message.",
        "该选项已失效，请从最新的消息中选择。",
    ),
    InvalidInput: Bilingual(
        "I could not take this message as it is: please write it in fewer words.",
        "这条消息无法照原样接收，请写得简短一些再发送。",
    ),
}
"""What the shopper is told, the most particular first."""
NOT_TAKEN: Final = tuple(_REFUSALS)

_ONE_MISSING: Final = Bilingual(
    "I could not take one of the files you sent. I can take pictures (JPEG, PNG, WebP, GIF) that are not too large; "
    "you can also ask for a person.",
    "您发送的文件中有 1 个未能接收。这里可以接收大小合适的图片（JPEG、PNG、WebP、GIF），您也可以要求转人工客服。",
)
_SOME_MISSING: Final = Bilingual(
    "I could not take {count} of the files you sent. I can take pictures (JPEG, PNG, WebP, GIF) that are not too "
    "large; you can also ask for a person.",
    "您发送的文件中有 {count} 个未能接收。这里可以接收大小合适的图片（JPEG、PNG、WebP、GIF），您也可以要求转人工客服。",
)
_AGENTS_FILE: Final = Bilingual(
    "The support team sent a file that cannot be shown here. Shown are pictures (JPEG, PNG, WebP, GIF) and PDFs of "
    "pages alone.",
    "人工客服发送了一个无法在此显示的文件。可显示：图片（JPEG、PNG、WebP、GIF）和仅含页面的 PDF。",
)

_FILE: Final = Bilingual("[sent a file, see Chatwoot]", "[发送了 1 个文件，请在 Chatwoot 中查看]")
_FILES: Final = Bilingual("[sent {count} files, see Chatwoot]", "[发送了 {count} 个文件，请在 Chatwoot 中查看]")
_REST: Final = Bilingual("[the rest is in Chatwoot]", "[其余内容请在 Chatwoot 中查看]")
_CARD: Final = Bilingual("[left out: a message with a card number]", "[已略去一条含银行卡号的消息]")


def refusal(error: ShoptalkError, language: Language) -> str:
    """Of one that is `NOT_TAKEN`."""
    return next(words for kind, words in _REFUSALS.items() if isinstance(error, kind)).in_language(language)


def missing(count: int, language: Language) -> str:
    """So many of a shopper's files were not taken."""
    return _counted(count, _ONE_MISSING, _SOME_MISSING, language)


def agents_file(language: Language) -> str:
    """Both hear it: it is told in Chatwoot as well."""
    return _AGENTS_FILE.in_language(language)


def for_people(text: str, files: int, language: Language, longest: int) -> str:
    """Words as far as they can be kept, in `longest` characters, and a line for what cannot be.

    Of a text with a card's number nothing is kept, so that no part of the number is.
    """
    words = _plain(text)
    if holds_card_number(words):
        words = _CARD.in_language(language)
    lines = [_counted(files, _FILE, _FILES, language)] if files else []
    if len("\n".join([words, *lines])) > longest:
        lines.insert(0, _REST.in_language(language))
        words = words[: longest - len("\n".join(["", *lines]))].rstrip()
    return "\n".join(filter(None, [words, *lines]))


def _counted(count: int, one: Bilingual, some: Bilingual, language: Language) -> str:
    return (one if count == 1 else some).in_language(language).format(count=count)


def _plain(text: str) -> str:
    """With spaces for the characters that are refused: what they part must not become one number."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(" " if _is_refused(character) else character for character in lines).strip()


def _is_refused(character: str) -> bool:
    return character not in "\n\t" and unicodedata.category(character) in {"Cc", "Cs"}
