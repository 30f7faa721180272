"""Forecasting and simulation of industrial catch-up under uncertainty.

    import catchup

    baseline = catchup.load("scenarios/baseline.toml")
    mandate = baseline.set(procurement_mandate=0.1)
    run = mandate.run(draws=2000)
    run.projections.to_pandas()          # or to_polars(), to_arrow(), or any reader of Arrow
    run.fan("domestic_share[robots, equipment]")

Results are :class:`Frame` objects, which pandas, Polars, PyArrow and DuckDB read without a copy through text, and
:class:`Picture` objects, which a notebook shows. Errors are exceptions with the text of the program: file, line, and what to
write instead. Numbers are in the units that the scenario declares.
"""

import copyreg
import os
from types import SimpleNamespace
from typing import Any

from . import _catchup
from ._catchup import (
    CatchupError,
    InputError,
    OutputError,
    Picture,
    Problem,
    QuestionError,
    RunError,
    __version__,
)
from ._compare import check, compare
from ._fit import Fit, fit
from ._forecast import Forecast, Scores, backtest, forecast
from ._frame import Frame
from ._progress import Progress
from ._results import Answer, Backtest, Comparison, Frontier, Sensitivity
from ._run import Run
from ._scenario import Scenario, load, loads, set_threads

# Errors come back from workers of a cluster: they are looked for where they are known, and a problem travels as a record.
for _error in (CatchupError, InputError, OutputError, QuestionError, RunError):
    _error.__module__ = "catchup"
_FIELDS = ("severity", "code", "message", "file", "line", "column", "text", "help", "rendered")


def _record(one: Problem) -> Any:
    return SimpleNamespace, (), {name: getattr(one, name) for name in _FIELDS}


copyreg.pickle(Problem, _record)

# A forked process has none of the threads of its parent.
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_catchup.forked)

__all__ = [
    "Answer",
    "Backtest",
    "CatchupError",
    "Comparison",
    "Fit",
    "Forecast",
    "Frame",
    "Frontier",
    "InputError",
    "OutputError",
    "Picture",
    "Problem",
    "Progress",
    "QuestionError",
    "Run",
    "RunError",
    "Scenario",
    "Scores",
    "Sensitivity",
    "__version__",
    "backtest",
    "check",
    "compare",
    "fit",
    "forecast",
    "load",
    "loads",
    "set_threads",
]
