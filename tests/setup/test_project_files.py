"""The project's own files agree with each other."""

import json
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGE = json.loads((ROOT / "bot/web/frontend/package.json").read_text(encoding="utf-8"))
CONSTRAINTS = sorted((ROOT / "constraints").glob("*.txt"))


def names(requirements: list[str | dict[str, str]]) -> set[str]:
    """The packages of a list of requirements; included groups count where they are defined."""
    found = [re.match(r"[\w.-]+", requirement) for requirement in requirements if isinstance(requirement, str)]
    return {match[0].lower() for match in found if match}


def direct_dependencies() -> set[str]:
    project, groups = PYPROJECT["project"], PYPROJECT["dependency-groups"]
    listed = [project["dependencies"], *project["optional-dependencies"].values(), *groups.values()]
    return set.union(*map(names, listed)) | {*PACKAGE["dependencies"], *PACKAGE["devDependencies"]}


def documented_dependencies() -> set[str]:
    page = (ROOT / "docs/dependencies.md").read_text(encoding="utf-8")
    return set(re.findall(r"^\| `([^`]+)` \|[^|]+\|[^|]+\|[^|]+\|$", page, flags=re.MULTILINE))


def test_every_direct_dependency_is_explained_and_no_other() -> None:
    assert documented_dependencies() == direct_dependencies()


def test_every_direct_dependency_is_pinned() -> None:
    pinned = {line.split("==")[0] for path in CONSTRAINTS for line in path.read_text(encoding="utf-8").splitlines()}
    python = direct_dependencies() - {*PACKAGE["dependencies"], *PACKAGE["devDependencies"]}
    assert python - pinned == {"torch"}, "torch alone is pinned by bot/setup/torch.sh"


@pytest.mark.parametrize("path", CONSTRAINTS, ids=lambda path: path.name)
def test_constraints_name_versions_and_no_address_or_path(path: Path) -> None:
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    assert lines
    assert [line for line in lines if not re.fullmatch(r"[a-z0-9-]+==[^\s/:@]+( ; [^/:@]+)?", line)] == []


def test_make_lists_its_targets() -> None:
    listing = subprocess.run(
        ["make", "--no-print-directory"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    listed = set(re.findall(r"^  make ([a-z-]+)", listing, flags=re.MULTILINE))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = re.search(r"^\.PHONY: (.+)$", makefile, flags=re.MULTILINE)
    assert phony is not None
    assert listed == set(phony[1].split())


@pytest.mark.parametrize("script", sorted((ROOT / "bot/setup").glob("*.sh")), ids=lambda path: path.name)
def test_a_set_up_script_is_sound_shell(script: Path) -> None:
    subprocess.run(["sh", "-n", str(script)], check=True)
