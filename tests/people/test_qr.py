"""A QR code is what other makers' encoders draw: these codes are of the `qrcode` package."""

import hashlib

import pytest

from bot.errors import InvalidInput
from bot.people.qr import QrCode

OTPAU = """\
#######.#.###.#######
#.....#...##..#.....#
#.###.#.##.#..#.###.#
#.###.#.##..#.#.###.#
#.###.#.#..#..#.###.#
#.....#..####.#.....#
#######.#.#.#.#######
...........##........
####..#.######..###.#
..#.##..#..####..####
#.##..##..##.....#.##
####...#.###..####..#
#####.####..#..#.#.##
........##.#..#..#...
#######..####..#.....
#.....#..#.....#####.
#.###.#...#.#########
#.###.#.##.#..#.#..#.
#.###.#.#...#.##.##..
#.....#.##...#.#....#
#######.##...#.####.."""
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
ADDRESS = f"otpauth://totp/Shoptalk:ann%40shop.example?secret={SECRET}&issuer=Shoptalk"


def drawn(code: QrCode) -> str:
    return "\n".join("".join("#" if dark else "." for dark in row) for row in code.rows)


def test_a_short_text_is_drawn_as_anybody_draws_it() -> None:
    assert drawn(QrCode.of("otpau", mask=3)) == OTPAU


@pytest.mark.parametrize(
    ("text", "digest"),
    [
        (ADDRESS, "5ca1e43135888f6d2b8f539edca4aab4162d7e9b4a04d2aa4afcac23e7df5722"),
        ("x" * 700, "8637079e23d24a542426422366fbb133cd8945d6588ed5dd0a9c3152002960fd"),
    ],
)
def test_longer_texts_with_blocks_alignment_and_version_are_too(text: str, digest: str) -> None:
    assert hashlib.sha256(drawn(QrCode.of(text, mask=3)).encode()).hexdigest() == digest


def test_the_mask_that_reads_best_is_taken() -> None:
    best = QrCode.of(ADDRESS)
    assert best in [QrCode.of(ADDRESS, mask=mask) for mask in range(8)]
    dark = sum(map(sum, best.rows)) / len(best.rows) ** 2
    assert 0.4 < dark < 0.6


def test_the_picture_has_a_quiet_zone_and_draws_every_dark_module() -> None:
    code = QrCode.of("otpau")
    assert code.size == 21 + 8
    assert code.path().count("M") == sum(map(sum, code.rows))
    assert code.path().startswith("M4 4h1v1h-1z")


def test_more_than_a_code_holds_is_refused() -> None:
    assert QrCode.of("x" * 2953).rows
    with pytest.raises(InvalidInput, match="2953"):
        QrCode.of("x" * 2954)
