"""Tables of one's own: series forecast by their own past, laws fitted, forecasts scored."""

from __future__ import annotations

import csv
import io
import os
import re
import tempfile
from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from . import _arguments, _catchup
from ._arguments import SEEDS, names, optional, whole
from ._catchup import Picture
from ._frame import Frame
from ._progress import Callback, callback
from ._results import Backtest

Data = Any
"""A file, or a frame: of pandas, Polars (lazy ones too), PyArrow, DuckDB or this package, or columns as lists by name."""

Origin = tuple[str, str | None]


_FRAME = "frame.csv"
"""What a frame is called where a file would have a name."""


def origin(data: Data) -> Origin:
    """A file by its path, or a frame as the text of one."""
    if isinstance(data, (str, PathLike)):
        return fspath(data), None
    text = _text(data)
    if text is None:
        raise TypeError(f"{type(data).__name__} is no file and no frame: give a path, or a frame of pandas, Polars, PyArrow or DuckDB")
    return _FRAME, text


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
        return _of_pandas(data)
    if hasattr(data, "to_pydict"):  # PyArrow
        data = data.to_pydict()
    if isinstance(data, Mapping):
        return _written([list(data), *zip(*data.values(), strict=True)])
    return None


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
    return {"decimal": decimal, "dates": dates, "sheet": sheet, "range": range, "encoding": encoding, "frequency": frequency}


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
    columns = names(adds_up)
    if columns and maximum is not None:
        raise ValueError("a maximum is not for sums: give adds_up or maximum, not both")
    return {
        "series": series, "time": time, "value": value, "split": split, "adds_up": columns,
        "filter": _arguments.rows(where), "layout": layout(decimal, dates, sheet, range, encoding, frequency),
        "season": optional("season", season, 1, 1000), "maximum": maximum,
    }  # fmt: skip


class Forecast:
    """Series with their forecasts."""

    __slots__ = ("_found",)

    def __init__(self, found: _catchup.SeriesForecast) -> None:
        self._found = found

    @property
    def series(self) -> list[str]:
        """The names of the series."""
        return self._found.series

    @property
    def horizon(self) -> int:
        """Steps ahead."""
        return self._found.horizon

    @property
    def method(self) -> str:
        """The method."""
        return self._found.method

    @property
    def weights(self) -> Mapping[str, float]:
        """What the combination is made of at the last step ahead: methods with their weights, adding up to 1."""
        return self._found.weights

    @property
    def notes(self) -> list[str]:
        """What one should know of the data and the intervals."""
        return self._found.notes

    @property
    def quantiles(self) -> Frame:
        """As ``forecast.csv``: ``series``, ``time``, and ``p025``, ``p05``, ``p10``, ``p20``, … ``p975`` of each step ahead, in the unit of the data; before
        them ``point``, which adds up, where series do."""
        return Frame(self._found.quantiles)

    def paths(self, number: int = 100, *, seed: int = 1) -> Frame:
        """Sample paths of each series: ``series``, ``draw``, ``time``, ``value``."""
        return Frame(self._found.paths(whole("number", number, 0, 100_000), whole("seed", seed, 0, SEEDS)))

    def picture(self, series: str | int = 0, *, unit: str | None = None) -> Picture:
        """A fan of a series, by name or place; in the unit that the table says unless another is given."""
        names = self.series
        if isinstance(series, str) and series not in names:
            raise ValueError(f"no series is called `{series}`; there are {', '.join(names[:12])}{' …' if len(names) > 12 else ''}")
        place = names.index(series) if isinstance(series, str) else whole("series", series, 0, len(names) - 1)
        return self._found.picture(place, unit)

    def __repr__(self) -> str:
        return f"<forecast of {len(self.series)} series, {self.horizon} steps ahead, by {self.method}>\n{self.quantiles!r}"

    def _repr_html_(self) -> str:
        return self.picture().svg + self.quantiles._repr_html_()


