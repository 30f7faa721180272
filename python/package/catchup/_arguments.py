"""Arguments as people give them: one text where a list is taken, numbers that count something."""

from __future__ import annotations

import operator
from collections.abc import Iterable, Mapping
from typing import Any

_MOST = 2**63 - 1

SEEDS = 2**64 - 1
"""The greatest seed."""


def names(given: str | Iterable[str] | None) -> list[str]:
    """Names that are given as a list, or as one text with commas."""
    if given is None:
        return []
    return [name.strip() for name in given.split(",")] if isinstance(given, str) else list(given)


def texts(given: str | Iterable[str]) -> list[str]:
    """Texts, which may have commas, or one."""
    return [given] if isinstance(given, str) else list(given)


def rows(where: Mapping[str, object] | None) -> list[tuple[str, str]]:
    """Columns with the texts that rows must have in them."""
    return [(str(column), str(text)) for column, text in (where or {}).items()]


def whole(name: str, given: Any, least: int = 0, most: int = _MOST) -> int:
    """A number that counts something: an integer, or a float without a fraction, such as ``1e6``.

    :raises ValueError: it is none, or out of its range; says which argument it is.
    """
    fault = ValueError(f"{name} is a whole number from {least} to {most}, not {given!r}")
    try:
        number = operator.index(given)
    except TypeError:
        try:
            number = int(given)
        except (TypeError, ValueError, OverflowError):
            raise fault from None
        if isinstance(given, (str, bytes)) or number != given:
            raise fault from None
    if not least <= number <= most:
        raise fault
    return number


def optional(name: str, given: Any, least: int = 0, most: int = _MOST) -> int | None:
    """As :func:`whole`, unless nothing is given."""
    return None if given is None else whole(name, given, least, most)


def threads(given: Any) -> int | None:
    """So many threads; 0 for as many as there are cores."""
    return optional("threads", given, 0, 1024)
