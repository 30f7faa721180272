"""Arguments as people give them: numbers of Python and NumPy, dates, paths, one text where a list is taken.

What is refused says which argument it is, what was given, what is expected, and where that can be known what to write instead:
a :class:`TypeError` where the kind of thing is wrong, a :class:`ValueError` where its value is.
"""

from __future__ import annotations

import datetime
import difflib
import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike, fspath
from typing import Any, NoReturn

_MOST = 2**63 - 1

SEEDS = 2**64 - 1
"""The greatest seed."""


def refuse(kind: type[Exception], name: str, expected: str, given: Any, instead: str | None = None) -> NoReturn:
    """Raises what says which argument is wrong, what it is to be, what it was, and what to write instead."""
    raise kind(f"{name} is {expected}, not {_shown(given)}" + (f": write {instead}" if instead else "")) from None


def _shown(given: Any) -> str:
    try:
        text = repr(given)
    except ValueError:  # A whole number of more digits than Python writes.
        text = "a number of very many digits"
    text = text if len(text) <= 60 else f"{text[:57]}…"
    if given is None or isinstance(given, (bool, int, float)):
        return text
    if isinstance(given, str):
        return f"the text {text}"
    kind = type(given).__name__
    return text if text.lstrip("<").startswith(kind) else f"{text}, which is of the type {kind}"


def _is_truth(given: Any) -> bool:
    return isinstance(given, bool) or (type(given).__module__ == "numpy" and type(given).__name__ in ("bool", "bool_"))


def _is_number(given: Any) -> bool:
    """A number of Python or NumPy: neither a truth value, nor a text, a time or an array."""
    if _is_truth(given) or isinstance(given, (str, bytes, bytearray)) or getattr(given, "ndim", 0) != 0:
        return False
    if type(given).__name__ in ("datetime64", "timedelta64"):
        return False
    return hasattr(given, "__float__") or hasattr(given, "__index__")


def _written(given: Any) -> float | None:
    """The number that a text is, or that is alone in a list."""
    if isinstance(given, str):
        try:
            return float(given)
        except ValueError:
            return None
    try:
        alone = len(given) == 1 and not isinstance(given, (bytes, Mapping))
        return float(given[0]) if alone and _is_number(given[0]) else None
    except (TypeError, KeyError, IndexError):
        return None


def whole(name: str, given: Any, least: int = 0, most: int = _MOST) -> int:
    """A number that counts something: an integer, or a float without a fraction, such as ``1e6``.

    :raises TypeError: it is no number. :raises ValueError: it has a fraction, or is out of its range.
    """
    expected = f"a whole number from {least} " + ("on" if most == _MOST else f"to {most}")
    if not _is_number(given):
        written = _written(given)
        refuse(TypeError, name, expected, given, f"{name}={written:g}" if written is not None and written == int(written) else None)
    try:
        number = operator.index(given)
    except TypeError:
        try:
            number = int(given)
        except (ValueError, OverflowError):
            refuse(ValueError, name, expected, given)
        if number != given:
            refuse(ValueError, name, expected, given)
    if not least <= number <= most:
        refuse(ValueError, name, expected, given)
    return number


def optional(name: str, given: Any, least: int = 0, most: int = _MOST) -> int | None:
    """As :func:`whole`, unless nothing is given."""
    return None if given is None else whole(name, given, least, most)


def threads(given: Any) -> int | None:
    """So many threads; 0 for as many as there are cores."""
    return optional("threads", given, 0, 1024)


def number(
    name: str, given: Any, expected: str = "a number", *, above: float = -math.inf, most: float = math.inf, finite: bool = True
) -> float:
    """A number, greater than ``above`` and at most ``most``; ``finite`` unless the engine itself says what it makes of others.

    :raises TypeError: it is no number. :raises ValueError: it is out of its range.
    """
    if not _is_number(given):
        written = _written(given)
        refuse(TypeError, name, expected, given, None if written is None else f"{name}={written:g}")
    try:
        found = float(given)
    except (TypeError, ValueError, OverflowError):
        refuse(ValueError, name, expected, given)
    if finite and not (math.isfinite(found) and above < found <= most):
        refuse(ValueError, name, expected, given)
    return found