def forecast(
    data: Data,
    *,
    horizon: int | None = None,
    method: str = "combination",
    series: str | None = None,
    time: str | None = None,
    value: str | None = None,
    adds_up: str | Sequence[str] | None = None,
    levels: Sequence[float] | None = None,
    where: Mapping[str, object] | None = None,
    decimal: str | None = None,
    dates: str | None = None,
    sheet: str | None = None,
    range: str | None = None,
    encoding: str | None = None,
    frequency: str | None = None,
    season: int | None = None,
    maximum: float | None = None,
    threads: int | None = None,
    progress: bool | Callback | None = None,
) -> Forecast:
    """Forecasts every series of a table by its own past, with intervals calibrated at rolling origins of all.

    :param data: a file, or a frame of pandas, Polars, PyArrow or DuckDB: long (a row for each series and time), or wide (a column for each
        series or time).
    :param horizon: steps ahead; by the frequency of the data if not given.
    :param method: ``combination``, or one of its parts.
    :param series: the column that tells series apart, in a long table; likewise ``time`` and ``value``: found by themselves.
    :param adds_up: columns over which series add up to totals, such as ``["region", "sector"]`` or ``"region,sector"``; or ``"series"``:
        all series of the table do. Totals that the table does not have are made, and forecasts of parts and totals add up.
    :param levels: of the quantiles, such as ``[0.1, 0.5, 0.9]``.
    :param where: only rows in which a column has a text: ``{"region": "China"}``.
    :param decimal: ``point`` or ``comma``, where nothing in a column decides what ``1,234`` is.
    :param dates: ``day-first`` or ``month-first``, where nothing in a column decides what ``03/04/2020`` is.
    :param sheet: of a workbook; the first with a table if not given.
    :param range: the cells of a sheet, as ``B3:H40``, or the name of a range.
    :param encoding: of a text, such as ``windows-1252`` or ``gb18030``; what its letters say if not given.
    :param frequency: the kind of times that is read, where there are several: ``years``, ``quarters``, ``months`` or others.
    :param season: steps in a season, where the times do not tell.
    :param maximum: the most a value can be, such as 100 for a share in per cent; forecasts then stay between 0 and it. Not for sums.
    :raises InputError: all problems that the table has, each with its place.
    """
    found = _catchup.forecast_table(
        origin(data),
        reading(
            series, time, value, season, maximum,
            adds_up=adds_up, where=where, decimal=decimal, dates=dates, sheet=sheet, range=range, encoding=encoding,
            frequency=frequency,
        ),
        horizon=optional("horizon", horizon, 1, 1000),
        method=method,
        levels=None if levels is None else [float(level) for level in levels],
        threads=_arguments.threads(threads),
        progress=callback(progress),
    )
    return Forecast(found)


class Scores:
    """How good forecasts of a table have been."""

    __slots__ = ("_found",)

    def __init__(self, found: _catchup.BacktestScores) -> None:
        self._found = found

    @property
    def scores(self) -> Frame:
        """A row for each method, as ``scores.csv``: ``smape``, ``mase``, ``wql``, ``sql``, ``coverage_50`` … ``coverage_95``, skill against
        benchmarks, and a test of equal accuracy."""
        return Frame(self._found.scores)

    @property
    def levels(self) -> Frame:
        """The share of values in each part of what each method had forecast, as ``pit.csv``."""
        return Frame(self._found.levels)

    def pictures(self) -> list[Picture]:
        """A histogram for each method: where values fell."""
        return self._found.pictures()

    def __repr__(self) -> str:
        return repr(self.scores)

    def _repr_html_(self) -> str:
        return self.scores._repr_html_()


