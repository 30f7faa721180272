"""What runs, comparisons and questions give."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _catchup
from ._arguments import names
from ._catchup import Picture, Problem
from ._frame import Frame

if TYPE_CHECKING:
    import numpy
    import pandas
    import pyam
    import xarray


class Run:
    """A finished run of a scenario. A notebook shows it as its first pictures; :meth:`html` is the whole report."""

    __slots__ = ("_pictures", "_run")

    def __init__(self, run: _catchup.Run) -> None:
        self._run = run
        self._pictures: list[Picture] | None = None

    @property
    def name(self) -> str:
        """The name of the scenario."""
        return self._run.name

    @property
    def title(self) -> str:
        """The title of the scenario."""
        return self._run.title

    @property
    def times(self) -> list[float]:
        """Points of time, in years."""
        return self._run.times

    @property
    def draws(self) -> int:
        """How many draws there were."""
        return self._run.sampling[0]

    @property
    def seed(self) -> int:
        """The seed of all random numbers."""
        return self._run.sampling[1]

    @property
    def sampler(self) -> str:
        """``sobol``, ``latin-hypercube`` or ``random``."""
        return self._run.sampling[2]

    @property
    def cpu(self) -> str:
        """The instruction set that numbers were computed with; several where shards of several were merged."""
        return self._run.cpu

    @property
    def notes(self) -> list[Problem]:
        """What is worth knowing of it though it came to its end."""
        return self._run.notes

    @property
    def seconds(self) -> dict[str, float]:
        """How long each stage took."""
        return dict(self._run.seconds)

    @property
    def projections(self) -> Frame:
        """Every reported number over time, as ``projections.csv``: ``variable``, ``label``, ``unit``, a column for each dimension,
        ``year``, ``observed``, ``mean``, ``sd``, ``p05`` … ``p95``, in declared units."""
        return Frame(self._run.projections)

    @property
    def milestones(self) -> Frame:
        """When thresholds are passed, as ``milestones.csv``: shares of draws 0 to 1, years of passing as text."""
        return Frame(self._run.milestones)

    @property
    def targets(self) -> Frame:
        """How likely announced goals are, as ``targets.csv``: ``probability`` is a share of draws, 0 to 1."""
        return Frame(self._run.targets)

    def iamc(self) -> Frame:
        """In the format of the Integrated Assessment Modeling Consortium, long: ``model``, ``scenario``, ``region``, ``variable``,
        ``unit``, ``year``, ``value``. Of quarters and months ``time`` stands for ``year``, the first day of each; of other steps there
        are whole years only. No rows without a value: gaps are not empty cells."""
        return Frame(self._run.iamc())

    def to_pyam(self) -> pyam.IamDataFrame:
        """As a data frame of the package pyam."""
        import pyam

        return pyam.IamDataFrame(self.iamc().to_pandas())

    def number(self, of: str) -> dict[str, float]:
        """A number ``NAME[element, …]@YEAR``, in its declared unit: ``mean``, ``p05``, ``p10``, ``p25``, ``p50``, ``p75``, ``p90``,
        ``p95``.

        :raises LookupError: it is not reported; says what is.
        """
        return self._run.number(of)

    def pictures(self) -> list[Picture]:
        """The charts that the scenario asks for, or those that show most."""
        if self._pictures is None:
            self._pictures = self._run.pictures()
        return self._pictures

    def fan(self, of: str) -> Picture:
        """A fan of a series, ``NAME`` or ``NAME[element, …]``: median, 50 % and 90 % ranges over time, and what was observed.

        :raises LookupError: it is not reported; says what is.
        """
        return self._run.fan(of)

    def html(self) -> str:
        """The report: an HTML page that needs no other file."""
        return self._run.html()

    def save(
        self, folder: str | PathLike[str], formats: str | Sequence[str] = ("csv", "iamc", "png", "svg", "html")
    ) -> list[Path]:
        """Writes what ``catchup run`` writes into a folder, whole or not at all; returns the files.

        :param formats: of ``csv``, ``iamc``, ``png``, ``svg``, ``html``.
        :raises OutputError: the folder cannot take it, and is left as it was.
        """
        return [Path(path) for path in self._run.save(fspath(folder), names(formats))]

    @property
    def series(self) -> list[str]:
        """The names of all reported series, ``NAME`` or ``NAME[element, …]``: the first axis of :meth:`to_numpy`."""
        return [_selector(variable, elements) for variable, elements, _ in self._run.series]

    @property
    def weights(self) -> list[float] | None:
        """How much each draw counts, adding up to 1; ``None`` if all count the same."""
        return self._run.weights

    def to_numpy(self) -> numpy.ndarray[Any, Any]:
        """All draws [series, time, draw] in declared units, without a copy. Needs ``run(keep_draws=True)``."""
        import numpy

        return numpy.asarray(self._block())

    def to_xarray(self) -> xarray.Dataset:
        """All draws as a dataset: a variable for each reported one, over its dimensions, ``year`` and ``draw``, with its unit.
        Needs ``run(keep_draws=True)``."""
        import numpy
        import xarray

        values = self.to_numpy()
        found: dict[str, list[tuple[int, dict[str, str], str]]] = {}
        for place, (variable, elements, unit) in enumerate(self._run.series):
            found.setdefault(variable, []).append((place, dict(elements), unit))
        arrays = {}
        for variable, series in found.items():
            dims = list(series[0][1])
            coords = {dim: list(dict.fromkeys(elements[dim] for _, elements, _ in series)) for dim in dims}
            places = [place for place, _, _ in series]
            cells = values[places[0] : places[-1] + 1] if len(places) > 1 else values[places]
            full = numpy.full((*(len(coords[dim]) for dim in dims), *values.shape[1:]), numpy.nan)
            for row, (_, own, _) in enumerate(series):
                full[tuple(coords[dim].index(own[dim]) for dim in dims)] = cells[row]
            arrays[variable] = xarray.DataArray(
                full,
                dims=[*dims, "year", "draw"],
                coords={**coords, "year": self.times},
                attrs={"units": series[0][2]},
            )
        return xarray.Dataset(arrays, attrs={"scenario": self.name, "seed": self.seed})

    def _block(self) -> object:
        block = self._run.draws
        if block is None:
            raise ValueError("draws were not kept: run with keep_draws=True")
        return block

    def __repr__(self) -> str:
        return f"<run of {self.name}: {self.draws} draws, {len(self._run.series)} series, {len(self.times)} points of time>"

    def _repr_html_(self) -> str:
        return "".join(picture.svg for picture in self.pictures()[:2]) + f"<p>{html.escape(self.title)}: {self.draws} draws</p>"


def _selector(variable: str, elements: list[tuple[str, str]]) -> str:
    return f"{variable}[{', '.join(name for _, name in elements)}]" if elements else variable


class Comparison:
    """Scenarios side by side, in the same worlds. Every table is a :class:`Frame`, also by name: ``comparison["paths"]``."""

    __slots__ = ("_comparison",)

    def __init__(self, comparison: _catchup.Comparison) -> None:
        self._comparison = comparison

    @property
    def names(self) -> list[str]:
        """The names of the scenarios, in their order."""
        return self._comparison.names

    @property
    def reference(self) -> str:
        """The name of the one that others are held against."""
        return self._comparison.reference

    @property
    def notes(self) -> list[str]:
        """What was left out or treated in a way that a reader should know of."""
        return self._comparison.notes

    @property
    def tables(self) -> list[str]:
        """The names of all tables."""
        return self._comparison.tables

    def __getitem__(self, table: str) -> Frame:
        return Frame(self._comparison.table(table))

    @property
    def paths(self) -> Frame:
        """Projections of all scenarios one under another, after a column ``scenario``."""
        return self["paths"]

    @property
    def differences(self) -> Frame:
        """Scenario less reference in the same draw: ``scenario``, ``variable``, ``label``, ``unit``, dimensions, ``year``, ``mean``,
        ``p05`` … ``p95``."""
        return self["differences"]

    @property
    def milestones(self) -> Frame:
        """When thresholds are passed."""
        return self["milestones"]

    @property
    def targets(self) -> Frame:
        """How likely announced goals are."""
        return self["targets"]

    @property
    def costs(self) -> Frame:
        """What the paths cost, by part and year."""
        return self["costs"]

    @property
    def exposure(self) -> Frame:
        """What paths would lose if what they depend on were withheld."""
        return self["exposure"]

    @property
    def criteria(self) -> Frame:
        """What is wanted of a path, how often each is best, and what it risks."""
        return self["criteria"]

    @property
    def dominance(self) -> Frame:
        """In what share of worlds a path dominates another."""
        return self["dominance"]

    @property
    def worlds(self) -> Frame:
        """Every path in every named world."""
        return self["worlds"]

    @property
    def robustness(self) -> Frame:
        """How robust each path is over weights and worlds."""
        return self["robustness"]

    @property
    def attribution(self) -> Frame:
        """The gap between paths, split among the changes that make it."""
        return self["attribution"]

    def pictures(self) -> list[Picture]:
        """The charts of a comparison."""
        return self._comparison.pictures()

    def html(self) -> str:
        """The report: an HTML page that needs no other file."""
        return self._comparison.html()

    def brief(self) -> str:
        """A brief to decide by, as Markdown."""
        return self._comparison.brief()

    def __repr__(self) -> str:
        return f"<comparison of {', '.join(self.names)} with {self.reference}>"

    def _repr_html_(self) -> str:
        return "".join(picture.svg for picture in self.pictures()[:2])


class Sensitivity:
    """What a number hangs on."""

    __slots__ = ("_found",)

    def __init__(self, found: _catchup.Sensitivity) -> None:
        self._found = found

    @property
    def label(self) -> str:
        """What the number is."""
        return self._found.label

    @property
    def unit(self) -> str:
        """Its unit."""
        return self._found.unit

    @property
    def year(self) -> float:
        """Its year."""
        return self._found.year

    @property
    def drivers(self) -> Frame:
        """The greatest first: ``assumption``, Sobol indices ``first`` and ``total`` with 95 % intervals, ``ranking`` (all shares of the
        variance), ``at_p05`` and ``at_p95`` (the number with the assumption there), ``mu_star``, ``mu``, ``sigma``."""
        return Frame(self._found.drivers)

    @property
    def region(self) -> Frame:
        """Limits of the region of assumptions in which misses are frequent, if ``prim`` was asked for."""
        return Frame(self._found.region)

    @property
    def discovery(self) -> Mapping[str, float] | None:
        """What counts as a miss, the share of worlds that miss, and coverage, density and mass of the region."""
        return self._found.discovery

    def pictures(self) -> list[Picture]:
        """A tornado and the indices."""
        return self._found.pictures()

    def __repr__(self) -> str:
        return f"<what {self.label} in {self.year:g} hangs on>\n{self.drivers!r}"

    def _repr_html_(self) -> str:
        return "".join(picture.svg for picture in self.pictures()) or self.drivers._repr_html_()


class Frontier:
    """How far a lever leads."""

    __slots__ = ("_found",)

    def __init__(self, found: _catchup.Frontier) -> None:
        self._found = found

    @property
    def strength(self) -> float | None:
        """The strength nearest to the neutral setting that suffices, in the unit of the lever; ``None`` if none does."""
        return self._found.strength

    @property
    def solution(self) -> Mapping[str, Any] | None:
        """``strength``, ``probability``, the number (``value``) and what it costs (``cost``); ``None`` if no strength suffices."""
        return self._found.solution

    @property
    def unit(self) -> str:
        """The unit of the lever."""
        return self._found.unit

    @property
    def tried(self) -> Frame:
        """Every strength that was tried, as ``frontier.csv``, with the solution behind them."""
        return Frame(self._found.tried)

    def picture(self) -> Picture:
        """Strength against probability and cost."""
        return self._found.picture()

    def __repr__(self) -> str:
        return "<no strength suffices>" if self.strength is None else f"<{self.strength:g} {self.unit} suffices>"

    def _repr_svg_(self) -> str:
        return self.picture().svg


class Answer(dict[str, Any]):
    """A number in the worlds that meet a condition: ``chance`` (of the condition), ``all``, ``given``, ``otherwise`` (each with
    ``mean``, ``p05``, ``p50``, ``p95``, ``effective_draws``; ``None`` where there are no such worlds), ``shared`` (a
    :class:`Frame` of assumptions, the most different first), ``label``, ``unit``, ``year``, ``draws``, ``question``."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(found, shared=Frame(found["shared"]))

    def __repr__(self) -> str:
        return json.dumps({key: value for key, value in self.items() if key != "shared"}, indent=2, ensure_ascii=False)


class Backtest:
    """What a scenario would have projected, and what came."""

    __slots__ = ("_frame", "_pictures", "coverage")

    coverage: float | None
    """The share of observations within the 90 % range."""

    def __init__(self, frame: _catchup.Frame, pictures: list[Picture], coverage: float | None) -> None:
        self._frame, self._pictures, self.coverage = frame, pictures, coverage

    @property
    def held(self) -> Frame:
        """Each observation that was held back, as ``backtest.csv``: ``observed``, ``p05``, ``p50``, ``p95`` of what was projected,
        ``inside`` (the 90 % range), ``level`` (share of draws below), ``crps``, errors of the last value and of a line."""
        return Frame(self._frame)

    def pictures(self) -> list[Picture]:
        """A fan for each series, with what came as rings."""
        return self._pictures

    def to_pandas(self) -> pandas.DataFrame:
        """:attr:`held` as a pandas data frame."""
        return self.held.to_pandas()

    def __repr__(self) -> str:
        return f"<backtest of {len(self._frame)} observations>\n{self.held!r}"

    def _repr_html_(self) -> str:
        return "".join(picture.svg for picture in self._pictures[:2]) + self.held._repr_html_()
