"""Laws fitted to data, and written as scenarios."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Mapping
from os import PathLike
from pathlib import Path
from typing import Any

from . import _arguments, _catchup
from ._arguments import flag, items, moment, number, optional_text, text
from ._catchup import Picture
from ._data import FRAME, Data, column, layout, origin, travelling
from ._frame import Frame
from ._progress import Callback, callback


class Fit:
    """Laws fitted to data, the best first."""

    __slots__ = ("_asked", "_found", "_text")

    def __init__(self, found: _catchup.Fit, asked: dict[str, Any]) -> None:
        self._found, self._asked = found, asked
        own = asked.get("origin", (None, None))
        self._text: str | None = own[1].decode() if own[0] == FRAME and own[1] is not None else None

    def __reduce__(self) -> tuple[Any, ...]:
        """By the data, which travel: laws are fitted to them again."""
        asked = {**self._asked}
        if "origin" in asked:
            asked["origin"] = travelling(asked["origin"])
        return _again, (asked, self._found.parameters.to_csv())

    @property
    def laws(self) -> list[str]:
        """The laws, by increasing corrected Akaike criterion."""
        return self._found.laws

    @property
    def best(self) -> str:
        """The best law."""
        return self.laws[0]

    @property
    def criteria(self) -> list[dict[str, Any]]:
        """How good each law is: ``aicc``, ``bic``, ``weight`` (Akaike's, adding up to 1), ``r_squared``, ``errors``, ``scale``."""
        return self._found.criteria

    @property
    def skipped(self) -> dict[str, str]:
        """Laws that do not go with the data, and why."""
        return dict(self._found.skipped)

    @property
    def warnings(self) -> list[str]:
        """What is to be known of the best law."""
        return self._found.warnings

    @property
    def parameters(self) -> Frame:
        """As ``fit.csv``: ``law``, ``parameter``, ``unit``, ``value``, ``standard_error``, ``p025``, ``p975``, ``identified`` …"""
        return Frame(self._found.parameters)

    def fitted(self, until: str | float | None = None) -> Frame:
        """As ``fitted.csv``: observations with each law and its bands, and later times until ``until``."""
        return Frame(self._found.fitted(moment("until", until)))

    def picture(self, until: str | float | None = None) -> Picture:
        """The best law with what was observed."""
        return self._found.pictures(moment("until", until))[0]

    def scenario_text(self, path: str | PathLike[str] = "fit.toml", until: str | float | None = None) -> str:
        """The best law as the text of a scenario that will stand at ``path``: correlated assumptions, an equation, the history."""
        return self._found.scenario_text(_arguments.path("path", path), moment("until", until))

    def write_scenario(self, path: str | PathLike[str], until: str | float | None = None, *, replace: bool = False) -> Path:
        """Writes the best law as a scenario, which :func:`catchup.load` opens; a file that is there is replaced only if that is said.

        Data that were a frame are written beside it, as a CSV file of the same name, which the scenario names as its history.
        """
        path, replace = Path(_arguments.path("path", path)), flag("replace", replace)
        if self._text is None:
            self._found.write_scenario(str(path), moment("until", until), replace)
            return path
        data = path.with_suffix(".csv")
        for file in (path, data):
            if file.exists() and not replace:
                raise _catchup.QuestionError(f"{file} exists already and is left as it is; replace=True replaces it")
        text = re.sub(rf'file = "[^"\n]*{FRAME}"', f'file = "{data.name}"', self.scenario_text(path, until))
        _catchup.Scenario.open(path, [(str(path), text.encode()), (str(data), self._text.encode())])  # What is not valid is not written.
        _replace(data, self._text)
        _replace(path, text)
        return path

    def __repr__(self) -> str:
        return f"<fit, best {self.best}>\n{self.parameters!r}"

    def _repr_html_(self) -> str:
        return self.picture().svg + self.parameters._repr_html_()


def _replace(path: Path, text: str) -> None:
    """Writes a file whole or not at all."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=path.suffix, delete=False, encoding="utf-8", newline="") as file:
        file.write(text)
    try:
        os.replace(file.name, path)
    except OSError:
        os.unlink(file.name)
        raise


def _again(asked: dict[str, Any], parameters: str) -> Fit:
    """What was fitted before, perhaps elsewhere."""
    found = Fit(_fitted(asked), asked)
    if found._found.parameters.to_csv() != parameters:
        raise _catchup.CatchupError(
            "the same data give another fit than the one that was pickled: they have changed in between, or this is another version of "
            "catchup, or another instruction set"
        )
    return found


def _fitted(asked: dict[str, Any], **how: Any) -> _catchup.Fit:
    if "origin" in asked:
        return _catchup.fit_data(**asked, **how)
    return _catchup.fit_history(**{**asked, "scenario": asked["scenario"]._scenario}, **how)


def fit(
    data: Data,
    *,
    of: str | None = None,
    law: str | None = None,
    time: str = "year",
    value: str = "value",
    volume: str | None = None,
    production: str | None = None,
    knowledge: str | None = None,
    weights: str | None = None,
    where: Mapping[str, object] | None = None,
    decimal: str | None = None,
    dates: str | None = None,
    sheet: str | None = None,
    range: str | None = None,
    encoding: str | None = None,
    frequency: str | None = None,
    factor: float = 1.0,
    error: str | None = None,
    errors: str | None = None,
    start: str | float | None = None,
    until: str | float | None = None,
    fix: Mapping[str, float] | None = None,
    launch: str | float | None = None,
    unit: str | None = None,
    name: str | None = None,
    threads: int | None = None,
    progress: bool | Callback | None = None,
) -> Fit:
    """Fits laws of growth, diffusion, substitution and learning to data.

    :param data: a file, a frame of pandas, Polars or PyArrow, or a scenario (then ``of`` is the variable whose history is fitted).
    :param law: the law; all that go with the data, the best first, if not given.
    :param time: the column of times; ``value`` that of values; ``volume``, ``production``, ``knowledge``, ``weights`` likewise.
    :param where: only rows in which a column has a text.
    :param decimal: as in :func:`forecast`; likewise ``dates``, ``sheet``, ``range``, ``encoding`` and ``frequency``.
    :param factor: what values are multiplied by: 0.01 turns per cent into shares.
    :param error: how values scatter: ``level``, ``log`` or ``logit``; the law's own way if not given.
    :param errors: how errors hang together in time: ``independent``, ``ar1``, ``walk``; what suits the data best if not given.
    :param start: the first time that is used; ``until`` the last.
    :param fix: parameters that are given rather than fitted.
    :param launch: when diffusion began.
    :param unit: of the values.
    :param name: of what is fitted.
    :raises InputError: the table is not valid, or no law goes with it; says which value stands against it.
    """
    from ._scenario import Scenario

    taken = (
        number("factor", factor), moment("start", start), moment("until", until), optional_text("unit", unit), optional_text("name", name),
    )  # fmt: skip
    fixed = [(text("a name in fix", key), number(f"fix[{key!r}]", value)) for key, value in items("fix", fix, '{"limit": 1}').items()]
    asked: dict[str, Any] = {
        "taken": taken,
        "asked": (optional_text("law", law), optional_text("error", error), optional_text("errors", errors), fixed, moment("launch", launch)),
    }
    if isinstance(data, Scenario):
        if of is None:
            raise ValueError("say which variable's history is fitted: fit(scenario, of=\"NAME\")")
        of_tables = {
            "weights": weights, "where": where, "decimal": decimal, "dates": dates, "sheet": sheet, "range": range,
            "encoding": encoding, "frequency": frequency,
        }  # fmt: skip
        given = [name for name, value in of_tables.items() if value is not None]
        if given:
            raise ValueError(f"{', '.join(given)}: for data, and this is the history of a scenario")
        others = (("volume", volume), ("production", production), ("knowledge", knowledge))
        history = [text("of", of, "the name of a variable"), *(optional_text(name, other) for name, other in others)]
        asked = {"scenario": data, "history": history, **asked}
    else:
        if of is not None:
            raise ValueError("of is for the history of a scenario: value names a column of data")
        columns = {"time": time, "value": value, "volume": volume, "production": production, "knowledge": knowledge, "weights": weights}
        asked = {
            "origin": origin(data),
            "columns": [column(name, one) for name, one in columns.items()],
            "filter": _arguments.rows(where),
            "layout": layout(decimal, dates, sheet, range, encoding, frequency),
            **asked,
        }
    return Fit(_fitted(asked, threads=_arguments.threads(threads), progress=callback(progress)), asked)
