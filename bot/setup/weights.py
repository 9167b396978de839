"""Check the model weights that installed packages carry against the list in models/README.md.

Run by either environment's Python with the packages to check: `python bot/setup/weights.py PACKAGE...`
"""

import hashlib
import re
import sys
from importlib import metadata
from pathlib import Path
from typing import NamedTuple

LIST = Path(__file__).parents[2] / "models" / "README.md"
ROW = re.compile(r"^\| `(?P<package>\S+)==(?P<version>\S+)` \| `(?P<file>[^`]+)` \| `(?P<sha256>[0-9a-f]{64})` \|")


class Weight(NamedTuple):
    package: str
    version: str
    file: str
    sha256: str


class WeightRefused(Exception):
    """A weight is missing, of another version, or not the one that was reviewed."""


def listed(text: str) -> list[Weight]:
    """The rows of the table of weights in `text`."""
    return [Weight(**match.groupdict()) for match in map(ROW.match, text.splitlines()) if match]


def check(weight: Weight) -> None:
    """Raise `WeightRefused` unless the installed file is the listed one."""
    try:
        package = metadata.distribution(weight.package)
    except metadata.PackageNotFoundError:
        raise WeightRefused(f"{weight.package} is not installed") from None
    if package.version != weight.version:
        raise WeightRefused(f"{weight.package} is {package.version}; the reviewed version is {weight.version}")
    path = Path(str(package.locate_file(weight.file)))
    if not path.is_file():
        raise WeightRefused(f"{weight.package} lacks its file {weight.file}")
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != weight.sha256:
        raise WeightRefused(f"{path} has sha256 {found}; the reviewed file has {weight.sha256}")


def main(packages: list[str]) -> int:
    """Check every listed weight of `packages`; 0 if all are the reviewed ones."""
    weights = listed(LIST.read_text(encoding="utf-8"))
    unlisted = sorted(set(packages) - {weight.package for weight in weights})
    if unlisted:
        print(f"{', '.join(unlisted)}: no weights listed in models/README.md", file=sys.stderr)
        return 1
    try:
        for weight in weights:
            if weight.package in packages:
                check(weight)
    except WeightRefused as refusal:
        print(f"Weights refused: {refusal}. See models/README.md.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
