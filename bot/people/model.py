"""A person of the shop, and a browser in which they are signed in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What a person may do; each role may do what the ones before it may, but for the merchant's."""

    AGENT = "agent"  # answers shoppers
    SUPERVISOR = "supervisor"  # also sees everybody's work, and decides what is over a limit
    MERCHANT = "merchant"  # sees figures and insights, talks to no shopper
    ADMIN = "admin"  # everything, accounts too


@dataclass(frozen=True)
class Person:
    """Somebody with an account; `login` is an e-mail address in small letters."""

    id: str
    login: str
    name: str
    role: Role
    is_active: bool
    has_password: bool
    """False until the invitation is taken up."""
    has_second_factor: bool

    def may_act_as(self, *roles: Role) -> bool:
        return self.role is Role.ADMIN or self.role in roles


@dataclass(frozen=True)
class Session:
    """A browser in which a person is signed in."""

    id: str
    person: Person
    begun_at: datetime
    seen_at: datetime
    address: str
    browser: str
    """As it named itself."""
