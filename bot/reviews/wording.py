"""The sentences of an insight, composed from counts alone."""

from bot.language import Language
from bot.reviews.count import Count


def share(count: Count, total: int, name: str, language: Language) -> str:
    """How many of those who mention something praise it, blame it or stand between."""
    if count.mentions == 0:
        return _nobody(total, name, language)
    if not count.enough:
        return _too_few(count.mentions, total, name, language)
    if language == "zh":
        told = f"{total}条评价里有{count.mentions}条提到{name}：{count.praise}条说好，{count.blame}条不满意"
        return told + (f"，{count.between}条褒贬参半或只是提到。" if count.between else "。")
    praise, blame = _verb("praise", count.praise), _verb("complain", count.blame)
    told = f"Of the {count.mentions} reviews (of {total}) that mention {name}, "
    told += f"{count.praise} {praise} it and {count.blame} {blame}"
    return told + (f"; {count.between} {_are(count.between)} in between." if count.between else ".")


def _nobody(total: int, name: str, language: Language) -> str:
    if language == "zh":
        return f"{total}条评价里没有人提到{name}，所以没法说。"
    if total == 1:
        return f"The one review there is does not mention {name}, so there is nothing to go by."
    return f"None of the {total} reviews mentions {name}, so there is nothing to go by."


def _too_few(mentions: int, total: int, name: str, language: Language) -> str:
    if language == "zh":
        return f"{total}条评价里只有{mentions}条提到{name}，太少了，不能下结论。"
    return f"Only {mentions} of {total} reviews {_verb('mention', mentions)} {name}: too few to say."


def unverified(count: Count, language: Language) -> str:
    if not count.unverified:
        return ""
    if language == "zh":
        return f"其中{count.unverified}条不是已核实的购买。"
    return f"{count.unverified} of them {_are(count.unverified)} not from a verified purchase."


def overall(average: float, total: int, language: Language) -> str:
    if language == "zh":
        return f"共{total}条评价，平均{average:.1f}星（满分5星）。"
    return f"{total} review{_s(total)}, {average:.1f} of 5 stars on average."


def too_few_overall(language: Language) -> str:
    return "评价太少，还不能下结论。" if language == "zh" else "That is too few to say more."


def named(label: str, counted: list[tuple[str, int]], language: Language) -> str:
    """ "Praised: comfort (5), sound (3)." """
    if language == "zh":
        return f"{label}：" + "、".join(f"{name}（{n}人）" for name, n in counted) + "。"
    return f"{label}: " + ", ".join(f"{name} ({n})" for name, n in counted) + "."


def aside(count: int, name: str, language: Language) -> str:
    """That something is not the product's doing and was not counted against it."""
    if language == "zh":
        return f"另有{count}条说到{name}，与商品本身无关，未计入。"
    return (
        f"{count} also speak{'s' if count == 1 else ''} of {name}, which is not the product's doing and is not counted."
    )


def source(author: str, rating: int, verified: bool, foreign: bool, language: Language) -> str:
    if language == "zh":
        parts = [
            author or "一位买家",
            f"{rating}星",
            *([] if verified else ["未核实购买"]),
            *(["原文为英文"] if foreign else []),
        ]
        return "，".join(parts)
    parts = [
        author or "a buyer",
        f"{rating} of 5 stars",
        *([] if verified else ["purchase not verified"]),
        *(["written in Chinese"] if foreign else []),
    ]
    return ", ".join(parts)


def _s(count: int) -> str:
    return "" if count == 1 else "s"


def _verb(word: str, count: int) -> str:
    return f"{word}s" if count == 1 else word


def _are(count: int) -> str:
    return "is" if count == 1 else "are"
