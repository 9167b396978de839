"""The installation's secret: made once, kept to its owner, one key for each purpose."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.keys import Keys


def test_it_is_made_once_and_read_again(tmp_path: Path) -> None:
    assert Keys.load(tmp_path / "var").key("session") == Keys.load(tmp_path / "var").key("session")


def test_two_purposes_have_two_keys(tmp_path: Path) -> None:
    keys = Keys.load(tmp_path)
    assert keys.key("session") != keys.key("codes")


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    assert Keys.load(tmp_path / "a").key("session") != Keys.load(tmp_path / "b").key("session")


def test_only_the_owner_may_read_it(tmp_path: Path) -> None:
    Keys.load(tmp_path)
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


def test_starting_at_once_ends_with_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: Keys.load(tmp_path).key("session"), range(40)))
    assert len(set(keys)) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def test_a_cut_secret_is_refused(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"short")
    with pytest.raises(ConfigurationError, match=r"secret\.key holds 5 bytes"):
        Keys.load(tmp_path)
