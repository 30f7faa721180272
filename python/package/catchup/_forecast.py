"""Series forecast by their own past, and how good such forecasts have been."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from os import PathLike, fspath
from typing import Any

from . import _arguments, _catchup
from ._arguments import SEEDS, names, optional, optional_text, text, whole
from ._catchup import Picture
from ._data import Data, origin, reading, travelling
from ._frame import Frame
from ._progress import Callback, callback
from ._results import Backtest


class Forecast:
    """Series with their forecasts.

    It can be pickled: numbers and notes travel as they are; sample paths and pictures are made again from the table, which travels too.
    """

    __slots__ = ("_asked", "_found", "_kept")

    def __init__(self, found: _catchup.SeriesForecast | None, asked: dict[str, Any], kept: dict[str, Any] | None = None) -> None:
        self._found, self._asked, self._kept = found, asked, kept or {}

    def __reduce__(self) -> tuple[Any, ...]:
        kept = self._kept or {name: getattr(self._engine(), name) for name in _KEPT}
        return Forecast, (None, {**self._asked, "origin": travelling(self._asked["origin"])}, kept)

    def _engine(self) -> _catchup.SeriesForecast:
        if self._found is None:
            found = _catchup.forecast_table(**self._asked)
            if found.quantiles.to_csv() != self._kept["quantiles"].to_csv():
                raise _catchup.CatchupError(
                    f"{self._asked['origin'][0]} gives another forecast than the one that was pickled: it has changed in between, or this "
                    "is another version of catchup, or another instruction set"
                )
            self._found = found
        return self._found

    def _of(self, name: str) -> Any:
        return self._kept[name] if name in self._kept else getattr(self._engine(), name)

    @property
    def series(self) -> list[str]:
        """The names of the series."""
        return list(self._of("series"))

    @property
    def horizon(self) -> int:
        """Steps ahead."""
        return int(self._of("horizon"))

    @property
    def method(self) -> str:
        """The method."""
        return str(self._of("method"))

    @property
    def weights(self) -> Mapping[str, float]:
        """What the combination is made of at the last step ahead: methods with their weights, adding up to 1."""
        return dict(self._of("weights"))

    @property
    def notes(self) -> list[str]:
        """What one should know of the data and the intervals."""
        return list(self._of("notes"))

    @property
    def quantiles(self) -> Frame:
        """As ``forecast.csv``: ``series``, ``time``, and ``p025``, ``p05``, ``p10``, ``p20``, … ``p975`` of each step ahead, in the unit of the data; before
        them ``point``, which adds up, where series do."""
        return Frame(self._of("quantiles"))

    def paths(self, number: int = 100, *, seed: int = 1) -> Frame:
        """Sample paths of each series: ``series``, ``draw``, ``time``, ``value``."""
        return Frame(self._engine().paths(whole("number", number, 0, 100_000), whole("seed", seed, 0, SEEDS)))

    def picture(self, series: str | int = 0, *, unit: str | None = None) -> Picture:
        """A fan of a series, by name or place; in the unit that the table says unless another is given."""
        names = self.series
        if isinstance(series, str) and series not in names:
            raise ValueError(f"no series is called `{series}`; there are {', '.join(names[:12])}{' …' if len(names) > 12 else ''}")
        place = names.index(series) if isinstance(series, str) else whole("series", series, 0, len(names) - 1)
        return self._engine().picture(place, optional_text("unit", unit))

    def __repr__(self) -> str:
        return f"<forecast of {len(self.series)} series, {self.horizon} steps ahead, by {self.method}>\n{self.quantiles!r}"

    def _repr_html_(self) -> str:
        return self.picture().svg + self.quantiles._repr_html_()


_KEPT = ("series", "horizon", "method", "weights", "notes", "quantiles")


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
    asked: dict[str, Any] = {
        "origin": origin(data),
        "reading": reading(
            series, time, value, season, maximum,
            adds_up=adds_up, where=where, decimal=decimal, dates=dates, sheet=sheet, range=range, encoding=encoding,
            frequency=frequency,
        ),
        "horizon": optional("horizon", horizon, 1, 1000),
        "method": text("method", method, "the name of a method, such as 'combination'"),
        "levels": _arguments.levels("levels", levels),
    }
    found = _catchup.forecast_table(**asked, threads=_arguments.threads(threads), progress=callback(progress))
    return Forecast(found, asked)


@dataclass(frozen=True)
class _Scored:
    """All that scores say, as it travels."""

    scores: _catchup.Frame
    levels: _catchup.Frame
    drawn: list[Picture]

    def pictures(self) -> list[Picture]:
        return self.drawn


class Scores:
    """How good forecasts of a table have been."""

    __slots__ = ("_found",)

    def __init__(self, found: _catchup.BacktestScores | _Scored) -> None:
        self._found = found

    def __reduce__(self) -> tuple[Any, ...]:
        return Scores, (_Scored(self._found.scores, self._found.levels, self._found.pictures()),)

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
        return list(self._found.pictures())

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
    if isinstance(data, PathLike):
        data = _arguments.path("data", data)
    if isinstance(data, str) and fspath(data).lower().endswith(".toml"):
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
        methods=None if methods is None else names("methods", methods),
        origins=optional("origins", origins, 1, 1000),
        horizon=optional("horizon", horizon, 1, 1000),
        threads=_arguments.threads(threads),
        progress=callback(progress),
    )
    return Scores(found)
