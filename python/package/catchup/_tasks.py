"""Tasks of a cluster: submitted, never too many at a time, tried again, given as they are done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ._arguments import refuse
from ._catchup import CatchupError
from ._progress import Callback

if TYPE_CHECKING:
    from distributed import Client, Future

_ATTEMPTS = 4
"""So often a task is submitted that the engine has given up."""


def of_dask(client: Any) -> Any:
    """A client of Dask that waits for what it asks.

    :raises TypeError: it is none. :raises ValueError: it does not wait.
    """
    if not all(hasattr(client, name) for name in ("submit", "nthreads", "cancel")):
        refuse(TypeError, "client", "a client of Dask, such as distributed.Client()", client)
    if getattr(client, "asynchronous", False):
        raise ValueError("client is asynchronous, and this waits for its tasks: give distributed.Client(…) without asynchronous=True")
    return client


_opened: dict[str, Any] = {}
_lock = threading.Lock()


def once(key: str, make: Callable[[], Any]) -> Any:
    """What is made once in a process and kept for its next tasks; the last few are."""
    with _lock:
        if key not in _opened:
            while len(_opened) >= 4:
                _opened.pop(next(iter(_opened)))
            _opened[key] = make()
        return _opened[key]


def same(value: Any) -> Any:
    """A value as a task: unlike scattered data it is made again if its worker is lost."""
    return value


@dataclass
class Node:
    """A task whose result is awaited or ready: a shard, or a sum."""

    name: str
    """What it is of; with the attempt, its key."""
    submit: Callable[[str], Future[Any]] | None
    """Submits it under a key; nothing once it is done."""
    draws: int
    """Of the shard; 0 of a sum."""
    inputs: list[Node]
    """What it is the sum of, held until it is there."""
    future: Any = None


class _Attempts:
    """How often tasks have failed for good, by name: kept while the process lives, so that a later call does not meet them."""

    def __init__(self) -> None:
        self._failed: dict[str, int] = {}

    def key(self, name: str) -> str:
        return f"catchup-{name}-{self._failed.get(name, 0)}"

    def failed(self, name: str) -> None:
        self._failed[name] = self._failed.get(name, 0) + 1


_attempts = _Attempts()


def awaited(client: Client, nodes: Iterator[Node], window: int) -> Iterator[Node]:
    """Submits tasks, never more than a window of them at a time so that parts do not pile up, and gives each as it is done.

    What the engine has given up is tried again under another key, unless it is an error that it always has. What is given may
    be followed by more: ``nodes`` is asked again after each.
    """
    from distributed import as_completed

    waiting: dict[str, Node] = {}
    tries: dict[str, int] = {}
    done = as_completed([], loop=client.loop)

    def begin(node: Node) -> None:
        assert node.submit is not None
        node.future = node.submit(_attempts.key(node.name))
        waiting[node.future.key] = node
        done.add(node.future)

    try:
        while True:
            while len(waiting) < window and (node := next(nodes, None)) is not None:
                begin(node)
            if not waiting:
                return
            future = next(done)
            node = waiting.pop(future.key)
            if future.status == "finished":
                # What it was made of may go.
                node.inputs, node.submit = [], None
                yield node
                continue
            error = future.exception() if future.status == "error" else CatchupError(f"a task was {future.status}")
            _attempts.failed(node.name)
            tries[node.name] = tries.get(node.name, 0) + 1
            if isinstance(error, CatchupError) and future.status == "error" or tries[node.name] >= _ATTEMPTS:
                raise error
            begin(node)
    finally:
        if waiting:
            client.cancel([node.future for node in waiting.values()], asynchronous=False)


def result(node: Node) -> Any:
    """What a task gave; made again by the engine if it was lost on the way."""
    return node.future.result()


def in_order(client: Client, nodes: Sequence[Node], progress: Callback | None, work: str) -> list[Any]:
    """What tasks give, in their order, collected as each is done."""
    found: dict[str, Any] = {}
    done, of = 0, sum(node.draws for node in nodes)
    window = max(16, 3 * (sum(client.nthreads().values()) or 1))

    def pending() -> Iterator[Node]:
        yield from nodes

    for node in awaited(client, pending(), window):
        found[node.name] = result(node)
        node.future = None
        done += node.draws
        if progress is not None:
            progress(work, done, of)
    return [found[node.name] for node in nodes]
