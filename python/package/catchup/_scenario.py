"""Scenarios: opened, set, run, compared, asked."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from os import PathLike
from pathlib import Path
from typing import Any

from . import _arguments, _catchup
from ._arguments import SEEDS, names, number, optional, optional_text, refuse, text as as_text, texts as as_texts, whole
from ._catchup import Problem
from ._frame import Frame
from ._progress import Callback, callback
from ._results import Answer, Backtest, Frontier, Sensitivity
from ._run import Run

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
    if isinstance(path, Scenario):
        refuse(TypeError, "path", "a file or a text", path, "the scenario itself: it is open already")
    path = _arguments.path("path", path, "a file, or a text that is a whole scenario")
    if texts is None and "\n" in path:
        return loads(path)
    if texts is None:
        return Scenario(_catchup.Scenario.open(path))
    given = _arguments.items("texts", texts, '{"base.toml": "…"}')
    found = {_arguments.path("a path in texts", one): as_text(f"texts[{one!r}]", text) for one, text in given.items()}
    return Scenario(_catchup.Scenario.open(path, [(one, text.encode()) for one, text in found.items()]))


def loads(text: str, name: str = "scenario") -> Scenario:
    """Opens a scenario that is a text, under a name. It can extend nothing and name no data.

    :raises InputError: everything that is wrong with it, each with its place.
    """
    file = f"{as_text('name', name)}.toml"
    return load(file, texts={file: as_text("text", text)})


class Scenario:
    """An open scenario: a file merged with all it extends, and what was set on it.

    It does not change: :meth:`set` gives another one, so that a cell of a notebook can be run again. All scenarios of one file
    share their random numbers: the same draw is the same world in each.
    """

    __slots__ = ("_name", "_options", "_scenario")

    def __init__(self, scenario: _catchup.Scenario) -> None:
        self._scenario = scenario
        self._options: dict[str, Any] = {"set": [], "milestones": [], "known_until": None}
        self._name: str | None = None

    def __copy__(self) -> Scenario:
        other = Scenario(self._scenario)
        other._options, other._name = self._options, self._name
        return other

    def __deepcopy__(self, _memo: dict[int, Any]) -> Scenario:
        return self  # It does not change.

    def __reduce__(self) -> tuple[Any, ...]:
        """By what its files had when they were read, and what was set: another process, or machine, opens it again."""
        return _again, (str(self.path), contents(self), {**self._options}, self._name, self.hash)

    def _with(self, **options: Any) -> Scenario:
        return self._chosen({**self._options, **{key: value for key, value in options.items() if value is not None}})

    def _chosen(self, options: dict[str, Any]) -> Scenario:
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
        return self._scenario.elements(as_text("variable", variable, "the name of a variable"))

    def set(self, settings: Mapping[str, float] | None = None, /, **named: float) -> Scenario:
        """The scenario with assumptions fixed and levers set, each to a number in its declared unit; this one stays as it is.

        :param settings: numbers by name, for names with elements: ``{"tariff[robots]": 0.05}``.
        :param named: numbers by name: ``tariff_change=0.05``.
        :raises InputError: a name or element is unknown, or the bounds of a lever do not allow the number.
        """
        added = [_setting(name, value) for name, value in {**_arguments.items("settings", settings, _SET), **named}.items()]
        return self._with(set=[*self._options["set"], *added]) if added else self

    def reset(self, *names: str) -> Scenario:
        """The scenario with nothing set; or with some of it as the file has it again.

        :param names: names that were set, such as ``"tariff_change"`` or ``"tariff[robots]"``; or options of :meth:`sampled`: ``"draws"``,
            ``"seed"``, ``"sampler"``, ``"memory"``, ``"milestones"``, ``"known_until"``.
        :raises ValueError: a name is none of them; says which there are.
        """
        if not names:
            return self._with(set=[])
        own: list[str] = [one.rpartition("=")[0] for one in self._options["set"]]
        left: dict[str, Any] = {}
        for name in names:
            known = [*dict.fromkeys(own), *_OPTIONS]
            if as_text("a name", name) not in known:
                raise ValueError(f"{name!r} was not set: what can be as the file has it again is {', '.join(known)}")
            if name in own:
                kept = [one for one in left.get("set", self._options["set"]) if one.rpartition("=")[0] != name]
                left["set"] = kept
            else:
                left[name] = [] if name == "milestones" else None
        return self._chosen({**self._options, **left})

    def named(self, name: str) -> Scenario:
        """The scenario under another name, in tables and pictures."""
        name = as_text("name", name)
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
        :param known_until: the year until which history is known, or a date.

        What is not given stays as it was; :meth:`reset` takes it back.
        """
        added = [*self._options["milestones"], *as_texts("milestones", milestones, "a text such as 'share>=0.6', or a list of them")]
        asked = {
            "draws": optional("draws", draws, 1),
            "seed": optional("seed", seed, 0, SEEDS),
            "sampler": None if sampler is None else _arguments.one_of("sampler", sampler, _SAMPLERS),
            "memory": optional_text("memory", memory, "a text such as '4 GiB'"),
            "known_until": None if known_until is None else _arguments.year("known_until", known_until),
        }
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
        kept = _arguments.flag("keep_draws", keep_draws)
        found = chosen._scenario.run(keep_draws=kept, threads=_arguments.threads(threads), progress=callback(progress))
        return Run(found, chosen)

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
        given = (("miss_below", miss_below, True), ("miss_above", miss_above, False))
        bounds = [(number(name, bound, finite=False), below) for name, bound, below in given if bound is not None]
        found = self._scenario.sensitivity(
            as_text("of", of, _NUMBER),
            methods=names("methods", methods),
            samples=whole("samples", samples, 16, 1_048_576),
            trajectories=whole("trajectories", trajectories, 2, 100_000),
            miss=bounds[0] if bounds else None,
            threads=_arguments.threads(threads),
            progress=callback(progress),
        )
        return Sensitivity(found, self)

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
            as_text("lever", lever, "a lever such as 'NAME' or 'NAME[element]'"),
            as_text("reach", reach, "a goal such as 'NAME[element]@YEAR=VALUE'"),
            probability=number("probability", probability, "a number above 0 and at most 1", above=0, most=1),
            between=_arguments.between("between", between),
            threads=_arguments.threads(threads),
            progress=callback(progress),
        )
        return Frontier(found)

    def ask(self, question: str, *, threads: int | None = None, progress: bool | Callback | None = None) -> Answer:
        """A question with an if: ``NAME[element]@YEAR given NAME[element]@YEAR >= NUMBER and …``."""
        question = as_text("question", question, "a text such as 'NAME@YEAR given NAME@YEAR >= NUMBER'")
        return Answer(self._scenario.ask(question, threads=_arguments.threads(threads), progress=callback(progress)))

    def backtest(
        self, until: float, *, threads: int | None = None, progress: bool | Callback | None = None
    ) -> Backtest:
        """What would have been projected with what was known until a year, or a date, held against what came."""
        known = _arguments.year("until", until)
        return Backtest(*self._scenario.backtest(known, threads=_arguments.threads(threads), progress=callback(progress)))

    def fit(self, of: str, **how: Any) -> Any:
        """Laws fitted to the history of a variable, ``NAME`` or ``NAME[element, …]``: see :func:`catchup.fit`."""
        from ._fit import fit

        return fit(self, of=of, **how)

    def check(self, *, threads: int | None = None, progress: bool | Callback | None = None) -> list[Problem]:
        """What is worth knowing of the file, and what a few draws say of its numerical health; nothing if all is well."""
        return self._scenario.check(threads=_arguments.threads(threads), progress=callback(progress))

    def __repr__(self) -> str:
        settings = f", {', '.join(self.settings)}" if self.settings else ""
        return f"<scenario {self.name}: {self.title}{settings}>"


_SET = '{"tariff[robots]": 0.05}'
_NUMBER = "a number of the scenario such as 'NAME[element]@YEAR'"
_SAMPLERS = ("sobol", "latin-hypercube", "random")
_OPTIONS = ("draws", "seed", "sampler", "memory", "milestones", "known_until")


def _setting(name: object, value: object) -> str:
    name = as_text("a name in settings", name)
    return f"{name}={number(name, value, 'set to a finite number, in its declared unit')!r}"


def contents(scenario: Scenario) -> dict[str, bytes]:
    """All files of a scenario as they were when they were read, by path."""
    return {str(path): content for path, content in scenario._scenario.contents}


def _again(path: str, files: dict[str, bytes], options: dict[str, Any], name: str | None, hash: str) -> Scenario:
    """A scenario that was opened before, perhaps elsewhere."""
    found = Scenario(_catchup.Scenario.open(path, list(files.items()), **options))
    found._options = options
    if found.hash != hash:
        raise _catchup.CatchupError(f"{path} is another than the one that was opened: is this another version of catchup?")
    return found if name is None else found.named(name)