def fraction_of_year(date: datetime.date) -> float:
    """A date in years: what of its year has gone by when its day begins. Months are equal where tables have times by month, so that the first
    of one is no earlier than the month is there."""
    first = datetime.date(date.year, 1, 1).toordinal()
    gone = (date.toordinal() - first) / (datetime.date(date.year, 12, 31).toordinal() + 1 - first)
    return date.year + (max(gone, (date.month - 1) / 12) if date.day == 1 else gone)


def _date(given: Any) -> datetime.date | None:
    """The date of a day as Python, pandas and NumPy have it."""
    if isinstance(given, datetime.datetime):  # A timestamp of pandas too; not-a-time is one whose year is no number.
        return datetime.date(given.year, given.month, given.day) if given == given else None
    if isinstance(given, datetime.date):
        return given
    kind = (type(given).__module__.split(".")[0], type(given).__name__)
    if kind == ("numpy", "datetime64"):
        day = given.astype("datetime64[D]").item()
        return day if isinstance(day, datetime.date) else None
    return _date(given.start_time) if _is_period(given) else None


def _is_period(given: Any) -> bool:
    """A year, a quarter, a month or a day as pandas has it."""
    return hasattr(given, "start_time") and hasattr(given, "freqstr")


def _part_of_year(period: Any) -> float | None:
    """Where a year, a quarter or a month begins, as tables that have them count: quarters and months of a year are equal."""
    kind = str(period.freqstr)[:1]
    parts = {"Y": 0.0, "A": 0.0, "Q": (period.quarter - 1) / 4, "M": (period.month - 1) / 12}
    return float(period.year) + parts[kind] if kind in parts else None


def year(name: str, given: Any) -> float:
    """A point of time as a year, whole or not; a date is the part of its year that has gone by when its day begins, a period where it
    begins.

    :raises TypeError: it is neither. :raises ValueError: it is no finite number.
    """
    expected = "a year such as 2020, or a date"
    date = _date(given)
    begins = _part_of_year(given) if date is not None and _is_period(given) else None
    if begins is not None:
        return begins
    if date is not None:
        return fraction_of_year(date)
    if not _is_number(given):
        written = _written(given)
        instead = None if written is None or not math.isfinite(written) else f"{name}={written:g}"
        if isinstance(given, str) and instead is None:
            try:
                instead = f"{name}=datetime.date({', '.join(str(int(part)) for part in given.strip()[:10].split('-'))})"
            except ValueError:
                instead = None
        refuse(TypeError, name, expected, given, instead)
    return number(name, given, expected)


def moment(name: str, given: Any) -> str | None:
    """A year or a date as tables write them, such as ``2020``, ``2020Q1`` or ``2020-03-31``, as the engine reads it."""
    if given is None:
        return None
    if isinstance(given, str):
        return given
    date = _date(given)
    if date is not None:
        # A year, a quarter or a month stands for all that is in it.
        coarse = _is_period(given) or type(given).__name__ == "datetime64"
        return str(given) if coarse and len(str(given)) < 10 else date.isoformat()
    if not _is_number(given):
        refuse(TypeError, name, "a year such as 2020, a date, or a text such as '2020Q1'", given)
    found = number(name, given, "a year such as 2020, a date, or a text such as '2020Q1'")
    return str(int(found)) if found == int(found) else repr(found)


def text(name: str, given: Any, expected: str = "a text") -> str:
    """A text.

    :raises TypeError: it is none.
    """
    if not isinstance(given, str):
        alone = given[0] if isinstance(given, (list, tuple)) and len(given) == 1 and isinstance(given[0], str) else None
        refuse(TypeError, name, expected, given, None if alone is None else f"{name}={alone!r}")
    return str(given)


def optional_text(name: str, given: Any, expected: str = "a text") -> str | None:
    """As :func:`text`, unless nothing is given."""
    return None if given is None else text(name, given, expected)


