"""Everything that can go wrong, as one tree.

ShoptalkError
├── ConfigurationError        a setting or file of the installation is wrong
├── InvalidInput              what was sent cannot be taken as it is
│   ├── CardNumberRefused
│   ├── TextTooLong           carries the limit
│   ├── NameTaken             another team, reply or macro has it
│   ├── PasswordRefused       too easily guessed
│   ├── FormRefused           carries each field that is wrong
│   ├── PictureRefused
│   │   ├── FileTooLarge      carries the limit
│   │   ├── TooManyFiles      carries the limit
│   │   └── DocumentRefused   a PDF that could act, or cannot be looked into
│   └── ImportRejected        carries every bad row
├── NotFound
│   ├── ConversationNotFound
│   ├── MessageNotFound
│   ├── ProductNotFound
│   ├── OrderNotFound         also told when the order is somebody else's
│   ├── CustomerNotFound
│   ├── ProposalNotFound
│   ├── CannedReplyNotFound
│   ├── MacroNotFound
│   ├── AttachmentNotFound
│   ├── LetterNotFound        no answer of this message waits to be mailed
│   ├── PersonNotFound        nobody of the shop has this login
│   └── HandoffNotFound
├── NotAllowed
│   ├── TokenRejected         the session token is missing, forged or expired
│   ├── NotSignedIn           no session of a person of the shop
│   │   └── SessionIdle       it has ended because its person did nothing for too long
│   ├── SignInRefused         login, password or code is wrong: never told apart
│   ├── CodeWanted            the password is right, a second factor is set up
│   ├── InvitationRejected    used, expired or none of ours
│   ├── RoleWanted            signed in, but not as somebody who may do this
│   ├── LastAdmin             nobody would be left who can do everything
│   ├── IdentityRejected      the shop's signed identity is not acceptable
│   ├── CustomerConflict      the conversation already belongs to another customer
│   ├── NotVerified           the shopper has not proved who they are
│   ├── TooManyTries          wrong contacts or codes were counted out
│   ├── RateLimited           carries retry_after
│   ├── ChoiceExpired         the choice was used, replaced or never issued
│   ├── HandoffTaken          another person of the shop has it; carries who
│   ├── SaidMeanwhile         the shopper has said something that whoever ends the conversation has not seen
│   ├── StatusChangeRefused   the conversation cannot go from here to there
│   ├── RatingClosed          a handoff cannot be rated yet, or no longer
│   ├── ChangeRefused         the shop's rule or data forbids the change; carries why
│   ├── ProposalVoid          outrun by the shopper or by the shop's data
│   └── AwaitsApproval        a person of the shop decides first; the request is kept
└── Unavailable               somebody we depend on does not answer
    ├── DialogueUnavailable
    │   └── DialogueSilent    it took the message and answered nothing
    ├── GeneratorUnavailable
    ├── CommerceUnavailable
    ├── StoreUnavailable
    ├── BusUnavailable
    ├── MailUnavailable
    │   └── AddressRefused    the mail server says for good that nobody has the address
    ├── MacroUnfinished       another request runs it under the same key
    ├── ProviderUnavailable   whom the shop's people sign in with
    └── OutcomeUnknown        a write was sent and its end was not seen
        └── HalfDone          a part of it shows and the rest does not; carries what is missing
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ShoptalkError(Exception):
    """Base of all errors that Shoptalk raises on purpose."""


class ConfigurationError(ShoptalkError):
    """A setting or a file of the installation is wrong; the message names it and says what it takes."""


class InvalidInput(ShoptalkError):
    """What was sent cannot be taken; the message says what was wrong and what is accepted."""


class CardNumberRefused(InvalidInput):
    """A payment card's number was typed; it is neither stored nor logged."""


class TextTooLong(InvalidInput):
    """What was typed has more characters than `limit`."""

    def __init__(self, length: int, limit: int) -> None:
        self.limit = limit
        super().__init__(f"the message has {length} characters: at most {limit} are accepted")


class NameTaken(InvalidInput):
    """Another of its kind is called so."""


class PasswordRefused(InvalidInput):
    """The password that was chosen is too easily guessed."""


