"""As much of GraphQL as a replaying server needs: what is asked, and nothing but that in the answer."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|\.\.\.|\$?\w+|[{}()\[\]:!=@]')


class UndefinedField(Exception):
    """The query asks for a field that the written shape does not have."""


@dataclass(frozen=True)
class Field:
    """A field with its arguments and what is asked of its value; `on` is the type of a fragment."""

    name: str
    arguments: Mapping[str, Any]
    fields: tuple["Field", ...]
    on: str = ""


@dataclass(frozen=True)
class Document:
    """One operation with its fragments."""

    kind: str
    name: str
    fields: tuple[Field, ...]
    fragments: Mapping[str, tuple[Field, ...]]

    @property
    def cost(self) -> int:
        """Points, a point for every object that could come; a mutation is ten."""
        return (10 if self.kind == "mutation" else 0) + self._cost(self.fields)

    def _cost(self, fields: tuple[Field, ...]) -> int:
        points = 0
        for asked in fields:
            inner = self.fragments[asked.name] if asked.on and asked.name else asked.fields
            if asked.on or asked.name == "nodes":
                points += self._cost(inner)
            elif inner and asked.name != "pageInfo":
                points += asked.arguments.get("first", 1) * (1 + self._cost(inner))
        return points

    def select(self, value: Any, fields: tuple[Field, ...] | None = None) -> Any:
        """What the operation asks of a value; a callable value is given its arguments."""
        if isinstance(value, list):
            return [self.select(one, fields) for one in value]
        if not isinstance(value, dict):
            return value
        told: dict[str, Any] = {}
        for asked in self.fields if fields is None else fields:
            if asked.on:
                inner = self.fragments[asked.name] if asked.name else asked.fields
                told |= self.select(value, inner) if asked.name or value.get("__typename") == asked.on else {}
                continue
            if asked.name not in value:
                raise UndefinedField(asked.name)
            held = value[asked.name]
            told[asked.name] = self.select(held(**asked.arguments) if callable(held) else held, asked.fields)
        return told


@cache
def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text)


def parse(text: str, variables: Mapping[str, Any]) -> Document:
    """Reads one operation and its fragments, with the variables put in their places."""
    tokens = iter(_tokens(text))
    operation: tuple[str, str, tuple[Field, ...]] | None = None
    fragments: dict[str, tuple[Field, ...]] = {}
    for word in tokens:
        name = next(tokens)
        for token in tokens:  # variables' types, or the type of a fragment
            if token == "{":
                break
        fields = tuple(_fields(tokens, variables))
        if word == "fragment":
            fragments[name] = fields
        else:
            operation = (word, name, fields)
    assert operation is not None, "no operation"
    return Document(*operation, fragments)


def _fields(tokens: Iterator[str], variables: Mapping[str, Any]) -> Iterator[Field]:
    """Up to the closing brace."""
    token = next(tokens)
    while token != "}":
        if token == "...":
            name, token = next(tokens), next(tokens)
            if name == "on":
                assert next(tokens) == "{"
                yield Field("", {}, tuple(_fields(tokens, variables)), on=token)
                token = next(tokens)
            else:
                yield Field(name, {}, (), on="fragment")
            continue
        name, token = token, next(tokens)
        arguments: dict[str, Any] = {}
        if token == "(":
            arguments = dict(_arguments(tokens, variables))
            token = next(tokens)
        if token == "@":  # a directive is given as an argument of its name
            directive, _ = next(tokens), next(tokens)
            arguments[directive] = dict(_arguments(tokens, variables))
            token = next(tokens)
        inner: tuple[Field, ...] = ()
        if token == "{":
            inner = tuple(_fields(tokens, variables))
            token = next(tokens)
        yield Field(name, arguments, inner)


def _arguments(tokens: Iterator[str], variables: Mapping[str, Any], end: str = ")") -> Iterator[tuple[str, Any]]:
    for name in tokens:
        if name == end:
            return
        assert next(tokens) == ":"
        yield name, _value(next(tokens), tokens, variables)


def _value(token: str, tokens: Iterator[str], variables: Mapping[str, Any]) -> Any:
    if token == "{":
        return dict(_arguments(tokens, variables, "}"))
    if token.startswith("$"):
        return variables.get(token[1:])
    if token.startswith('"'):
        return token[1:-1]
    if token.isdecimal():
        return int(token)
    return {"true": True, "false": False, "null": None}.get(token, token)
