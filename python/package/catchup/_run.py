"""A finished run: numbers, pictures, draws, a page."""

from __future__ import annotations

import html
from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import _catchup
from ._arguments import names, path, text
from ._catchup import Picture, Problem
from ._frame import Frame

if TYPE_CHECKING:
    import numpy
    import pyam
    import xarray

    from ._scenario import Scenario


class Run:
    """A finished run of a scenario. A notebook shows it as its first pictures; :meth:`html` is the whole report."""

    __slots__ = ("_pictures", "_run", "_scenario")

    def __init__(self, run: _catchup.Run, scenario: Scenario) -> None:
        self._run, self._scenario = run, scenario
        self._pictures: list[Picture] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        """By its numbers, draws that were kept among them, and the scenario."""
        return _run_again, (self._scenario, self._run.state(), self._run.draws)

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
        return self._run.number(text("of", of, "a number of the run such as 'NAME[element]@YEAR'"))

    def pictures(self) -> list[Picture]:
        """The charts that the scenario asks for, or those that show most."""
        if self._pictures is None:
            self._pictures = self._run.pictures()
        return self._pictures

    def fan(self, of: str) -> Picture:
        """A fan of a series, ``NAME`` or ``NAME[element, …]``: median, 50 % and 90 % ranges over time, and what was observed.

        :raises LookupError: it is not reported; says what is.
        """
        return self._run.fan(text("of", of, "a series such as 'NAME' or 'NAME[element]'"))

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
        return [Path(one) for one in self._run.save(path("folder", folder, "a folder"), names("formats", formats))]

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


def _run_again(scenario: Scenario, state: bytes, draws: Any) -> Run:
    return Run(_catchup.Run.of(scenario._scenario, state, draws), scenario)


def _selector(variable: str, elements: list[tuple[str, str]]) -> str:
    return f"{variable}[{', '.join(name for _, name in elements)}]" if elements else variable
