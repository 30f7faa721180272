"""What comparisons and questions give."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from . import _catchup
from ._arguments import text
from ._catchup import Picture
from ._frame import Frame

if TYPE_CHECKING:
    import pandas

    from ._scenario import Scenario


class Comparison:
    """Scenarios side by side, in the same worlds. Every table is a :class:`Frame`, also by name: ``comparison["paths"]``."""

    __slots__ = ("_comparison", "_scenarios", "_worlds")

    def __init__(self, comparison: _catchup.Comparison, scenarios: Sequence[Scenario], worlds: Sequence[Scenario]) -> None:
        self._comparison, self._scenarios, self._worlds = comparison, list(scenarios), list(worlds)

    def __reduce__(self) -> tuple[Any, ...]:
        """By its numbers, and the scenarios."""
        return _comparison_again, (self._comparison.state(), self._scenarios, self._worlds)

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
        return Frame(self._comparison.table(text("table", table, f"the name of a table, of {', '.join(self.tables)}")))

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


def _comparison_again(state: bytes, scenarios: list[Scenario], worlds: list[Scenario]) -> Comparison:
    paths, laid = [one._scenario for one in scenarios], [one._scenario for one in worlds]
    return Comparison(_catchup.Comparison.of(paths, laid, state), scenarios, worlds)


class Sensitivity:
    """What a number hangs on."""

    __slots__ = ("_found", "_scenario")

    def __init__(self, found: _catchup.Sensitivity, scenario: Scenario) -> None:
        self._found, self._scenario = found, scenario

    def __reduce__(self) -> tuple[Any, ...]:
        """By its numbers, and the scenario."""
        return _sensitivity_again, (self._found.state(), self._scenario)

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


def _sensitivity_again(state: bytes, scenario: Scenario) -> Sensitivity:
    return Sensitivity(_catchup.Sensitivity.of(scenario._scenario, state), scenario)


class Frontier:
    """How far a lever leads."""

    __slots__ = ("_found",)

    def __init__(self, found: _catchup.Frontier) -> None:
        self._found = found

    def __reduce__(self) -> tuple[Any, ...]:
        """By its numbers."""
        return _frontier_again, (self._found.state(),)

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


def _frontier_again(state: bytes) -> Frontier:
    return Frontier(_catchup.Frontier.of(state))


class Answer(dict[str, Any]):
    """A number in the worlds that meet a condition: ``chance`` (of the condition), ``all``, ``given``, ``otherwise`` (each with
    ``mean``, ``p05``, ``p50``, ``p95``, ``effective_draws``; ``None`` where there are no such worlds), ``shared`` (a
    :class:`Frame` of assumptions, the most different first), ``label``, ``unit``, ``year``, ``draws``, ``question``."""

    def __init__(self, found: dict[str, Any]) -> None:
        super().__init__(found, shared=Frame(found["shared"]))

    def __reduce__(self) -> tuple[Any, ...]:
        return _answer_again, (dict(self),)

    def __repr__(self) -> str:
        return json.dumps({key: value for key, value in self.items() if key != "shared"}, indent=2, ensure_ascii=False)


def _answer_again(found: dict[str, Any]) -> Answer:
    return Answer({**found, "shared": found["shared"]._frame})


class Backtest:
    """What a scenario would have projected, and what came."""

    __slots__ = ("_frame", "_pictures", "coverage")

    coverage: float | None
    """The share of observations within the 90 % range."""

    def __init__(self, frame: _catchup.Frame, pictures: list[Picture], coverage: float | None) -> None:
        self._frame, self._pictures, self.coverage = frame, pictures, coverage

    def __reduce__(self) -> tuple[Any, ...]:
        return Backtest, (self._frame, self._pictures, self.coverage)

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