def backtest(
    data: Data,
    until: float | None = None,
    *,
    methods: str | Sequence[str] | None = None,
    origins: int | None = None,
    horizon: int | None = None,
    series: str | None = None,
    time: str | None = None,
    value: str | None = None,
    split: str | None = None,
    adds_up: str | Sequence[str] | None = None,
    where: Mapping[str, object] | None = None,
    decimal: str | None = None,
    dates: str | None = None,
    sheet: str | None = None,
    range: str | None = None,
    encoding: str | None = None,
    frequency: str | None = None,
    season: int | None = None,
    maximum: float | None = None,
    threads: int | None = None,
    progress: bool | Callback | None = None,
) -> Scores | Backtest:
    """Scores forecasts of a table from origins in the past by what came after; or of a scenario, as :meth:`Scenario.backtest`.

    :param data: as in :func:`forecast`; or a scenario, or its file (``.toml``), with ``until``.
    :param until: for a scenario alone: the year until which history is known.
    :param methods: methods, each once: ``combination``, ``naive`` and ``drift`` if not given. The benchmarks are scored besides.
    :param origins: how many origins, one step apart; 5 if not given.
    :param horizon: steps ahead; by the frequency of the data if not given, or as many as a split leaves.
    :param split: the column that says ``train`` or ``test``, instead of origins.
    :param where: as in :func:`forecast`; likewise ``decimal``, ``dates``, ``sheet``, ``range``, ``encoding``, ``frequency``, ``season`` and ``maximum``.
    :param adds_up: as in :func:`forecast`; forecasts are then scored as they are made to add up.
    :raises ValueError: something is said that is not for what is tested.
    """
    from ._scenario import Scenario, load

    of_tables = {
        "methods": methods, "origins": origins, "horizon": horizon, "series": series, "time": time, "value": value,
        "split": split, "adds_up": adds_up, "where": where, "decimal": decimal, "dates": dates, "sheet": sheet, "range": range,
        "encoding": encoding, "frequency": frequency, "season": season, "maximum": maximum,
    }  # fmt: skip
    given = [name for name, value in of_tables.items() if value is not None]
    if isinstance(data, (str, PathLike)) and fspath(data).lower().endswith(".toml"):
        data = load(data)
    if isinstance(data, Scenario):
        if given:
            raise ValueError(f"{', '.join(given)}: for the backtest of a table, and this is one of a scenario")
        if until is None:
            raise ValueError("say until which year history is known: backtest(scenario, 2015)")
        return data.backtest(until, threads=threads, progress=progress)
    if until is not None:
        raise ValueError("until is for the backtest of a scenario, and this is one of a table: origins or split cut it off")
    if split is not None and origins is not None:
        raise ValueError("a table is cut off by split or at origins: give one of them")
    found = _catchup.score_table(
        origin(data),
        reading(
            series, time, value, season, maximum,
            split=split, adds_up=adds_up, where=where, decimal=decimal, dates=dates, sheet=sheet, range=range, encoding=encoding,
            frequency=frequency,
        ),
        methods=None if methods is None else names(methods),
        origins=optional("origins", origins, 1, 1000),
        horizon=optional("horizon", horizon, 1, 1000),
        threads=_arguments.threads(threads),
        progress=callback(progress),
    )
    return Scores(found)


class Fit:
    """Laws fitted to data, the best first."""

    __slots__ = ("_found", "_text")

    def __init__(self, found: _catchup.Fit, text: str | None = None) -> None:
        self._found = found
        self._text = text

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
        return Frame(self._found.fitted(_time(until)))

    def picture(self, until: str | float | None = None) -> Picture:
        """The best law with what was observed."""
        return self._found.pictures(_time(until))[0]

    def scenario_text(self, path: str | PathLike[str] = "fit.toml", until: str | float | None = None) -> str:
        """The best law as the text of a scenario that will stand at ``path``: correlated assumptions, an equation, the history."""
        return self._found.scenario_text(fspath(path), _time(until))

    def write_scenario(self, path: str | PathLike[str], until: str | float | None = None, *, replace: bool = False) -> Path:
        """Writes the best law as a scenario, which :func:`catchup.load` opens; a file that is there is replaced only if that is said.

        Data that were a frame are written beside it, as a CSV file of the same name, which the scenario names as its history.
        """
        path = Path(path)
        if self._text is None:
            self._found.write_scenario(fspath(path), _time(until), replace)
            return path
        data = path.with_suffix(".csv")
        for file in (path, data):
            if file.exists() and not replace:
                raise _catchup.QuestionError(f"{file} exists already and is left as it is; replace=True replaces it")
        text = re.sub(rf'file = "[^"\n]*{_FRAME}"', f'file = "{data.name}"', self.scenario_text(path, until))
        _catchup.Scenario.open(path, [(str(path), text), (str(data), self._text)])  # What is not valid is not written.
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


def _time(time: str | float | None) -> str | None:
    return None if time is None else str(time)


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

    taken = (float(factor), _time(start), _time(until), unit, name)
    asked = (law, error, errors, [(key, float(number)) for key, number in (fix or {}).items()], _time(launch))
    how: dict[str, Any] = {"threads": _arguments.threads(threads), "progress": callback(progress)}
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
        found = _catchup.fit_history(data._scenario, [of, volume, production, knowledge], taken, asked, **how)
    else:
        if of is not None:
            raise ValueError("of is for the history of a scenario: value names a column of data")
        columns = [time, value, volume, production, knowledge, weights]
        own = origin(data)
        written = layout(decimal, dates, sheet, range, encoding, frequency)
        found = _catchup.fit_data(own, columns, _arguments.rows(where), written, taken, asked, **how)
        return Fit(found, own[1])
    return Fit(found)