def one_of(name: str, given: Any, known: Sequence[str]) -> str:
    """One of a few names.

    :raises TypeError: it is no text. :raises ValueError: it is none of them.
    """
    expected = f"one of {', '.join(known)}"
    found = text(name, given, expected)
    if found not in known:
        near = difflib.get_close_matches(found.lower(), known, 1)
        refuse(ValueError, name, expected, given, f"{name}={near[0]!r}" if near else None)
    return found


def texts(name: str, given: Any, expected: str = "a text, or a list of texts") -> list[str]:
    """Texts, which may have commas, or one.

    :raises TypeError: it is neither, or one of them is no text.
    """
    if isinstance(given, str):
        return [str(given)]
    if isinstance(given, (bytes, Mapping)) or not isinstance(given, Iterable):
        refuse(TypeError, name, expected, given)
    found = list(given)
    for one in found:
        if not isinstance(one, str):
            refuse(TypeError, name, expected, given if len(found) < 4 else one)
    return [str(one) for one in found]


def names(name: str, given: Any, expected: str = "a text such as 'a,b', or a list of texts") -> list[str]:
    """Names that are given as a list, or as one text with commas; none if nothing is given."""
    if given is None:
        return []
    if isinstance(given, str):
        return [one.strip() for one in given.split(",")]
    return texts(name, given, expected)


def items(name: str, given: Any, example: str) -> dict[Any, Any]:
    """A mapping.

    :raises TypeError: it is none.
    """
    if given is None:
        return {}
    if not hasattr(given, "keys") or not hasattr(given, "__getitem__"):
        refuse(TypeError, name, f"a mapping such as {example}", given)
    return {key: given[key] for key in given.keys()}


def rows(where: Mapping[str, object] | None) -> list[tuple[str, str]]:
    """Columns with the texts that rows must have in them."""
    found = []
    for column, own in items("where", where, '{"region": "China"}').items():
        text("a column in where", column)
        if own is None or (not isinstance(own, str) and isinstance(own, Iterable)):
            refuse(TypeError, f"where[{column!r}]", "the text that a column has in the rows that are wanted", own)
        found.append((str(column), str(own)))
    return found


def flag(name: str, given: Any) -> bool:
    """Whether something is to be.

    :raises TypeError: it is neither true nor false.
    """
    if not _is_truth(given):
        refuse(TypeError, name, "True or False", given)
    return bool(given)


def path(name: str, given: Any, expected: str = "a path") -> str:
    """A path: a text, or what ``os.fspath`` takes.

    :raises TypeError: it is none, or bytes.
    """
    if not isinstance(given, (str, PathLike)):
        refuse(TypeError, name, f"{expected}: a text or a pathlib.Path", given)
    found = fspath(given)
    if not isinstance(found, str):
        refuse(TypeError, name, f"{expected}: a text or a pathlib.Path", given)
    return found


def levels(name: str, given: Any) -> list[float] | None:
    """Levels of quantiles, which the engine holds against their range."""
    if given is None:
        return None
    expected = "a list of numbers such as [0.1, 0.5, 0.9]"
    if _is_number(given):
        given = [given]
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        refuse(TypeError, name, expected, given)
    return [number(f"each of {name}", one, "a number such as 0.9", finite=False) for one in given]


def between(name: str, given: Any) -> tuple[float, float] | None:
    """Two numbers, the lower first.

    :raises TypeError: they are not two numbers. :raises ValueError: the lower is not first.
    """
    if given is None:
        return None
    expected = "two numbers such as (0, 0.5), the lower first"
    if isinstance(given, (str, bytes, Mapping)) or not isinstance(given, Iterable):
        refuse(TypeError, name, expected, given)
    ends = list(given)
    if len(ends) != 2:
        refuse(ValueError, name, expected, given)
    low, high = (number(f"each end of {name}", end) for end in ends)
    if not low < high:
        refuse(ValueError, name, expected, given, f"{name}=({high:g}, {low:g})" if high < low else None)
    return low, high
