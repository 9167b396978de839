"""A QR code (ISO/IEC 18004), so that an app can read a secret from the screen; no other service is told of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import chain, pairwise, zip_longest
from typing import Final

from bot.errors import InvalidInput

# Of level L, by version: error-correction bytes for each block, and blocks (table 9 of the standard).
_EC_BYTES: Final = (
    7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28,
    28, 28, 30, 30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
)  # fmt: skip
_BLOCKS: Final = (
    1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8,
    8, 9, 9, 10, 12, 12, 12, 13, 14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
)  # fmt: skip
_VERSIONS: Final = range(1, 41)
_BYTE_MODE: Final = 0b0100
_LONG_COUNT_FROM: Final = 10
_VERSION_SHOWN_FROM: Final = 7
_LEVEL_L: Final = 0b01
_LIKE_FINDERS: Final = ("10111010000", "00001011101")
_LONG_RUN: Final = 5
_QUIET: Final = 4
"""Light modules around the code; without them it is not found."""

Grid = list[list[bool | None]]
"""Dark is true; None is still free for data."""


@dataclass(frozen=True)
class QrCode:
    """Rows of modules, dark is true."""

    rows: tuple[tuple[bool, ...], ...]

    @classmethod
    def of(cls, text: str, mask: int | None = None) -> "QrCode":
        """Without a `mask` the one that reads best; raises `InvalidInput` on more than a code can hold."""
        said = text.encode()
        version = next((v for v in _VERSIONS if _bits(v, len(said)) <= 8 * _data_bytes(v)), None)
        if version is None:
            raise InvalidInput(f"{len(said)} bytes are too many for one code; accepted: {_data_bytes(40) - 3}")
        stream = _interleaved(_coded(said, version), version)
        masks = range(8) if mask is None else (mask,)
        return min((cls(_drawn(stream, version, number)) for number in masks), key=lambda code: _penalty(code.rows))

    @property
    def size(self) -> int:
        """Of a side, with the quiet zone around it."""
        return len(self.rows) + 2 * _QUIET

    def path(self) -> str:
        """The dark modules as the path of an SVG that is `size` wide and high."""
        return "".join(
            f"M{x + _QUIET} {y + _QUIET}h1v1h-1z"
            for y, row in enumerate(self.rows)
            for x, dark in enumerate(row)
            if dark
        )


def _bits(version: int, length: int) -> int:
    return 4 + (8 if version < _LONG_COUNT_FROM else 16) + 8 * length


def _all_bytes(version: int) -> int:
    """How many bytes fit beside the patterns."""
    modules = (16 * version + 128) * version + 64
    if version > 1:
        centres = version // 7 + 2
        modules -= (25 * centres - 10) * centres - 55
    if version >= _VERSION_SHOWN_FROM:
        modules -= 36
    return modules // 8


def _data_bytes(version: int) -> int:
    return _all_bytes(version) - _EC_BYTES[version - 1] * _BLOCKS[version - 1]


def _coded(said: bytes, version: int) -> bytes:
    """Mode, length, the bytes themselves, an end and the padding."""
    room = _data_bytes(version)
    count = 8 if version < _LONG_COUNT_FROM else 16
    bits = f"{_BYTE_MODE:04b}{len(said):0{count}b}" + "".join(f"{byte:08b}" for byte in said)
    bits += "0" * min(4, 8 * room - len(bits))
    bits += "0" * (-len(bits) % 8)
    whole = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits), 8))
    return whole + bytes(0xEC if number % 2 == 0 else 0x11 for number in range(room - len(whole)))


def _interleaved(data: bytes, version: int) -> bytes:
    """Blocks of data and their error correction, byte by byte in turn."""
    blocks, ec = _BLOCKS[version - 1], _EC_BYTES[version - 1]
    short, longer = len(data) // blocks, len(data) % blocks
    sizes = [short] * (blocks - longer) + [short + 1] * longer
    starts = [sum(sizes[:number]) for number in range(blocks)]
    parts = [data[start : start + size] for start, size in zip(starts, sizes, strict=True)]
    divisor = _divisor(ec)
    corrections = [_remainder(part, divisor) for part in parts]
    turns = chain(zip_longest(*parts), zip(*corrections, strict=True))
    return bytes(byte for turn in turns for byte in turn if byte is not None)


def _times(x: int, y: int) -> int:
    """In the field of 256 elements of the standard."""
    product = 0
    for bit in range(7, -1, -1):
        product = (product << 1) ^ ((product >> 7) * 0x11D)
        product ^= ((y >> bit) & 1) * x
    return product


def _divisor(degree: int) -> list[int]:
    result, root = [0] * (degree - 1) + [1], 1
    for _ in range(degree):
        result = [_times(at, root) ^ after for at, after in zip(result, [*result[1:], 0], strict=True)]
        root = _times(root, 2)
    return result


def _remainder(part: bytes, divisor: Sequence[int]) -> list[int]:
    left = [0] * len(divisor)
    for byte in part:
        factor = byte ^ left[0]
        left = [after ^ _times(at, factor) for after, at in zip([*left[1:], 0], divisor, strict=True)]
    return left


def _drawn(stream: bytes, version: int, mask: int) -> tuple[tuple[bool, ...], ...]:
    grid = _patterns(version)
    _draw_format(grid, mask)
    bits = iter([bool(byte >> shift & 1) for byte in stream for shift in range(7, -1, -1)])
    for x, y in _snake(len(grid)):
        if grid[y][x] is None:
            grid[y][x] = next(bits, False) ^ _is_flipped(mask, x, y)
    return tuple(tuple(bool(module) for module in row) for row in grid)


def _patterns(version: int) -> Grid:
    """What every code of a version looks like."""
    size = 17 + 4 * version
    grid: Grid = [[None] * size for _ in range(size)]
    for at in range(size):
        grid[6][at] = grid[at][6] = at % 2 == 0
    for x, y in ((3, 3), (size - 4, 3), (3, size - 4)):
        _draw_rings(grid, x, y, 4)
    for x, y in _alignments(version, size):
        _draw_rings(grid, x, y, 2)
    if version >= _VERSION_SHOWN_FROM:
        bits = version << 12 | _check_bits(version, 12, 0x1F25)
        for bit in range(18):
            far, near = size - 11 + bit % 3, bit // 3
            grid[near][far] = grid[far][near] = bool(bits >> bit & 1)
    return grid


def _draw_rings(grid: Grid, x: int, y: int, reach: int) -> None:
    """A finder with the light edge around it (reach 4), or an alignment pattern (reach 2)."""
    size = len(grid)
    for down in range(max(0, y - reach), min(size, y + reach + 1)):
        for right in range(max(0, x - reach), min(size, x + reach + 1)):
            distance = max(abs(right - x), abs(down - y))
            grid[down][right] = distance not in ((2, 4) if reach > 2 else (1,))


def _alignments(version: int, size: int) -> Iterator[tuple[int, int]]:
    if version == 1:
        return
    count = version // 7 + 2
    step = (version * 8 + count * 3 + 5) // (count * 4 - 4) * 2
    centres = [6, *sorted(size - 7 - step * number for number in range(count - 1))]
    corners = {(6, 6), (6, size - 7), (size - 7, 6)}
    yield from ((x, y) for x in centres for y in centres if (x, y) not in corners)


def _draw_format(grid: Grid, mask: int) -> None:
    chosen, size = _LEVEL_L << 3 | mask, len(grid)
    bits = (chosen << 10 | _check_bits(chosen, 10, 0x537)) ^ 0x5412
    beside = [(8, y) for y in (*range(6), 7, 8)] + [(7, 8), *((x, 8) for x in range(5, -1, -1))]
    apart = [(size - 1 - at, 8) for at in range(8)] + [(8, size - 15 + at) for at in range(8, 15)]
    for places in (beside, apart):
        for bit, (x, y) in enumerate(places):
            grid[y][x] = bool(bits >> bit & 1)
    grid[size - 8][8] = True


def _check_bits(value: int, length: int, generator: int) -> int:
    """The remainder of a BCH code."""
    return reduce(lambda left, _: left << 1 ^ (left >> length - 1) * generator, range(length), value)


def _snake(size: int) -> Iterator[tuple[int, int]]:
    """Two columns at a time from the right, up and down in turn; the timing column is passed over."""
    for number, right in enumerate(range(size - 1, 0, -2)):
        column = right if right > 6 else right - 1
        for at in range(size):
            y = size - 1 - at if number % 2 == 0 else at
            yield from ((x, y) for x in (column, column - 1) if x >= 0)


def _is_flipped(mask: int, x: int, y: int) -> bool:
    match mask:
        case 0:
            left = (x + y) % 2
        case 1:
            left = y % 2
        case 2:
            left = x % 3
        case 3:
            left = (x + y) % 3
        case 4:
            left = (x // 3 + y // 2) % 2
        case 5:
            left = x * y % 2 + x * y % 3
        case 6:
            left = (x * y % 2 + x * y % 3) % 2
        case _:
            left = ((x + y) % 2 + x * y % 3) % 2
    return left == 0


def _penalty(rows: Sequence[Sequence[bool]]) -> int:
    """How hard it is to read: runs, blocks of one colour, what looks like a finder, and too much of one colour."""
    lines = ["".join("1" if dark else "0" for dark in line) for line in chain(rows, zip(*rows, strict=True))]
    runs = [len(run) for line in lines for run in line.replace("01", "0 1").replace("10", "1 0").split()]
    finders = sum(line.startswith(_LIKE_FINDERS, at) for line in lines for at in range(len(line)))
    blocks = sum(
        len({one, other, below, beyond}) == 1
        for row, under in pairwise(rows)
        for (one, other), (below, beyond) in zip(pairwise(row), pairwise(under), strict=True)
    )
    dark = sum(map(sum, rows)) / len(rows) ** 2
    return sum(run - 2 for run in runs if run >= _LONG_RUN) + 3 * blocks + 40 * finders + 10 * int(abs(dark - 0.5) * 20)
