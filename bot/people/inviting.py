"""How an invitation reaches whom it is for: by mail where the shop has a mail server, else by the admin's hand."""

import logging
from dataclasses import dataclass

from bot.errors import MailUnavailable
from bot.mail.mailer import Letter, Mailer
from bot.people.accounts import INVITATION_LASTS
from bot.people.model import Person

_log = logging.getLogger(__name__)
_SUBJECT = "Your account at the desk / 您的客服工作台账号"
_TEXT = """Hello {name},

you are invited to the desk. Choose your password here, once, within {hours} hours:

{link}

{name}，您好！

邀请您使用客服工作台。请在 {hours} 小时内打开以下链接设置密码（链接只能使用一次）：

{link}
"""


@dataclass(frozen=True)
class Invited:
    """`link` is for the admin to hand on, and shown once; None where it was mailed: then it is nobody else's."""

    link: str | None

    @property
    def was_mailed(self) -> bool:
        return self.link is None


class Inviting:
    """Sends invitations; without a `mailer` they are the admin's to hand on. `origin` is where the desk is served."""

    def __init__(self, mailer: Mailer | None, origin: str) -> None:
        self._mailer, self._origin = mailer, origin

    def link(self, invitation: str) -> str:
        return f"{self._origin}/desk#invitation={invitation}"

    async def hand_over(self, person: Person, invitation: str) -> Invited:
        """A letter that was not taken leaves the link to the admin."""
        link = self.link(invitation)
        if self._mailer is None:
            return Invited(link)
        # What an admin typed as a name must not begin a line of its own.
        name = " ".join(person.name.split())
        text = _TEXT.format(name=name, hours=round(INVITATION_LASTS.total_seconds() / 3600), link=link)
        try:
            await self._mailer.send(Letter(person.login, _SUBJECT, text))
        except MailUnavailable:
            _log.warning("the invitation of %s was not mailed", person.login)
            return Invited(link)
        return Invited(None)
