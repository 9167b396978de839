"""A process of the product's own that takes a shopper's yes; run as a module, told on standard input what to do.

It forks for each job, so that what takes a second to load is loaded once, and says the process's id before it begins.
"""

import asyncio
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from bot.services import open_rooms
from bot.settings import CommerceSettings
from tests.commerce.product_rooms import settings_for


@dataclass(frozen=True)
class Job:
    """The yes of one conversation, in a service of this folder over this shop."""

    folder: str
    url: str
    user: str
    password: str
    api_key: str
    channel: str
    talk: str

    @classmethod
    def of(cls, folder: Path, commerce: CommerceSettings, talk: str) -> "Job":
        secrets = (commerce.password, commerce.api_key, commerce.channel)
        told = [secret.get_secret_value() for secret in secrets]
        return cls(str(folder), commerce.url, commerce.user, *told, talk)


async def do(job: Job) -> None:
    told = {"url": job.url, "user": job.user, "password": job.password, "api_key": job.api_key, "channel": job.channel}
    commerce = CommerceSettings.model_validate({**told, "timeout_seconds": 20})
    async with open_rooms(settings_for(Path(job.folder), commerce)) as rooms:
        await rooms.writes.confirm(job.talk, yes_of(job.talk))


def yes_of(conversation_id: str) -> str:
    return f"m_yes_{conversation_id}"[:40]


def main() -> None:
    """A job a line in; out, the id of its process, and then the signal that ended it (0 for none)."""
    for line in sys.stdin:
        begin, begun = os.pipe()
        pid = os.fork()
        if pid == 0:
            os.read(begin, 1)
            asyncio.run(do(Job(**json.loads(line))))
            os._exit(0)
        _say(pid)
        os.write(begun, b"!")
        _, status = os.waitpid(pid, 0)
        os.close(begin)
        os.close(begun)
        _say(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
