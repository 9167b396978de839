"""The embedding guides' code: parsed by its own language, and naming nothing that the widget does not know."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "docs" / "embedding"
FRONTEND = Path(__file__).parents[2] / "bot" / "web" / "frontend"
GUIDES = sorted(FOLDER.glob("*.md"))
CHECKS = {"js": ("node", "--check", "cjs"), "php": ("php", "-l", "php")}
PROGRAMS = [
    pytest.param(language, program, id=f"{guide.stem}-{language}-{number}")
    for guide in GUIDES
    for number, (language, program) in enumerate(
        re.findall(r"```(js|php)\n(.*?)```", guide.read_text("utf-8"), re.DOTALL)
    )
]


def _looks() -> set[str]:
    """What may stand on the tag, as the widget's source names it."""
    source = (FRONTEND / "shared" / "look.ts").read_text("utf-8")
    wishes = source.partition("export const WISHES = {")[2].partition("} as const")[0]
    names = re.findall(r"^  (\w+):", wishes, re.MULTILINE)
    return {re.sub(r"[A-Z]", lambda capital: f"-{capital[0].lower()}", name) for name in names} | {"product-id"}


@pytest.mark.parametrize(("language", "program"), PROGRAMS)
def test_a_program_of_a_guide_is_one(language: str, program: str, tmp_path: Path) -> None:
    command, flag, suffix = CHECKS[language]
    interpreter = shutil.which(command)
    if interpreter is None:
        assert program.count("{") == program.count("}")
        return
    file = tmp_path / f"program.{suffix}"
    file.write_text(program, "utf-8")
    checked = subprocess.run([interpreter, flag, str(file)], capture_output=True, text=True, timeout=60, check=False)
    assert checked.returncode == 0, checked.stderr + checked.stdout


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.stem)
def test_a_guide_names_what_the_widget_knows(guide: Path) -> None:
    text = guide.read_text("utf-8")
    types = (FOLDER / "shoptalk.d.ts").read_text("utf-8")
    for attribute in re.findall(r"<script[^>]*widget\.js[^>]*>", text):
        assert set(re.findall(r"data-([a-z-]+)=", attribute)) <= _looks()
    for command in re.findall(r"shoptalk\('(\w+)'", text):
        assert f"'{command}'" in types
    for event in re.findall(r"shoptalk\('(?:on|off)', '(\w+)'", text):
        assert re.search(rf"^  {event}: ", types, re.MULTILINE)


def test_every_shop_of_the_list_has_a_guide() -> None:
    assert {guide.stem for guide in GUIDES} == {"plain-html", "shopify", "woocommerce", "vendure", "react", "identity"}


_HOOK_RUN = """
const said = [];
const named = (given) => (typeof given === 'function' ? 'function' : given);
globalThis.window = { Shoptalk: { push: (command) => said.push(command.map(named)) } };
globalThis.document = { querySelector: () => null, head: { append: () => {} }, createElement: () => ({}) };
const { useShoptalk } = await import('./hook.js');
for (const customer of [undefined, null, 'C-1001']) useShoptalk(customer, '/', customer ? 'KB-101' : undefined);
console.log(JSON.stringify(said));
"""


def test_the_hook_of_the_react_guide_fits_the_types_and_signs_nobody_out_who_is_not_known_yet(tmp_path: Path) -> None:
    tsc = FRONTEND / "node_modules" / ".bin" / "tsc"
    hook = re.search(r"```ts\n(import .*?)```", (FOLDER / "react.md").read_text("utf-8"), re.DOTALL)
    assert hook
    assert "customerId !== undefined" in hook[1]
    if not tsc.exists():
        return
    react = tmp_path / "node_modules" / "react"
    react.mkdir(parents=True)
    (react / "package.json").write_text(
        '{"name": "react", "type": "module", "main": "index.js", "types": "index.d.ts"}'
    )
    (react / "index.js").write_text("export const useEffect = (effect) => void effect();\n")
    (react / "index.d.ts").write_text("export function useEffect(effect: () => void, on?: readonly unknown[]): void;\n")
    (tmp_path / "package.json").write_text('{"type": "module"}')
    (tmp_path / "shoptalk.d.ts").write_text((FOLDER / "shoptalk.d.ts").read_text("utf-8"), "utf-8")
    (tmp_path / "hook.ts").write_text(hook[1], "utf-8")
    (tmp_path / "run.js").write_text(_HOOK_RUN, "utf-8")
    options = [
        "--strict",
        "--target",
        "es2022",
        "--module",
        "esnext",
        "--moduleResolution",
        "bundler",
        "--lib",
        "es2022,dom",
    ]
    built = subprocess.run(
        [str(tsc), *options, "hook.ts"], cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False
    )
    assert built.returncode == 0, built.stdout
    ran = subprocess.run(["node", "run.js"], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True)
    assert [command for command in json.loads(ran.stdout) if command[0] == "identify"] == [
        ["identify", None],
        ["identify", "function"],
    ]
