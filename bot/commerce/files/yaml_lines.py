"""Where in a YAML file a value stands."""

import yaml

from bot.commerce.files.problems import Location


def line_of(node: yaml.Node | None, location: Location) -> int:
    """The line of the innermost thing that the location names."""
    line = node.start_mark.line + 1 if node else 1
    for part in location:
        inner = _inner(node, part)
        if inner is None:
            break
        node = inner
        line = node.start_mark.line + 1
    return line


def _inner(node: yaml.Node | None, part: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(part, int):
        return node.value[part] if part < len(node.value) else None
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == part), None)
    return None
