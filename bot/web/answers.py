"""Answers that are of one caller alone, and that nobody on the way may keep."""

from collections.abc import Mapping
from typing import Any

from sanic import HTTPResponse
from sanic import json as as_json


def answer(body: Mapping[str, Any], status: int = 200) -> HTTPResponse:
    return as_json(body, status, {"Cache-Control": "no-store"})
