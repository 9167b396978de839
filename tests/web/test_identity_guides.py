"""The guides' programs in five languages: each is run, and the service's own reader takes what it signs."""

import json
import os
import re
import shutil
import subprocess
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from hmac import new as hmac
from pathlib import Path

import pytest

from bot.web.identity import ShopIdentity, ShopKey

GUIDE = (Path(__file__).parents[2] / "docs" / "embedding" / "identity.md").read_text("utf-8")
SECRET = "c2VjcmV0LW9mLTMyLWJ5dGVzLWZvci10aGUtZ3VpZGVzISE"
CUSTOMER = "C-1001"


class NeverUsed:
    """Takes every token as its first use."""

    async def use_identity(self, jti: str, expires_at: datetime) -> bool:
        return True

    async def is_identity_used(self, jti: str) -> bool:
        return False


READER = ShopIdentity([ShopKey.parse(f"k1:{SECRET}")], "shop", "shoptalk", NeverUsed())


@dataclass(frozen=True)
class Language:
    """How a program of the guide is run; its interpreter may be missing on this machine."""

    fence: str
    command: str
    file: str

    @property
    def program(self) -> str:
        found = re.search(rf"```{self.fence}\n(.*?)```", GUIDE, re.DOTALL)
        assert found, f"the guide has no program in {self.fence}"
        return found[1]

    def run(self, folder: Path) -> str | None:
        """What it prints for a customer; None where there is nothing to run it with."""
        interpreter = shutil.which(self.command)
        if interpreter is None:
            return None
        file = folder / self.file
        file.write_text(self.program, "utf-8")
        environment = {**os.environ, "IDENTITY_SECRET": SECRET}
        done = subprocess.run(
            [interpreter, str(file), CUSTOMER], env=environment, capture_output=True, text=True, timeout=120, check=True
        )
        return done.stdout.strip()


LANGUAGES = [
    Language("python", "python3", "identity.py"),
    Language("js", "node", "identity.cjs"),
    Language("php", "php", "identity.php"),
    Language("ruby", "ruby", "identity.rb"),
    Language("java", "java", "Identity.java"),
]


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.fence)
def test_a_program_of_the_guide_signs_what_the_service_takes(language: Language, tmp_path: Path) -> None:
    token = language.run(tmp_path)
    if token is None:
        # Nothing runs it here: that it names all that a token needs is all that can be said.
        for needed in ("HS256", "k1", "iss", "shop", "aud", "shoptalk", "sub", "exp", "jti", "300", "IDENTITY_SECRET"):
            assert needed in language.program
        return
    signed = READER.read(token)
    assert signed.customer_id == CUSTOMER
    assert timedelta(minutes=4) < signed.expires_at - datetime.now(UTC) <= timedelta(minutes=5)
    assert len(signed.jti) >= 32


def test_two_tokens_of_one_program_differ(tmp_path: Path) -> None:
    first, second = (LANGUAGES[0].run(tmp_path) for _ in range(2))
    assert first
    assert second
    assert READER.read(first).jti != READER.read(second).jti


def test_the_token_to_compare_with_is_what_the_secret_gives() -> None:
    claims = re.search(r"```json\n(.*?)\n```", GUIDE, re.DOTALL)
    assert claims
    written = re.search(r"^(eyJ[\w-]+\.[\w-]+\.[\w-]+)$", GUIDE, re.MULTILINE)
    assert written
    header, payload, signature = written[1].split(".")
    assert json.loads(urlsafe_b64decode(header + "==")) == {"alg": "HS256", "typ": "JWT", "kid": "k1"}
    assert urlsafe_b64decode(payload + "==").decode() == claims[1]
    key = urlsafe_b64decode(SECRET + "=")
    assert urlsafe_b64decode(signature + "==") == hmac(key, f"{header}.{payload}".encode(), sha256).digest()