@dataclass(frozen=True)
class FieldTrouble:
    """What is wrong with one field of a form, and what is accepted there; `forged` if no face sends such a thing."""

    field: str
    detail: str
    forged: bool = False


class FormRefused(InvalidInput):
    """Fields of a form are not filled in as they should be; `troubles` has each of them."""

    def __init__(self, troubles: Sequence[FieldTrouble]) -> None:
        self.troubles = tuple(troubles)
        super().__init__("; ".join(f"{trouble.field}: {trouble.detail}" for trouble in troubles))


class PictureRefused(InvalidInput):
    """What was sent is no picture, or one too large or too many."""


class FileTooLarge(PictureRefused):
    """A picture or document has more bytes than `limit`."""

    def __init__(self, size: int | None, limit: int) -> None:
        self.limit = limit
        held = "" if size is None else f" ({size:,} bytes)"
        super().__init__(f"the file is too large{held}; accepted: at most {limit:,} bytes")


class TooManyFiles(PictureRefused):
    """The conversation holds `limit` of this side's files already."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(f"this conversation holds {limit} pictures and files; accepted: at most {limit}")


class DocumentRefused(PictureRefused):
    """A PDF that is encrypted, acts, carries files, or cannot be looked into."""


@dataclass(frozen=True)
class BadRow:
    """One row of an imported file that could not be taken."""

    line: int
    problem: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.problem}"


class ImportRejected(InvalidInput):
    """A file had bad rows, so nothing of it was imported."""

    def __init__(self, file: str, rows: Sequence[BadRow]) -> None:
        self.file = file
        self.rows = tuple(rows)
        super().__init__(f"{file}: nothing imported, {len(rows)} bad row(s)\n" + "\n".join(f"  {row}" for row in rows))


class NotFound(ShoptalkError):
    """Base of all look-ups that found nothing; the message carries the id."""


class ConversationNotFound(NotFound):
    """No such conversation."""


class MessageNotFound(NotFound):
    """No such message in this conversation."""


class ProductNotFound(NotFound):
    """No such product or variant."""


class OrderNotFound(NotFound):
    """No such order, or not one that the asker may know of: both are told alike."""


class CustomerNotFound(NotFound):
    """No such customer."""


class CannedReplyNotFound(NotFound):
    """No ready-made reply has this id."""


class MacroNotFound(NotFound):
    """No macro has this id."""


class ProposalNotFound(NotFound):
    """No proposal is open in this conversation."""


class AttachmentNotFound(NotFound):
    """No such picture in this conversation."""


class LetterNotFound(NotFound):
    """No letter of this message waits to be sent or was given up."""


class PersonNotFound(NotFound):
    """Nobody of the shop has this login."""


class HandoffNotFound(NotFound):
    """No such handoff, or it has ended."""


class NotAllowed(ShoptalkError):
    """Base of all refusals."""


class TokenRejected(NotAllowed):
    """The session token is missing, forged or expired."""


class NotSignedIn(NotAllowed):
    """No session of a person of the shop, or one that has ended."""


class SessionIdle(NotSignedIn):
    """The session has ended because its person did nothing in its browser for too long."""


class SignInRefused(NotAllowed):
    """The login, the password or the code is wrong; which of them is told to nobody."""


class CodeWanted(NotAllowed):
    """The password is right, and the account has a second factor."""


class InvitationRejected(NotAllowed):
    """The invitation was used, has expired or is none of ours."""


class RoleWanted(NotAllowed):
    """Somebody is signed in, but not as one who may do this."""


class LastAdmin(NotAllowed):
    """Nobody would be left who can do everything."""


class IdentityRejected(NotAllowed):
    """The shop's signed identity is not acceptable; the message says why, for the shop's developer."""


class CustomerConflict(NotAllowed):
    """The conversation already belongs to another customer."""


class NotVerified(NotAllowed):
    """The shopper has not yet proved who they are."""


class TooManyTries(NotAllowed):
    """Wrong contacts or codes were counted out."""


class RateLimited(NotAllowed):
    """Too much in too short a time."""

    def __init__(self, detail: str, retry_after: float) -> None:
        self.retry_after = retry_after
        super().__init__(detail)


class ChoiceExpired(NotAllowed):
    """The choice was used, replaced by a later one or never issued here."""


class HandoffTaken(NotAllowed):
    """Another person of the shop has the conversation."""

    def __init__(self, handoff_id: str, agent: str) -> None:
        self.agent = agent
        super().__init__(f"{handoff_id} is with {agent}; accepted: taking it over first")


class SaidMeanwhile(NotAllowed):
    """The shopper has said something that whoever wants to end the conversation has not seen."""

    def __init__(self, conversation_id: str) -> None:
        super().__init__(f"the shopper has written in {conversation_id} meanwhile; accepted: once that has been read")


class StatusChangeRefused(NotAllowed):
    """The conversation cannot go from its status to the one asked for."""


class RatingClosed(NotAllowed):
    """The handoff cannot be rated yet, or no longer; the message says when it can."""


class Why(StrEnum):
    """Why a change is refused; each has its own words in `data/domain`."""

    STATUS = "status"  # the order is no longer, or not yet, where this can be done
    WINDOW = "window"  # the days that the shop's policy gives for it are over
    ITEM = "item"  # the policy excludes such goods
    ONCE = "once"  # it was done already, and is done only once
    QUANTITY = "quantity"  # more than was ordered, or than is left to be returned
    STOCK = "stock"  # the wanted variant is not to be had
    OTHER_PRODUCT = "other_product"  # not a variant of the same product
    SAME = "same"  # it would change nothing
    PAYMENT = "payment"  # the way to pay is not the customer's, or not one that the policy allows
    BALANCE = "balance"  # the gift card holds too little
    ADDRESS = "address"  # another country, or an address that lacks something
    REASON = "reason"  # the policy wants one of its own reasons
    LIMIT = "limit"  # the merchant's limit, beyond which nobody may approve it either
    UNSUPPORTED = "unsupported"  # the shop's system cannot do it


class ChangeRefused(NotAllowed):
    """The shop's rule or data forbids a change as things stand; nothing was written."""

    def __init__(self, subject_id: str, why: Why, detail: str = "") -> None:
        self.subject_id, self.why, self.detail = subject_id, why, detail
        super().__init__(f"{subject_id}: {why.value}" + (f" ({detail})" if detail else ""))


