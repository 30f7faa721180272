"""Large runs, many series and many settings on a Dask cluster that exists already.

    from distributed import Client
    import catchup.distributed

    run = catchup.distributed.run("scenarios/baseline.toml", Client(...), draws=10**9, progress=True)

Shards are tasks of the client that is given, and their sums are made on the workers, as a tree: what comes back is as large as one
part, and its numbers are the bits of one machine's. Where tasks run, what is sent and what is tried again is the engine's
business: nothing is scheduled or supervised here. Workers need this package in the same version, and no files: texts go with the
tasks.

A task's key is the hash of the run, its shard and pass, and the attempt. So the same call twice, while the first is held, is one
run; and a shard that has failed for good gets another key when it is tried again, since an engine that still holds a failed
task gives its old error for an old key.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from os import PathLike
from typing import TYPE_CHECKING, Any

from . import _arguments, _catchup
from ._arguments import flag, items, names, optional, refuse, text as as_text, whole
from ._catchup import CatchupError, __version__
from ._compare import _opened, compare as _compare
from ._data import Data, origin, reading, travelling
from ._frame import Frame
from ._progress import Callback, callback
from ._run import Run
from ._scenario import Scenario, contents
from ._tasks import Node, awaited, in_order, of_dask, once, result, same

if TYPE_CHECKING:
    from distributed import Client, Future

__all__ = ["Refused", "compare", "forecast", "run"]

_FAN_IN = 8
"""So many parts are added up by one task."""
_CHUNK = 512
"""Draws in a shard are whole multiples of these."""
_MOST_SHARDS = 1_000_000
_LARGEST_SHARD = 20_000_000
"""Draws of a shard at most, unless a number of shards is given: what is lost with a worker is no more."""


class Refused(CatchupError):
    """Workers whose numbers would not be those of one machine: another version, other files, other instruction sets."""


@dataclass(frozen=True)
class _Job:
    """What a run is of: enough to open the scenario on any machine."""

    path: str
    files: dict[str, bytes]
    options: dict[str, Any]
    hash: str
    of: int
    version: str
    mixed: bool
    threads: int
    name: str

    @property
    def key(self) -> str:
        """The same for the same run, however its numbers were written; other files, settings or shards have another."""
        about = [self.hash, self.options, self.of, self.version, self.mixed, self.name]
        return hashlib.sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()[:24]


@dataclass(frozen=True)
class _Part:
    """What some shards have found, and with which instruction sets."""

    content: bytes
    cpus: frozenset[str]


_Step = tuple[int, bytes] | None

def _check(job: _Job) -> None:
    if job.version != __version__:
        raise Refused(f"a worker has catchup {__version__}, and the client {job.version}: install one version everywhere")


def _scenario(job: _Job) -> _catchup.Scenario:
    """The scenario of a run, here."""
    _check(job)

    def make() -> _catchup.Scenario:
        return _catchup.Scenario.open(job.path, list(job.files.items()), **job.options)

    found: _catchup.Scenario = once(job.key, make)
    if found.hash != job.hash:
        raise Refused(f"{job.path} on a worker is another than that of the client: {found.hash[:12]}, not {job.hash[:12]}")
    return found


def _carry_out(job: _Job, number: int, step: _Step) -> bytes:
    return _catchup.shard(_scenario(job), number, job.of, step, threads=job.threads)


def _part(job: _Job, number: int, step: _Step) -> _Part:
    """The task of a shard."""
    return _Part(_carry_out(job, number, step), frozenset([_catchup.cpu()]))


def _sum(job: _Job, step: _Step, parts: list[_Part]) -> _Part:
    """The task that adds up parts."""
    cpus = frozenset[str]().union(*(part.cpus for part in parts))
    if len(cpus) > 1 and not job.mixed:
        raise Refused(_several(cpus))
    return _Part(_catchup.add(_scenario(job), job.of, [part.content for part in parts], step, threads=job.threads), cpus)


def _several(cpus: frozenset[str]) -> str:
    return (
        f"workers compute with several instruction sets, {', '.join(sorted(cpus))}: their last digits differ by rounding; "
        "mixed=True takes them all the same, and run.cpu then names them"
    )


def run(
    path: str | PathLike[str] | Scenario,
    client: Client,
    *,
    draws: int | None = None,
    shards: int | None = None,
    seed: int | None = None,
    sampler: str | None = None,
    memory: str | None = None,
    settings: Mapping[str, float] | None = None,
    retries: int = 3,
    mixed: bool = False,
    threads: int = 1,
    progress: bool | Callback | None = None,
) -> Run:
    """Runs a scenario on the workers of a client. The run has the bits of :meth:`Scenario.run` with as many draws.

    :param path: a file, a text, or an open scenario.
    :param client: of Dask; its workers need this package in the same version.
    :param draws: how many; those of the file if not given. So with seed, sampler and memory.
    :param shards: tasks in each pass; four for each thread of the cluster if not given, and so many that none has more than
        2 × 10⁷ draws.
    :param settings: as :meth:`Scenario.set`.
    :param retries: how often the engine itself tries a task again that fails.
    :param mixed: whether workers with several instruction sets are taken.
    :param threads: of each task.
    :param progress: ``True`` for a bar, or a function of what is being done, how much is done, and how much there is.
    :raises Refused: a worker has another version, other files, or another instruction set.
    :raises RunError: draws are conditioned, so that each hangs on all others; or as :meth:`Scenario.run`.
    """
    scenario = _opened(path)
    scenario = scenario.set(settings) if settings is not None else scenario
    scenario = scenario.sampled(draws, seed=seed, sampler=sampler, memory=memory)
    client = of_dask(client)
    of = _shards(client, scenario.draws) if shards is None else whole("shards", shards, 1, _MOST_SHARDS)
    threads, retries, mixed = whole("threads", threads, 0, 1024), whole("retries", retries), flag("mixed", mixed)
    tell = callback(progress) or (lambda _work, _done, _of: None)
    job = _job(scenario, of, mixed, threads)
    cpus = _look_at_workers(client, job)
    shared = client.submit(same, job, key=f"catchup-{job.key}-job", pure=False)
    sums: list[_Part] = []
    begun = step = _begun(client, job, shared, scenario, cpus, retries)
    while True:
        told = partial(tell, f"draws, pass {len(sums) + 1}")
        sums.append(_pass(client, job, shared, step, scenario.draws, retries, told))
        cpus = frozenset[str]().union(*(part.cpus for part in sums))
        if len(cpus) > 1 and not mixed:
            raise Refused(_several(cpus))
        found = _catchup.join(scenario._scenario, of, [part.content for part in sums], ", ".join(sorted(cpus)), begun)
        if isinstance(found, _catchup.Run):
            return Run(found, scenario)
        step = found


def _begun(
    client: Client, job: _Job, shared: Future[Any], scenario: Scenario, cpus: frozenset[str], retries: int
) -> tuple[int, bytes]:
    """What the first pass looks for, as a part of the draws says, found out once: else each shard, each sum and the end of each pass
    would find it out again. On all cores here where numbers have the bits of those of the workers, else by a task."""
    if cpus <= {_catchup.cpu()}:
        return _catchup.begin(scenario._scenario, job.of)
    task = partial(client.submit, _begin, shared, retries=retries, pure=False)
    [node] = awaited(client, iter([Node(f"{job.key}-begin", lambda key: task(key=key), 0, [])]), 1)
    found: tuple[int, bytes] = result(node)
    return found


def _begin(job: _Job) -> tuple[int, bytes]:
    """The task that finds out what the first pass looks for."""
    return _catchup.begin(_scenario(job), job.of, threads=job.threads)


def _job(scenario: Scenario, of: int, mixed: bool, threads: int) -> _Job:
    inner = scenario._scenario
    seed, sampler = inner.sampling
    options = {**scenario._options, "draws": inner.draws, "seed": seed, "sampler": sampler}
    path = str(inner.path)
    return _Job(path, contents(scenario), options, inner.hash, of, __version__, mixed, threads, inner.name)


def _shards(client: Client, draws: int) -> int:
    threads = sum(client.nthreads().values()) or 1
    most = max(1, -(-draws // _CHUNK))
    return min(max(4 * threads, -(-draws // _LARGEST_SHARD)), most)


def _about() -> tuple[str, str]:
    return __version__, _catchup.cpu()


def _look_at_workers(client: Client, job: _Job) -> frozenset[str]:
    """Refuses a cluster before the work, as far as its workers are there already; says with what they compute."""
    found = client.run(_about, on_error="return") or {}
    for worker, about in found.items():
        if isinstance(about, ModuleNotFoundError):
            raise Refused(f"{worker} lacks the package catchup: install {job.version} there")
        if not isinstance(about, tuple):
            continue  # It may just be going away; its tasks say the same if it is not.
        if about[0] != job.version:
            raise Refused(f"{worker} has catchup {about[0]}, and the client {job.version}: install one version everywhere")
    cpus = frozenset(about[1] for about in found.values() if isinstance(about, tuple))
    if len(cpus) > 1 and not job.mixed:
        raise Refused(_several(cpus))
    return cpus


def _pass(
    client: Client,
    job: _Job,
    shared: Future[Any],
    step: _Step,
    draws: int,
    retries: int,
    tell: Callable[[int, int], None],
) -> _Part:
    """Carries out one pass: shards as tasks, sums of up to eight of what is done as tasks, until one is left."""
    which = 1 if step is None else step[0]
    name = f"{job.key}-pass-{which}"
    known = client.submit(same, step, key=f"catchup-{name}-known", pure=False)
    ready: list[Node] = []
    left = {"shards": job.of, "nodes": job.of}
    how = {"retries": retries, "pure": False}

    def shard(shard: int) -> Node:
        first, last = (draws * place // job.of for place in (shard - 1, shard))
        submit = lambda key: client.submit(_part, shared, shard, known, key=key, **how)  # noqa: E731
        return Node(f"{name}-{shard}-of-{job.of}", submit, last - first, [])

    def add(inputs: list[Node]) -> Node:
        left["nodes"] -= len(inputs) - 1
        of = hashlib.sha256("\n".join(sorted(node.future.key for node in inputs)).encode()).hexdigest()[:24]
        futures = [node.future for node in inputs]
        # Sums come before more shards, since they free what shards have found.
        submit = lambda key: client.submit(_sum, shared, known, futures, key=key, priority=1, **how)  # noqa: E731
        return Node(f"{name}-sum-{of}", submit, 0, inputs)

    def nodes() -> Iterator[Node]:
        shards = iter(range(1, job.of + 1))
        while True:
            everything = len(ready) == left["nodes"] and left["shards"] == 0
            if len(ready) >= _FAN_IN or (everything and len(ready) > 1):
                inputs = [ready.pop(0) for _ in range(min(_FAN_IN, len(ready)))]
                yield add(inputs)
            elif (number := next(shards, None)) is not None:
                left["shards"] -= 1
                yield shard(number)
            else:
                yield None  # type: ignore[misc]  # Nothing to submit before something is done.

    window = max(2 * _FAN_IN, 3 * (sum(client.nthreads().values()) or 1))
    done = 0
    for node in awaited(client, nodes(), window):
        ready.append(node)
        done += node.draws
        tell(done, draws)
        if left["nodes"] == 1 and len(ready) == 1:
            whole: _Part = result(ready[0])
            return whole
    raise CatchupError("a pass ended without a result, which is a fault of catchup")


def forecast(
    data: Data,
    client: Client,
    *,
    horizon: int | None = None,
    method: str = "combination",
    series: str | None = None,
    time: str | None = None,
    value: str | None = None,
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
    chunk: int | None = None,
    retries: int = 3,
    threads: int = 1,
    progress: bool | Callback | None = None,
) -> Frame:
    """Forecasts very many series on the workers of a client: the quantiles of :func:`catchup.forecast`, byte for byte.

    Each worker learns from the whole table once, which takes the same time however many series are forecast, and then forecasts
    the series of its tasks.

    :param chunk: series of a task; so many that each thread has four tasks if not given.
    """
    how: dict[str, Any] = {
        "horizon": optional("horizon", horizon, 1, 1000),
        "method": as_text("method", method, "the name of a method, such as 'combination'"),
        "levels": _arguments.levels("levels", levels),
    }
    read = reading(
        series, time, value, season, maximum, where=where, decimal=decimal, dates=dates, sheet=sheet, range=range, encoding=encoding,
        frequency=frequency,
    )  # fmt: skip
    _catchup.check_forecast(read, **how)  # What is wrong is said before the work.
    chunk, retries = optional("chunk", chunk, 1), whole("retries", retries)
    threads, client = whole("threads", threads, 0, 1024), of_dask(client)
    table = travelling(origin(data))
    about = [hashlib.sha256(table[1] or b"").hexdigest(), table[0], read, how, __version__, _catchup.cpu()]
    key = hashlib.sha256(json.dumps(about).encode()).hexdigest()[:24]
    shared = client.submit(same, (table, read, how, __version__, threads), key=f"catchup-{key}-table", pure=False)
    count = client.submit(_count, key, shared, key=f"catchup-{key}-count", retries=retries, pure=False).result()
    size = chunk or max(1, -(-count // (4 * (sum(client.nthreads().values()) or 1))))
    ranges = _ranges(count, size)

    def node(start: int, end: int) -> Node:
        submit = lambda name: client.submit(_series, key, shared, start, end, key=name, retries=retries, pure=False)  # noqa: E731
        return Node(f"{key}-{start}-{end}", submit, end - start, [])

    texts = in_order(client, [node(*one) for one in ranges], callback(progress), "series")
    rows = "".join(text.split("\n", 1)[1] for text in texts)
    header = texts[0].split("\n", 1)[0]
    return Frame(_catchup.csv_frame(f"{header}\n{rows}", ["series", "time"], []))


def _ranges(count: int, size: int) -> list[tuple[int, int]]:
    return [(start, min(start + size, count)) for start in range(0, count, size)]


def _learned(key: str, shared: Any) -> _catchup.Learned:
    table, read, how, version, threads = shared
    if version != __version__:
        raise Refused(f"a worker has catchup {__version__}, and the client {version}: install one version everywhere")
    found: _catchup.Learned = once(key, lambda: _catchup.Learned(table, read, threads=threads, **how))
    return found


def _count(key: str, shared: Any) -> int:
    return len(_learned(key, shared))


def _series(key: str, shared: Any, start: int, end: int) -> str:
    """The task of some series."""
    return _learned(key, shared).csv(start, end, threads=shared[4])


_TABLES = ("paths", "differences", "milestones", "targets", "costs")
"""Tables of a comparison whose rows hang on one scenario and the reference alone."""


def compare(
    path: str | PathLike[str] | Scenario,
    client: Client,
    settings: Mapping[str, Mapping[str, float]],
    *,
    draws: int | None = None,
    seed: int | None = None,
    tables: str | Sequence[str] = _TABLES,
    retries: int = 3,
    mixed: bool = False,
    threads: int = 1,
    progress: bool | Callback | None = None,
) -> dict[str, Frame]:
    """Compares very many settings of one scenario with it as it is, each as a task, in the same worlds.

    :param settings: what is set, by the name of the setting: ``{"high": {"tariff": 0.2}, …}``.
    :param tables: of ``paths``, ``differences``, ``milestones``, ``targets``, ``costs``. Others weigh all settings against
        one another: :func:`catchup.compare` has them.
    :returns: tables by name, byte for byte those of :func:`catchup.compare` of all settings at once.
    """
    tables, client, mixed = names("tables", tables), of_dask(client), flag("mixed", mixed)
    threads, retries = whole("threads", threads, 0, 1024), whole("retries", retries)
    unknown = [table for table in tables if table not in _TABLES]
    if unknown:
        raise ValueError(f"{', '.join(unknown)}: one setting at a time gives {', '.join(_TABLES)}")
    scenario = _opened(path).sampled(draws, seed=seed)
    settings = items("settings", settings, '{"high": {"tariff": 0.2}}')
    if scenario.name in settings:
        raise ValueError(f"a setting cannot be called `{scenario.name}`, as the scenario is")
    for name, one in settings.items():
        if not isinstance(one, Mapping):
            refuse(TypeError, f"settings[{name!r}]", 'a mapping such as {"tariff": 0.2}', one)
        scenario.set(one).named(name)  # What is wrong is said before the work.
    job = _job(scenario, 1, mixed, threads)
    _look_at_workers(client, job)
    shared = client.submit(same, job, key=f"catchup-{job.key}-job", pure=False)

    def node(name: str, chosen: Mapping[str, float]) -> Node:
        exact = {key: float(value) for key, value in chosen.items()}
        about = json.dumps([name, exact, list(tables)], sort_keys=True)
        own = hashlib.sha256(about.encode()).hexdigest()[:24]
        task = partial(client.submit, _setting, shared, name, exact, tuple(tables), retries=retries, pure=False)
        return Node(f"{job.key}-{own}", lambda key: task(key=key), 1, [])

    nodes = [node(name, chosen) for name, chosen in settings.items()]
    found = in_order(client, nodes, callback(progress), "settings")
    cpus = frozenset(cpu for _, cpu in found)
    if len(cpus) > 1 and not mixed:
        raise Refused(_several(cpus))
    return {table: _stacked([one[table] for one, _ in found], scenario.name) for table in tables}


def _setting(
    job: _Job, name: str, chosen: Mapping[str, float], tables: Sequence[str]
) -> tuple[dict[str, tuple[str, list[str], list[str]]], str]:
    """The task of a setting: tables of it and the reference as texts, with the columns that are no numbers."""
    reference = Scenario(_scenario(job))
    reference._options = dict(job.options)
    reference = reference.named(job.name)
    found = _compare([reference, reference.set(chosen).named(name)], reference=job.name, attribute=False, threads=job.threads)
    return {table: _as_text(found[table]) for table in tables}, _catchup.cpu()


def _as_text(frame: Frame) -> tuple[str, list[str], list[str]]:
    columns = frame.to_dict()
    texts = [name for name, values in columns.items() if any(isinstance(value, str) for value in values)]
    truths = [name for name, values in columns.items() if any(isinstance(value, bool) for value in values)]
    return frame.to_csv() or "", texts, truths


def _stacked(tables: Sequence[tuple[str, list[str], list[str]]], reference: str) -> Frame:
    """Tables of the reference and one setting each, one under another, with the rows of the reference once."""
    lines: list[str] = []
    texts: dict[str, None] = {}
    truths: dict[str, None] = {}
    for place, (text, own_texts, own_truths) in enumerate(tables):
        texts.update(dict.fromkeys(own_texts))
        truths.update(dict.fromkeys(own_truths))
        raw = text.splitlines(keepends=True)
        rows, begin = csv.reader(io.StringIO(text)), 0
        for row in rows:
            header, ours = begin == 0, bool(row) and row[0] == reference
            if (place == 0 or not header) and (place == 0 or not ours):
                lines.extend(raw[begin : rows.line_num])
            begin = rows.line_num
    return Frame(_catchup.csv_frame("".join(lines), list(texts), list(truths)))
