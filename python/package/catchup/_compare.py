"""Scenarios side by side, and files looked at without opening them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from os import PathLike

from . import _arguments, _catchup
from ._arguments import names, optional, optional_text, refuse, text as as_text
from ._catchup import Problem
from ._progress import Callback, callback
from ._results import Comparison
from ._scenario import PathType, Scenario, load


def check(path: PathType | Scenario) -> list[Problem]:
    """Says what is wrong with a file, and what is worth knowing of it, without raising."""
    try:
        return _opened(path).check()
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
        chosen = [_opened(one) for one in _several("scenarios", scenarios)]
    chosen = [one.sampled(draws, seed=seed) for one in chosen]
    laid = [_opened(one).sampled(draws, seed=seed) for one in _several("worlds", worlds)]
    if attribute is None:
        attribute = not any(one.settings for one in chosen)
    together = _arguments.items("groups", groups, '{"trade": ["levers.tariff", "levers.quota"]}')
    found = _catchup.compare(
        [one._scenario for one in chosen],
        reference=optional_text("reference", reference, "the name of a scenario"),
        attribute=_arguments.flag("attribute", attribute),
        attribution_draws=optional("attribution_draws", attribution_draws, 1),
        groups=[(as_text("a name in groups", name), names(f"groups[{name!r}]", entries)) for name, entries in together.items()],
        worlds=[one._scenario for one in laid],
        threads=_arguments.threads(threads),
        progress=callback(progress),
    )
    return Comparison(found, chosen, laid)


def _several(name: str, given: Iterable[Scenario | PathType] | Scenario | PathType) -> Iterable[Scenario | PathType]:
    if isinstance(given, (str, PathLike, Scenario)):
        return [given]
    if isinstance(given, bytes) or not isinstance(given, Iterable):
        refuse(TypeError, name, "a list of scenarios or files, or a mapping of names to them", given)
    return given


def _opened(one: Scenario | PathType) -> Scenario:
    if isinstance(one, Scenario):
        return one
    if not isinstance(one, (str, PathLike)):
        refuse(TypeError, "a scenario", "an open scenario or a file", one)
    return load(one)
