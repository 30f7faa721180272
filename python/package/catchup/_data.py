"""Tables of one's own: files and frames of all kinds, and how they are read."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from . import _arguments
from ._arguments import names, number, optional, optional_text
from ._frame import Frame

Data = Any
"""A file, or a frame: of pandas, Polars (lazy ones too), PyArrow, DuckDB or this package, or columns as lists by name."""

Origin = tuple[str, bytes | None]
"""A path, and what stands there if that is not to be read."""

FRAME = "frame.csv"
"""What a frame is called where a file would have a name."""


def origin(data: Data) -> Origin:
    """A file by its path, or a frame as the text of one."""
    if isinstance(data, (str, PathLike)):
        return _arguments.path("data", data), None
    text = _text(data)
    if text is None:
        raise TypeError(f"data: {type(data).__name__} is no file and no frame: give a path, or a frame of pandas, Polars, PyArrow or DuckDB")
    return FRAME, text.encode()


def travelling(own: Origin) -> Origin:
    """The same with what stands in the file, for another process or machine."""
    return own if own[1] is not None else (own[0], Path(own[0]).read_bytes())


def _text(data: Data) -> str | None:
    if isinstance(data, Frame):
        return data.to_csv()
    if hasattr(data, "collect") and not hasattr(data, "write_csv"):  # Polars, lazily
        data = data.collect()
    if hasattr(data, "fetchall") and hasattr(data, "columns"):  # DuckDB
        return _written([data.columns, *data.fetchall()])
    if hasattr(data, "write_csv"):  # Polars
        written = data.write_csv()
        return written if isinstance(written, str) else None
    if hasattr(data, "to_csv") and hasattr(data, "index"):  # pandas
        return _of_pandas(data.to_frame("value" if data.name is None else data.name) if hasattr(data, "to_frame") else data)
    if hasattr(data, "to_pydict"):  # PyArrow
        data = data.to_pydict()
    if isinstance(data, Mapping):
        return _written([list(data), *_rows(data)])
    return None


def _rows(columns: Mapping[Any, Any]) -> Sequence[Sequence[Any]]:
    lengths = {}
    for name, values in columns.items():
        if isinstance(values, (str, bytes)) or not hasattr(values, "__len__"):
            _arguments.refuse(TypeError, f"column {name!r} of data", "a list of values", values)
        lengths[name] = len(values)
    if len(set(lengths.values())) > 1:
        each = ", ".join(f"{name} has {length}" for name, length in lengths.items())
        raise ValueError(f"columns of data are of one length, and {each}")
    return list(zip(*columns.values()))


def _written(rows: Sequence[Sequence[Any]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def _of_pandas(data: Any) -> str:
    """With its index, if that says something: if it has a name, or is one of dates or years."""
    index = data.index
    if index.name is not None or index.nlevels > 1:
        return str(data.to_csv(index=True))
    if _is_time(index) and "time" not in data:
        return str(data.to_csv(index=True, index_label="time"))
    return str(data.to_csv(index=False))


def _is_time(index: Any) -> bool:
    """Whether an index without a name has times: dates, periods, or years one after another. Numbers of rows have none."""
    if type(index).__name__ in ("DatetimeIndex", "PeriodIndex"):
        return True
    if getattr(index.dtype, "kind", "") not in "iu" or len(index) < 2:
        return False
    years = [int(year) for year in index]
    return 1500 <= years[0] and years[-1] <= 2500 and all(one < other for one, other in zip(years, years[1:]))


Reading = dict[str, Any]


def layout(
    decimal: str | None, dates: str | None, sheet: str | None, range: str | None, encoding: str | None,
    frequency: str | None,
) -> dict[str, str | None]:
    """How a table is written, as the engine takes it."""
    said = {"decimal": decimal, "dates": dates, "sheet": sheet, "range": range, "encoding": encoding, "frequency": frequency}
    return {name: optional_text(name, given) for name, given in said.items()}


def column(name: str, given: str | None) -> str | None:
    """The name of a column, if there is one."""
    return optional_text(name, given, "the name of a column")


def reading(
    series: str | None,
    time: str | None,
    value: str | None,
    season: int | None,
    maximum: float | None,
    *,
    split: str | None = None,
    adds_up: str | Sequence[str] | None = None,
    where: Mapping[str, object] | None = None,
    decimal: str | None = None,
    dates: str | None = None,
    sheet: str | None = None,
    range: str | None = None,
    encoding: str | None = None,
    frequency: str | None = None,
) -> Reading:
    """How a table is read, as the engine takes it.

    :raises ValueError: series add up, and a maximum is given.
    """
    columns = names("adds_up", adds_up)
    if columns and maximum is not None:
        raise ValueError("a maximum is not for sums: give adds_up or maximum, not both")
    return {
        "series": column("series", series), "time": column("time", time), "value": column("value", value),
        "split": column("split", split), "adds_up": columns,
        "filter": _arguments.rows(where), "layout": layout(decimal, dates, sheet, range, encoding, frequency),
        "season": optional("season", season, 1, 1000),
        "maximum": None if maximum is None else number("maximum", maximum, "a number above 0", finite=False),
    }  # fmt: skip
