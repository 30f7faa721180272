"""Scenarios: opened, set, run, compared, asked."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterable, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from . import _arguments, _catchup
from ._arguments import SEEDS, names, optional, texts as as_texts, whole
from ._catchup import Problem
from ._frame import Frame
from ._progress import Callback, callback
from ._results import Answer, Backtest, Comparison, Frontier, Run, Sensitivity

PathType = str | PathLike[str]


def set_threads(threads: int = 0) -> None:
    """Starts threads for all work that is not given a number of its own; as many as there are cores for 0.

    They can be started once, before the first work: later calls change nothing. Results are the same bits on any number.
    """
    _catchup.start_threads(_arguments.threads(threads) or 0)


def load(path: PathType, *, texts: Mapping[str, str] | None = None) -> Scenario:
    """Opens a scenario.

    :param path: a file. A text that is a whole scenario is taken too: it is known by its line ends, and can extend nothing.
    :param texts: texts by path that stand in for files: the scenario, what it extends, and the data it names.
    :raises InputError: everything that is wrong with the file and with what it names, each with its place.
    """
    path = fspath(path)
    if isinstance(path, bytes):
        raise TypeError("a scenario is a path or a text, not bytes: decode them")
    if texts is None and "\n" in path:
        return loads(path)
    texts = None if texts is None else {str(one): text for one, text in texts.items()}
    return Scenario(_catchup.Scenario.open(path, None if texts is None else list(texts.items())), texts)


def loads(text: str, name: str = "scenario") -> Scenario:
    """Opens a scenario that is a text, under a name. It can extend nothing and name no data.

    :raises InputError: everything that is wrong with it, each with its place.
    """
    return load(f"{name}.toml", texts={f"{name}.toml": text})


class Scenario:
    """An open scenario: a file merged with all it extends, and what was set on it.

    It does not change: :meth:`set` gives another one, so that a cell of a notebook can be run again. All scenarios of one file
    share their random numbers: the same draw is the same world in each.
    """

    __slots__ = ("_name", "_options", "_scenario", "_texts")

    def __init__(self, scenario: _catchup.Scenario, texts: Mapping[str, str] | None = None) -> None:
        self._scenario = scenario
        self._texts = texts
        self._options: dict[str, Any] = {"set": [], "milestones": [], "known_until": None}
        self._name: str | None = None

    def __copy__(self) -> Scenario:
        other = Scenario(self._scenario, self._texts)
        other._options, other._name = self._options, self._name
        return other

    def __deepcopy__(self, _memo: dict[int, Any]) -> Scenario:
        return self  # It does not change.

    def __reduce__(self) -> tuple[Any, ...]:
        """By the texts of its files and what was set: another process, or machine, opens it again."""
        options = {**self._options}
        return _again, (str(self.path), file_texts(self), options, self._name, self.hash)

    def _with(self, **options: Any) -> Scenario:
        options = {**self._options, **{key: value for key, value in options.items() if value is not None}}
        other = copy.copy(self)
        other._scenario, other._options = self._scenario.with_options(**options), options
        return other if self._name is None else other.named(self._name)

    @property
    def name(self) -> str:
        """The name in tables: that of the file without its ending, or what :meth:`named` says."""
        return self._scenario.name

    @property
    def title(self) -> str:
        """The title."""
        return self._scenario.title

    @property
    def narrative(self) -> str:
        """The story in a few sentences."""
        return self._scenario.narrative

    @property
    def path(self) -> Path:
        """The file."""
        return Path(self._scenario.path)

    @property
    def files(self) -> list[Path]:
        """All files that were read, data among them."""
        return [Path(path) for path in self._scenario.files]

    @property
    def is_template(self) -> bool:
        """Whether it is a base file that others extend."""
        return self._scenario.is_template

    @property
    def draws(self) -> int:
        """How many draws a run has."""
        return self._scenario.draws

    @property
    def hash(self) -> str:
        """SHA-256 over the texts of all files that were read and of what was set, in hexadecimal."""
        return self._scenario.hash

    @property
    def settings(self) -> list[str]:
        """What was set, as ``NAME=NUMBER``."""
        return list(self._options["set"])

    @property
    def warnings(self) -> list[Problem]:
        """What is worth knowing of the file though it is valid."""
        return self._scenario.warnings

    @property
    def assumptions(self) -> Frame:
        """Assumptions by element: ``name``, ``label``, ``unit``, ``written`` (the distribution in the words of the file), ``p05``,
        ``p50``, ``p95`` (quantiles in that unit), ``source``."""
        return Frame(self._scenario.assumptions)

    @property
    def levers(self) -> Frame:
        """Levers by element: ``lever`` (what :meth:`set` takes), ``label``, ``unit``, ``value``, ``neutral`` (changes nothing),
        ``min``, ``max``, ``from``, ``until`` (years in force), ``source``."""
        return Frame(self._scenario.levers)

    @property
    def shocks(self) -> Frame:
        """Shocks, as :attr:`assumptions`."""
        return Frame(self._scenario.shocks)

    @property
    def variables(self) -> Frame:
        """Variables: ``variable``, ``label``, ``unit``, ``dimensions``, ``reported``, ``description``."""
        return Frame(self._scenario.variables)

    @property
    def targets(self) -> Frame:
        """Announced goals: ``target``, ``label``, ``variable``, ``elements``, ``year``, ``direction`` (``at_least`` or ``at_most``),
        ``value``, ``unit``, ``source``."""
        return Frame(self._scenario.targets)

    def elements(self, variable: str) -> dict[str, list[str]]:
        """The elements of each dimension of a variable, by dimension."""
        return self._scenario.elements(variable)

    def set(self, settings: Mapping[str, float] | None = None, /, **named: float) -> Scenario:
        """The scenario with assumptions fixed and levers set, each to a number in its declared unit; this one stays as it is.

        :param settings: numbers by name, for names with elements: ``{"tariff[robots]": 0.05}``.
        :param named: numbers by name: ``tariff_change=0.05``.
        :raises InputError: a name or element is unknown, or the bounds of a lever do not allow the number.
        """
        added = [f"{name}={float(value)!r}" for name, value in {**(settings or {}), **named}.items()]
        return self._with(set=[*self._options["set"], *added])

    def reset(self) -> Scenario:
        """The scenario with nothing set."""
        return self._with(set=[])

    def named(self, name: str) -> Scenario:
        """The scenario under another name, in tables and pictures."""
        other = copy.copy(self)
        other._scenario, other._name = self._scenario.named(name), name
        return other

    def sampled(
        self,
        draws: int | None = None,
        *,
        seed: int | None = None,
        sampler: str | None = None,
        memory: str | None = None,
        milestones: str | Sequence[str] = (),
        known_until: float | None = None,
    ) -> Scenario:
        """The scenario with other draws than the file says.

        :param draws: how many.
        :param seed: of all random numbers.
        :param sampler: ``sobol``, ``latin-hypercube`` or ``random``.
        :param memory: that results may take, such as ``"4 GiB"``.
        :param milestones: thresholds whose passing is reported besides: ``NAME>=NUMBER`` or ``NAME<=NUMBER``.
        :param known_until: the year until which history is known.
        """
        added = [*self._options["milestones"], *as_texts(milestones)]
        draws, seed = optional("draws", draws, 1), optional("seed", seed, 0, SEEDS)
        if known_until is not None and not math.isfinite(known_until):
            raise ValueError(f"known_until is a year, not {known_until}")
        asked = {"draws": draws, "seed": seed, "sampler": sampler, "memory": memory, "known_until": known_until}
        if len(added) == len(self._options["milestones"]) and all(value is None for value in asked.values()):
            return self
        return self._with(milestones=added, **asked)

    def run(
        self,
        draws: int | None = None,
        *,
        seed: int | None = None,
        sampler: str | None = None,
        memory: str | None = None,
        milestones: str | Sequence[str] = (),
        keep_draws: bool = False,
        threads: int | None = None,
        progress: bool | Callback | None = None,
    ) -> Run:
        """Runs all draws and summarises what is reported. Ctrl-C stops it, and other Python threads go on meanwhile.

        :param draws: how many; those of the file if not given. So with seed, sampler, memory and milestones: see :meth:`sampled`.
        :param keep_draws: whether every draw is kept, for :attr:`Run.draws` and :meth:`Run.to_xarray`.
        :param threads: for this run; all cores if not given. They change no bit.
        :param progress: ``True`` for a bar, or a function of what is being done, how much is done, and how much there is.
        :raises RunError: memory does not suffice, nothing is reported, or a number is not finite.
        """
        chosen = self.sampled(draws, seed=seed, sampler=sampler, memory=memory, milestones=milestones)
        return Run(chosen._scenario.run(keep_draws=keep_draws, threads=_arguments.threads(threads), progress=callback(progress)))

    def sensitivity(
        self,
        of: str,
        *,
        methods: str | Sequence[str] = ("swing", "sobol", "ranking"),
        samples: int = 4096,
        trajectories: int = 100,
        miss_below: float | None = None,
        miss_above: float | None = None,
        threads: int | None = None,
        progress: bool | Callback | None = None,
    ) -> Sensitivity:
        """Which assumptions a number hangs on, and where it misses what is wanted of it.

        :param of: the number, ``NAME[element, …]@YEAR``.
        :param methods: of ``swing``, ``sobol``, ``ranking``, ``morris``, ``prim``.
        :param samples: base samples, best a power of 2.
        :param trajectories: of Morris' method.
        :param miss_below: what counts as a miss for ``prim``, in the unit of the number; an announced target if neither is given.
        :param miss_above: likewise.
        """
        if miss_below is not None and miss_above is not None:
            raise ValueError("a miss is below one bound or above it: give miss_below or miss_above")
        bounds = [(bound, below) for bound, below in ((miss_below, True), (miss_above, False)) if bound is not None]
        found = self._scenario.sensitivity(
            of,
            methods=names(methods),
            samples=whole("samples", samples, 16, 1_048_576),
            trajectories=whole("trajectories", trajectories, 2, 100_000),
            miss=bounds[0] if bounds else None,
            threads=_arguments.threads(threads),
            progress=callback(progress),
        )
        return Sensitivity(found)

    def solve(
        self,
        lever: str,
        reach: str,
        *,
        probability: float = 0.5,
        between: tuple[float, float] | None = None,
        threads: int | None = None,
        progress: bool | Callback | None = None,
    ) -> Frontier:
        """How strong a lever must be. That no strength suffices is a result, not an error.

        :param lever: ``NAME`` or ``NAME[element]``.
        :param reach: the goal, ``NAME[element, …]@YEAR=VALUE`` in the declared unit; ``<=`` if it is reached from above.
        :param probability: how surely, above 0 and at most 1.
        :param between: least and greatest strength; the bounds of the lever if not given.
        """
        found = self._scenario.solve(
            lever, reach, probability=probability, between=between, threads=_arguments.threads(threads), progress=callback(progress)
        )
        return Frontier(found)

    def ask(self, question: str, *, threads: int | None = None, progress: bool | Callback | None = None) -> Answer:
        """A question with an if: ``NAME[element]@YEAR given NAME[element]@YEAR >= NUMBER and …``."""
        return Answer(self._scenario.ask(question, threads=_arguments.threads(threads), progress=callback(progress)))

    def backtest(
        self, until: float, *, threads: int | None = None, progress: bool | Callback | None = None
    ) -> Backtest:
        """What would have been projected with what was known until a year, held against what came."""
        return Backtest(*self._scenario.backtest(float(until), threads=_arguments.threads(threads), progress=callback(progress)))

    def fit(self, of: str, **how: Any) -> Any:
        """Laws fitted to the history of a variable, ``NAME`` or ``NAME[element, …]``: see :func:`catchup.fit`."""
        from ._data import fit

        return fit(self, of=of, **how)

    def check(self, *, threads: int | None = None, progress: bool | Callback | None = None) -> list[Problem]:
        """What is worth knowing of the file, and what a few draws say of its numerical health; nothing if all is well."""
        return self._scenario.check(threads=_arguments.threads(threads), progress=callback(progress))

    def __repr__(self) -> str:
        settings = f", {', '.join(self.settings)}" if self.settings else ""
        return f"<scenario {self.name}: {self.title}{settings}>"


def file_texts(scenario: Scenario) -> dict[str, str] | None:
    """All files of a scenario as texts; nothing if one is no text, such as a workbook, which is then read where it is."""
    if scenario._texts is not None:
        return dict(scenario._texts)
    try:
        return {str(path): path.read_bytes().decode("utf-8") for path in scenario.files}
    except UnicodeDecodeError:
        return None


def _again(path: str, texts: dict[str, str] | None, options: dict[str, Any], name: str | None, hash: str) -> Scenario:
    """A scenario that was opened before, perhaps elsewhere."""
    own = None if texts is None else list(texts.items())
    found = Scenario(_catchup.Scenario.open(path, own, **options), texts)
    found._options = options
    if found.hash != hash:
        raise _catchup.CatchupError(f"{path} is another than the one that was opened: it has changed since")
    return found if name is None else found.named(name)


def check(path: PathType) -> list[Problem]:
    """Says what is wrong with a file, and what is worth knowing of it, without raising."""
    try:
        return load(path).check()
    except _catchup.InputError as error:
        return list(error.problems)


def compare(
    scenarios: Mapping[str, Scenario | PathType] | Iterable[Scenario | PathType] | Scenario | PathType,
    *,
    reference: str | None = None,
    attribute: bool | None = None,
    attribution_draws: int | None = None,
    groups: Mapping[str, str | Sequence[str]] | None = None,
    worlds: Iterable[Scenario | PathType] | Scenario | PathType = (),
    draws: int | None = None,
    seed: int | None = None,
    threads: int | None = None,
    progress: bool | Callback | None = None,
) -> Comparison:
    """Scenarios side by side, in the same worlds: with the draws, seed and sampler of the reference.

    :param scenarios: scenarios, or files; by name if one file is compared with several settings:
        ``{"as it is": s, "with a mandate": s.set(procurement_mandate=0.1)}``.
    :param reference: the name of the one that others are held against; the one that a file names if not given, else the first.
    :param attribute: whether gaps are attributed to the changes that files make; if not given, unless something was set.
    :param attribution_draws: of each combination of changes.
    :param groups: changes to attribute together, by name: ``{"trade": ["levers.tariff", "levers.quota"]}``.
    :param worlds: worlds that every path is laid into besides its own.
    :param draws: of each scenario; those of the reference if not given. So with the seed.
    """
    if isinstance(scenarios, Mapping):
        chosen = [_opened(scenario).named(name) for name, scenario in scenarios.items()]
    else:
        chosen = [_opened(one) for one in _several(scenarios)]
    chosen = [one.sampled(draws, seed=seed) for one in chosen]
    laid = [_opened(one).sampled(draws, seed=seed) for one in _several(worlds)]
    if attribute is None:
        attribute = not any(one.settings for one in chosen)
    found = _catchup.compare(
        [one._scenario for one in chosen],
        reference=reference,
        attribute=attribute,
        attribution_draws=optional("attribution_draws", attribution_draws, 1),
        groups=[(name, names(entries)) for name, entries in (groups or {}).items()],
        worlds=[one._scenario for one in laid],
        threads=_arguments.threads(threads),
        progress=callback(progress),
    )
    return Comparison(found)


def _several(given: Iterable[Scenario | PathType] | Scenario | PathType) -> Iterable[Scenario | PathType]:
    return [given] if isinstance(given, (str, PathLike, Scenario)) else given


def _opened(one: Scenario | PathType) -> Scenario:
    return one if isinstance(one, Scenario) else load(one)
