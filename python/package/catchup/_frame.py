"""Tables of results."""

from __future__ import annotations

import html
from os import PathLike
from typing import TYPE_CHECKING, Any

from . import _arguments, _catchup

if TYPE_CHECKING:
    import pandas
    import polars
    import pyarrow

_SHOWN = 10


class Frame:
    """A table: named columns of one length, of texts, numbers, whole numbers or truth values.

    It takes part in the Arrow PyCapsule interface (``__arrow_c_stream__``), so that whatever reads Arrow reads it as it is:
    ``polars.DataFrame(frame)``, ``pyarrow.table(frame)``, ``duckdb.sql("from frame")``, ``pandas.DataFrame.from_arrow(frame)``.
    The methods ``to_…`` do the same for whoever has the library. :meth:`to_csv` gives the very text that the command line
    writes.
    """

    __slots__ = ("_frame",)

    def __init__(self, frame: _catchup.Frame) -> None:
        self._frame = frame

    @property
    def columns(self) -> list[str]:
        """The names of the columns, from left to right."""
        return self._frame.columns

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns there are."""
        return len(self._frame), len(self._frame.columns)

    def __len__(self) -> int:
        return len(self._frame)

    def __getitem__(self, column: str) -> list[Any]:
        """A column as a list, ``None`` where it has no value."""
        return self._frame[_arguments.text("column", column, f"the name of a column, of {', '.join(self.columns)}")]

    def to_dict(self) -> dict[str, list[Any]]:
        """All columns as lists, by name."""
        return self._frame.to_dict()

    def rows(self) -> list[dict[str, Any]]:
        """All rows as dictionaries, by the names of columns."""
        columns = self.to_dict()
        return [dict(zip(columns, values)) for values in zip(*columns.values())]

    def to_csv(self, path: str | PathLike[str] | None = None) -> str | None:
        """The table as the command line writes it: comma-separated values in UTF-8, all digits, the same bytes.

        :param path: the file that takes it; the text is returned if none is given.
        """
        text = self._frame.to_csv()
        if path is None:
            return text
        with open(_arguments.path("path", path), "w", encoding="utf-8", newline="") as file:
            file.write(text)
        return None

    def to_pandas(self) -> pandas.DataFrame:
        """As a pandas data frame."""
        import pandas

        try:
            return pandas.DataFrame.from_arrow(self)
        except (AttributeError, ImportError):  # Before pandas 3, or without PyArrow.
            return pandas.DataFrame(self.to_dict())

    def to_polars(self) -> polars.DataFrame:
        """As a Polars data frame."""
        import polars

        return polars.DataFrame(self)

    def to_arrow(self) -> pyarrow.Table:
        """As a PyArrow table."""
        import pyarrow

        return pyarrow.table(self)

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        return self._frame.__arrow_c_stream__(requested_schema)

    def __arrow_c_schema__(self) -> object:
        return self._frame.__arrow_c_schema__()

    def __repr__(self) -> str:
        head = [self.columns, *([_cell(value) for value in row.values()] for row in self.rows()[:_SHOWN])]
        widths = [min(max(len(row[place]) for row in head), 24) for place in range(len(self.columns))]
        lines = ["  ".join(f"{_short(cell, width):<{width}}" for cell, width in zip(row, widths)).rstrip() for row in head]
        return "\n".join([*lines, f"[{len(self)} rows × {len(self.columns)} columns]"])

    def _repr_html_(self) -> str:
        def line(cells: list[str], tag: str) -> str:
            return "<tr>" + "".join(f"<{tag}>{html.escape(cell)}</{tag}>" for cell in cells) + "</tr>"

        body = "".join(line([_cell(value) for value in row.values()], "td") for row in self.rows()[:_SHOWN])
        return (
            f"<table><thead>{line(self.columns, 'th')}</thead><tbody>{body}</tbody></table>"
            f"<p>{len(self)} rows × {len(self.columns)} columns</p>"
        )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _short(text: str, width: int) -> str:
    return text if len(text) <= width else text[: width - 1] + "…"