class ProposalVoid(NotAllowed):
    """The proposal was outrun by the shopper or by the shop's data and must be shown anew."""


class AwaitsApproval(NotAllowed):
    """The change is over one of the merchant's limits: the request is kept until a person of the shop decides."""

    def __init__(self, subject_id: str, proposal_id: str) -> None:
        self.subject_id, self.proposal_id = subject_id, proposal_id
        super().__init__(f"{subject_id}: proposal {proposal_id} awaits a person of the shop")


class Unavailable(ShoptalkError):
    """Base of all failures of something that we depend on."""


class DialogueUnavailable(Unavailable):
    """The dialogue manager did not answer, or answered nothing."""


class DialogueSilent(DialogueUnavailable):
    """The dialogue manager took the message and answered nothing: an action failed."""


class GeneratorUnavailable(Unavailable):
    """The text generator did not answer."""


class CommerceUnavailable(Unavailable):
    """The shop's back end did not answer; nothing was written."""


class StoreUnavailable(Unavailable):
    """The conversation store did not answer."""


class BusUnavailable(Unavailable):
    """The message bus did not answer; what is stored is not lost by it."""


class MacroUnfinished(Unavailable):
    """The macro is being run under the same key, and its end was not seen yet."""


class MailUnavailable(Unavailable):
    """The mail server did not take the message."""


class AddressRefused(MailUnavailable):
    """The mail server says for good that nobody has the address."""


class ProviderUnavailable(Unavailable):
    """The OpenID provider did not answer, or not as one does."""


class OutcomeUnknown(Unavailable):
    """A write was sent and its end was not seen: it must be looked up before anything is said of it."""


class HalfDone(OutcomeUnknown):
    """A part of a write shows in the shop's data and the rest does not: neither done nor undone may be said of it."""

    def __init__(self, subject_id: str, missing: str) -> None:
        self.subject_id, self.missing = subject_id, missing
        super().__init__(f"{subject_id}: half done, {missing}")
