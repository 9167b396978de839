"""Writes down when Rasa took a message and when it called an action, for the benchmark of answers alone.

Lines of BENCH_TRACE: the monotonic clock in seconds, `took` or `called`, the conversation's id.
"""

import importlib.abc
import importlib.util
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any

_trace = Path(os.environ["BENCH_TRACE"]).open("a", buffering=1)  # noqa: SIM115  # open as long as the process lives


def _note(what: str, conversation: str) -> None:
    _trace.write(f"{time.monotonic():.6f} {what} {conversation}\n")


def _watch_messages(module: ModuleType) -> None:
    original = module.MessageProcessor.handle_message

    async def handle_message(self: Any, message: Any) -> Any:
        _note("took", message.sender_id)
        return await original(self, message)

    module.MessageProcessor.handle_message = handle_message  # type: ignore[attr-defined]


def _watch_calls(module: ModuleType) -> None:
    original = module.EndpointConfig.request

    async def request(self: Any, *args: Any, **kwargs: Any) -> Any:
        body = kwargs.get("json")
        if isinstance(body, dict) and "next_action" in body:
            _note("called", body["sender_id"])
        return await original(self, *args, **kwargs)

    module.EndpointConfig.request = request  # type: ignore[attr-defined]


_WATCHED: dict[str, Callable[[ModuleType], None]] = {
    "rasa.core.processor": _watch_messages,
    "rasa.utils.endpoints": _watch_calls,
}


class _Watcher(importlib.abc.MetaPathFinder):
    """Has a say once a module is loaded."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in _WATCHED:
            return None
        watch = _WATCHED.pop(name)
        spec = importlib.util.find_spec(name)
        if spec is None or spec.loader is None:
            return spec
        load = spec.loader.exec_module

        def exec_module(module: ModuleType) -> None:
            load(module)
            watch(module)

        spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


sys.meta_path.insert(0, _Watcher())
