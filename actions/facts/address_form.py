"""The form in which an address is filled in, and the address that comes of it."""

from collections.abc import Mapping, Sequence
from typing import Final

from actions.base import Reply
from bot.commerce.model import Address
from bot.dialogue.forms import ADDRESS, FieldKind, FormField, Option, answer_of, form
from bot.dialogue.parts import Choice, Part
from bot.orders.wishes.places import places

_BRITISH_END: Final = 3
_POSTCODES: Final[Mapping[str, tuple[str, str]]] = {
    "US": (r"\d{5}(-\d{4})?", "97201"),
    "CA": (r"[A-Z]\d[A-Z] ?\d[A-Z]\d", "M5V 2T6"),
    "GB": (r"[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}", "SW1A 1AA"),
    "AU": (r"\d{4}", "3000"),
    "CN": (r"\d{6}", "518000"),
    "DE": (r"\d{5}", "10115"),
    "FR": (r"\d{5}", "75001"),
    "JP": (r"\d{3}-?\d{4}", "100-0001"),
}
"""What a postcode looks like, where that is known: any other country's is taken as it is written."""


def address_form(reply: Reply, about: str, now: Address | None, said: Address | None, *, same_country: bool) -> Part:
    """Asks for an address in place of `now`; what was `said` of it stands there already."""
    countries = _countries(now, same_country=same_country)
    return form(
        ADDRESS,
        reply.words("form_address"),
        _fields(reply, countries, said or Address("", "", countries[0])),
        submit=reply.words("form_address_send"),
        cancel=Choice(reply.words("form_leave"), "/never_mind"),
        bound={"about": about},
    )


def address_filled(value: str, about: str) -> Address | None:
    """The address that was sent to the form; None for any other choice."""
    sent = answer_of(value, ADDRESS, about=about)
    if sent is None:
        return None
    said = {name: str(sent.get(name, "")) for name in ("line1", "line2", "city", "region", "postcode", "country")}
    region = places().region(said["country"], said["region"]) or said["region"]
    return Address(**{**said, "region": region, "postcode": _spaced(said["country"], said["postcode"])})


def _countries(now: Address | None, *, same_country: bool) -> Sequence[str]:
    """Those among which the shop lets it move, the present one first."""
    mine = [now.country] if now else []
    others = [] if same_country and now else sorted({*places().countries.values()} - {*mine})
    return [*mine, *others]


def _fields(reply: Reply, countries: Sequence[str], said: Address) -> list[FormField]:
    known = places()
    regions = known.regions.get(countries[0], {}) if len(countries) == 1 else {}
    named = {code: name.title() for name, code in regions.items() if name != code.lower()}
    patterns = {of: looks for of, looks in _POSTCODES.items() if of in countries}

    def text(name: str, token: str, *, required: bool = True) -> FormField:
        label = reply.words(f"form_{name}")
        return FormField(name, FieldKind.TEXT, label, required, getattr(said, name), token)

    region = text("region", "address-level1", required=False)
    postcode = text("postcode", "postal-code", required=False)
    return [
        FormField(
            "country",
            FieldKind.SELECT,
            reply.words("form_country"),
            value=said.country if said.country in countries else countries[0],
            autocomplete="country",
            options=tuple(Option(code, code) for code in countries),
        ),
        text("line1", "address-line1"),
        text("line2", "address-line2", required=False),
        text("city", "address-level2"),
        FormField(
            **{
                **vars(region),
                "kind": FieldKind.SELECT if named else FieldKind.TEXT,
                "options": tuple(Option(code, title) for code, title in sorted(named.items(), key=lambda one: one[1])),
                "needed_in": tuple(sorted(known.with_region & {*countries})),
            }
        ),
        FormField(
            **{
                **vars(postcode),
                "needed_in": tuple(sorted({*countries} - known.without_postcode)),
                "patterns": patterns,
            }
        ),
    ]


def _spaced(country: str, postcode: str) -> str:
    """A British postcode with the space that tells its two halves apart."""
    whole = country != "GB" or " " in postcode
    return postcode if whole else f"{postcode[:-_BRITISH_END]} {postcode[-_BRITISH_END:]}"
