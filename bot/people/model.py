"""A person of the shop, and a browser in which they are signed in."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.language import Language


class Role(StrEnum):
    """What a person may do; each role may do what the ones before it may, but for the merchant's."""

    AGENT = "agent"  # answers shoppers
    SUPERVISOR = "supervisor"  # also sees everybody's work, and decides what is over a limit
    MERCHANT = "merchant"  # sees figures and insights, talks to no shopper
    ADMIN = "admin"  # everything, accounts too


class Availability(StrEnum):
    """What somebody at the desk has chosen to be."""

    ONLINE = "online"  # is given conversations
    BUSY = "busy"  # is there, and is given no new ones
    AWAY = "away"  # is not at the desk


class Topic(StrEnum):
    """What a request for a person is about."""

    ORDERS = "orders"  # where an order is, and what is to be changed about it
    RETURNS = "returns"  # sending goods back, exchanges, problems with goods
    PRODUCTS = "products"  # what the shop sells, and advice on it
    ACCOUNT = "account"  # the customer's own data
    OTHER = "other"  # anything else


@dataclass(frozen=True)
class Skills:
    """Which shoppers somebody answers; empty means all."""

    languages: tuple[Language, ...] = ()
    topics: tuple[Topic, ...] = ()

    def fit(self, language: Language, topic: Topic) -> bool:
        return (not self.languages or language in self.languages) and (not self.topics or topic in self.topics)


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
    has_provider: bool = False
    """Whether they have signed in with the shop's OpenID provider."""
    availability: Availability = Availability.ONLINE
    skills: Skills = Skills()

    def may_act_as(self, *roles: Role) -> bool:
        return self.role is Role.ADMIN or self.role in roles


@dataclass(frozen=True)
class Session:
    """A browser in which a person is signed in."""

    id: str
    person: Person
    begun_at: datetime
    seen_at: datetime
    """When the person last did something there."""
    address: str
    browser: str
    """As it named itself."""
