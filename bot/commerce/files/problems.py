"""A row's validation errors in words: what was wrong, where, and what is accepted."""

from pydantic import ValidationError

Location = tuple[int | str, ...]


def problems(error: ValidationError) -> list[tuple[Location, str]]:
    """Each problem with where in the row it is."""
    return [
        (found["loc"], _words(found["loc"], found["type"], found["msg"], found["input"])) for found in error.errors()
    ]


def _words(location: Location, kind: str, message: str, value: object) -> str:
    name = ".".join(str(part + 1) if isinstance(part, int) else part for part in location)
    match kind:
        case "missing":
            return f"{name} is missing"
        case "value_error":
            told = message.removeprefix("Value error, ")
            return f"{name}: {told}" if name else told
        case _:
            shown = repr(value)
            return f"{name}: {message} (got {shown if len(shown) <= 60 else shown[:57] + '...'})"
