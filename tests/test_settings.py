"""The settings: read from the environment alone, named when they are wrong, and all of them in `.env.example`."""

from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.settings import Part, Settings

_EXAMPLE = Path(__file__).parent.parent / ".env.example"


def _variables() -> set[str]:
    """Every variable that `Settings` reads."""
    named: set[str] = set()
    for name, field in Settings.model_fields.items():
        if isinstance(field.default, Part):
            named |= {f"{name}_{inner}".upper() for inner in type(field.default).model_fields}
        else:
            named.add(name.upper())
    return named


def _example() -> dict[str, str]:
    lines = [line for line in _EXAMPLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


@pytest.fixture(autouse=True)
def empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for variable in _variables():
        monkeypatch.delenv(variable, raising=False)


def test_a_variable_is_the_parts_name_and_the_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENERATOR_URL", "http://gpu:8001/v1")
    monkeypatch.setenv("GENERATOR_FIRST_TOKEN_SECONDS", "3")
    monkeypatch.setenv("SHOP_ORIGINS", "https://a.example, https://b.example")
    settings = Settings.read()
    assert settings.generator.url == "http://gpu:8001/v1"
    assert settings.generator.first_token_seconds == 3
    assert settings.shop.origins == ["https://a.example", "https://b.example"]


def test_one_changed_field_leaves_its_neighbours_as_they_are(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WEB_PORT", "9000")
    assert Settings.read().web.host == "127.0.0.1"


@pytest.mark.parametrize(
    ("variable", "value", "says"),
    [
        ("WEB_PORT", "eighty", "WEB_PORT"),
        ("WEB_PORT", "70000", "65535"),
        ("GUEST_WRITE_PROOF", "trust", "'code' or 'contact'"),
        ("RASA_TIMEOUT_SECONDS", "60", "less than 60"),
        ("MAIL_SENDER", "My shop", "My shop <help@shop.example>"),
    ],
)
def test_a_bad_value_names_its_variable_and_what_it_takes(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, says: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(ConfigurationError, match=variable) as caught:
        Settings.read()
    assert says in str(caught.value)


def test_a_secret_is_not_shown_by_a_bad_neighbour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GENERATOR_API_KEY", "sk-very-secret")
    monkeypatch.setenv("GENERATOR_RETRIES", "-1")
    with pytest.raises(ConfigurationError) as caught:
        Settings.read()
    assert "sk-very-secret" not in str(caught.value)


def test_the_example_holds_every_variable_and_no_other() -> None:
    assert set(_example()) == _variables()


def test_the_example_shows_the_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    defaults = Settings.read()
    for variable, value in _example().items():
        monkeypatch.setenv(variable, value)
    assert Settings.read() == defaults
