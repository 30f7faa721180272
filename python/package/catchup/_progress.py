"""Progress: a callback, or a bar in a notebook or on a terminal."""

from __future__ import annotations

import html
import sys
import time
from collections.abc import Callable
from typing import Any

from ._arguments import flag, number, refuse

Callback = Callable[[str, int, int], None]
"""Is called with what is being done, how much of it is done, and how much there is at least."""


class Progress:
    """A bar that shows how far work is: in a notebook where there is one, else on standard error.

    ``progress=True`` makes one; an object of this class may be given several times. Work of less than a second is not shown.
    """

    def __init__(self, *, patience: float = 1.0) -> None:
        self._begin: float | None = None
        self._patience = number("patience", patience, "a number of seconds")
        self._display: Any = None
        self._shown = False

    def __call__(self, work: str, done: int, of: int) -> None:
        now = time.monotonic()
        self._begin = now if self._begin is None else self._begin
        finished = done >= of
        if self._shown or (not finished and now - self._begin >= self._patience):
            self._show(work, done, of)
            self._shown = True
        if finished:
            self._end()

    def _show(self, work: str, done: int, of: int) -> None:
        if _in_notebook():
            from IPython.display import HTML, display

            bar: Any = HTML(f"<label>{html.escape(work)} <progress value='{done}' max='{max(of, 1)}'></progress> {_share(done, of)}</label>")
            if self._display is None:
                self._display = display(bar, display_id=True)
            else:
                self._display.update(bar)
        else:
            filled = 30 * done // max(of, 1)
            sys.stderr.write(f"\r{work} [{'#' * filled}{'.' * (30 - filled)}] {_share(done, of)}  ")
            sys.stderr.flush()

    def _end(self) -> None:
        if self._shown and not _in_notebook():
            sys.stderr.write("\n")
        self._begin, self._display, self._shown = None, None, False


def _share(done: int, of: int) -> str:
    return f"{100 * done // max(of, 1)} %"


def _in_notebook() -> bool:
    module = sys.modules.get("IPython")
    shell = module.get_ipython() if module is not None else None
    return shell is not None and hasattr(shell, "kernel")


def callback(progress: bool | Callback | None) -> Callback | None:
    """What the work is given: nothing, a bar, or what the user wants called."""
    if progress is None:
        return None
    if callable(progress):
        return progress
    if isinstance(progress, (str, bytes, int, float)) and not isinstance(progress, bool):
        refuse(TypeError, "progress", "True, False, or a function of three arguments", progress)
    return Progress() if flag("progress", progress) else None
