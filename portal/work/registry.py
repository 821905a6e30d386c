"""Which function does which kind of job, and which does several of a kind together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from django.utils.module_loading import autodiscover_modules


class Handler(Protocol):
    """Does one job. Must be safe to run twice; opens its own transactions."""

    def __call__(self, *, key: UUID, now: datetime) -> None: ...


class TogetherHandler(Protocol):
    """Does several jobs of one kind together, all or none. Must be safe to run twice; opens its own transactions."""

    def __call__(self, *, keys: Sequence[UUID], now: datetime) -> None: ...


class UnknownKind(LookupError):
    """No app registered a handler for this kind of job."""


_handlers: dict[str, Handler] = {}
_together: dict[str, TogetherHandler] = {}


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the decorated function for `kind`. Raises ValueError when another function has it already."""

    def register(handler: Handler) -> Handler:
        if _handlers.setdefault(kind, handler) is not handler:
            raise ValueError(f"two handlers for {kind}")
        return handler

    return register


def handles_together(kind: str) -> Callable[[TogetherHandler], TogetherHandler]:
    """Register the decorated function for several jobs of `kind` at once, beside the one that does a single job.

    When it raises, each of its jobs is done alone. Raises ValueError when another function has it already.
    """

    def register(handler: TogetherHandler) -> TogetherHandler:
        if _together.setdefault(kind, handler) is not handler:
            raise ValueError(f"two handlers for several of {kind}")
        return handler

    return register


def together_of(kind: str) -> TogetherHandler | None:
    """The function for several jobs of `kind`, if it has one. Raises UnknownKind."""
    handler_of(kind)
    return _together.get(kind)


def handler_of(kind: str) -> Handler:
    """The function for `kind`. Raises UnknownKind."""
    if kind not in _handlers:
        # A worker has them all from its start; a web process that drains the list reads them now.
        autodiscover_modules("tasks")
    try:
        return _handlers[kind]
    except KeyError:
        raise UnknownKind(kind) from None
