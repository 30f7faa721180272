"""The engine, in Rust. The package ``catchup`` says it all in words; this is for type checkers."""

from collections.abc import Callable, Mapping, Sequence
from os import PathLike
from typing import Any, final

_Progress = Callable[[str, int, int], None] | None
_Origin = tuple[str, bytes | None]
_Layout = dict[str, str | None]
_Reading = dict[str, Any]
_Taken = tuple[float, str | None, str | None, str | None, str | None]
_Asked = tuple[str | None, str | None, str | None, list[tuple[str, float]], str | None]
_Step = tuple[int, bytes] | None

__all__ = [
    "BacktestScores",
    "Block",
    "CatchupError",
    "Comparison",
    "Fit",
    "Frame",
    "Frontier",
    "InputError",
    "Learned",
    "OutputError",
    "Picture",
    "Problem",
    "QuestionError",
    "Run",
    "RunError",
    "Scenario",
    "Sensitivity",
    "SeriesForecast",
    "__version__",
    "add",
    "begin",
    "block_of",
    "check_forecast",
    "compare",
    "cpu",
    "csv_frame",
    "fit_data",
    "fit_history",
    "forecast_table",
    "forked",
    "frame_of",
    "join",
    "picture_of",
    "score_table",
    "shard",
    "start_threads",
]
__version__: str

class CatchupError(Exception):
    """Whatever catchup could not do; the base of all its errors."""

class InputError(CatchupError):
    """A scenario, a table or a question has errors. The text is that of the program, with file, line and a way out of each."""

    problems: list[Problem]
    """The problems one by one."""

class QuestionError(CatchupError):
    """What was asked makes no sense of what there is."""

class RunError(CatchupError):
    """A run gave nothing: memory, or a number that is not finite."""

class OutputError(CatchupError):
    """A picture cannot be drawn, or a folder cannot take a file."""

@final
class Problem:
    """One problem of a file, a table or a question, where it is."""

    severity: str
    """``error`` or ``warning``."""
    code: str
    """A stable code such as ``unknown-key``."""
    message: str
    """What is wrong."""
    file: str | None
    """The file, or what else the place is in, such as ``--set``."""
    line: int | None
    """Line, from 1."""
    column: int | None
    """Column, from 1, in characters."""
    text: str | None
    """What stands there."""
    help: str | None
    """What to do about it."""
    rendered: str
    """All of it as the program shows it."""

@final
class Picture:
    """A picture, 960 pixels wide, which a notebook shows."""

    @property
    def name(self) -> str:
        """Its name: the stem of its files."""
    @property
    def alt(self) -> str:
        """What it shows, in a sentence with its key numbers, for those who do not see it."""
    @property
    def svg(self) -> str:
        """As SVG."""
    @property
    def png(self) -> bytes:
        """As PNG, 1920 pixels wide."""
    def _repr_png_(self) -> bytes: ...
    def _repr_svg_(self) -> str: ...

@final
class Frame:
    @property
    def columns(self) -> list[str]: ...
    def __len__(self) -> int: ...
    def __getitem__(self, key: str, /) -> list[Any]: ...
    def to_dict(self) -> dict[str, list[Any]]: ...
    def to_csv(self) -> str: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def __arrow_c_schema__(self) -> object: ...

@final
class Block:
    @property
    def shape(self) -> tuple[int, int, int]: ...
    @property
    def __array_interface__(self) -> dict[str, Any]: ...

@final
class Scenario:
    @staticmethod
    def open(
        path: str | PathLike[str],
        texts: list[tuple[str, bytes]] | None = None,
        *,
        set: list[str] = ...,
        milestones: list[str] = ...,
        known_until: float | None = None,
        draws: int | None = None,
        seed: int | None = None,
        sampler: str | None = None,
        memory: str | None = None,
    ) -> Scenario: ...
    def with_options(
        self,
        *,
        set: list[str] = ...,
        milestones: list[str] = ...,
        known_until: float | None = None,
        draws: int | None = None,
        seed: int | None = None,
        sampler: str | None = None,
        memory: str | None = None,
    ) -> Scenario: ...
    def named(self, name: str) -> Scenario: ...
    @property
    def contents(self) -> list[tuple[str | PathLike[str], bytes]]: ...
    @property
    def path(self) -> str | PathLike[str]: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def narrative(self) -> str: ...
    @property
    def is_template(self) -> bool: ...
    @property
    def draws(self) -> int: ...
    @property
    def sampling(self) -> tuple[int, str]: ...
    @property
    def hash(self) -> str: ...
    @property
    def files(self) -> list[str | PathLike[str]]: ...
    @property
    def worlds(self) -> list[str | PathLike[str]]: ...
    @property
    def warnings(self) -> list[Problem]: ...
    @property
    def assumptions(self) -> Frame: ...
    @property
    def shocks(self) -> Frame: ...
    @property
    def levers(self) -> Frame: ...
    @property
    def variables(self) -> Frame: ...
    def elements(self, variable: str) -> dict[str, list[str]]: ...
    @property
    def targets(self) -> Frame: ...
    def run(self, *, keep_draws: bool = False, threads: int | None = None, progress: _Progress = None) -> Run: ...
    def sensitivity(
        self,
        of: str,
        *,
        methods: list[str],
        samples: int,
        trajectories: int,
        miss: tuple[float, bool] | None = None,
        threads: int | None = None,
        progress: _Progress = None,
    ) -> Sensitivity: ...
    def solve(
        self,
        lever: str,
        reach: str,
        *,
        probability: float,
        between: tuple[float, float] | None = None,
        threads: int | None = None,
        progress: _Progress = None,
    ) -> Frontier: ...
    def ask(self, question: str, *, threads: int | None = None, progress: _Progress = None) -> dict[str, Any]: ...
    def backtest(
        self, until: float, *, threads: int | None = None, progress: _Progress = None
    ) -> tuple[Frame, list[Picture], float | None]: ...
    def check(self, *, threads: int | None = None, progress: _Progress = None) -> list[Problem]: ...

@final
class Run:
    def state(self) -> bytes: ...
    @staticmethod
    def of(scenario: Scenario, state: bytes, draws: Block | None = None) -> Run: ...
    @property
    def name(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def times(self) -> list[float]: ...
    @property
    def cpu(self) -> str: ...
    @property
    def sampling(self) -> tuple[int, int, str]: ...
    @property
    def projections(self) -> Frame: ...
    @property
    def milestones(self) -> Frame: ...
    @property
    def targets(self) -> Frame: ...
    @property
    def iamc_wide(self) -> Frame: ...
    def iamc(self) -> Frame: ...
    def number(self, of: str) -> dict[str, float]: ...
    def pictures(self) -> list[Picture]: ...
    def fan(self, of: str) -> Picture: ...
    def html(self) -> str: ...
    @property
    def draws(self) -> Block | None: ...
    @property
    def series(self) -> list[tuple[str, list[tuple[str, str]], str]]: ...
    @property
    def weights(self) -> list[float] | None: ...
    @property
    def notes(self) -> list[Problem]: ...
    @property
    def seconds(self) -> list[tuple[str, float]]: ...
    def save(self, folder: str | PathLike[str], formats: list[str]) -> list[str | PathLike[str]]: ...

@final
class Comparison:
    def state(self) -> bytes: ...
    @staticmethod
    def of(scenarios: Sequence[Scenario], worlds: Sequence[Scenario], state: bytes) -> Comparison: ...
    @property
    def names(self) -> list[str]: ...
    @property
    def reference(self) -> str: ...
    @property
    def notes(self) -> list[str]: ...
    @property
    def tables(self) -> list[str]: ...
    def table(self, name: str) -> Frame: ...
    def pictures(self) -> list[Picture]: ...
    def html(self) -> str: ...
    def brief(self) -> str: ...

@final
class Sensitivity:
    def state(self) -> bytes: ...
    @staticmethod
    def of(scenario: Scenario, state: bytes) -> Sensitivity: ...
    @property
    def label(self) -> str: ...
    @property
    def unit(self) -> str: ...
    @property
    def year(self) -> float: ...
    @property
    def drivers(self) -> Frame: ...
    @property
    def region(self) -> Frame: ...
    @property
    def discovery(self) -> Mapping[str, float] | None: ...
    def pictures(self) -> list[Picture]: ...

@final
class Frontier:
    def state(self) -> bytes: ...
    @staticmethod
    def of(state: bytes) -> Frontier: ...
    @property
    def strength(self) -> float | None: ...
    @property
    def solution(self) -> Mapping[str, Any] | None: ...
    @property
    def unit(self) -> str: ...
    @property
    def tried(self) -> Frame: ...
    def picture(self) -> Picture: ...

@final
class SeriesForecast:
    @property
    def series(self) -> list[str]: ...
    @property
    def horizon(self) -> int: ...
    @property
    def method(self) -> str: ...
    @property
    def notes(self) -> list[str]: ...
    @property
    def weights(self) -> dict[str, float]: ...
    @property
    def quantiles(self) -> Frame: ...
    def paths(self, number: int, seed: int) -> Frame: ...
    def picture(self, index: int, unit: str | None) -> Picture: ...

@final
class BacktestScores:
    @property
    def scores(self) -> Frame: ...
    @property
    def levels(self) -> Frame: ...
    def pictures(self) -> list[Picture]: ...

@final
class Fit:
    @property
    def laws(self) -> list[str]: ...
    @property
    def criteria(self) -> list[dict[str, Any]]: ...
    @property
    def skipped(self) -> list[tuple[str, str]]: ...
    @property
    def warnings(self) -> list[str]: ...
    @property
    def parameters(self) -> Frame: ...
    def fitted(self, until: str | None = None) -> Frame: ...
    def pictures(self, until: str | None = None) -> list[Picture]: ...
    def scenario_text(self, path: str | PathLike[str], until: str | None = None) -> str: ...
    def write_scenario(self, path: str | PathLike[str], until: str | None = None, replace: bool = False) -> None: ...

@final
class Learned:
    def __new__(
        cls,
        origin: _Origin,
        reading: _Reading,
        *,
        horizon: int | None = None,
        method: str = "combination",
        levels: list[float] | None = None,
        threads: int | None = None,
    ) -> Learned: ...
    def __len__(self) -> int: ...
    def csv(self, start: int, end: int, *, threads: int | None = None) -> str: ...

def start_threads(threads: int) -> None: ...
def forked() -> None: ...
def cpu() -> str: ...
def frame_of(columns: list[tuple[str, str, bytes, bytes | None, bytes | None]], rows: int, csv: str) -> Frame: ...
def block_of(shape: tuple[int, int, int], values: bytes) -> Block: ...
def picture_of(name: str, alt: str, svg: str, png: bytes) -> Picture: ...
def csv_frame(text: str, texts: list[str], truths: list[str]) -> Frame: ...
def compare(
    scenarios: Sequence[Scenario],
    *,
    reference: str | None = None,
    attribute: bool = True,
    attribution_draws: int | None = None,
    groups: list[tuple[str, list[str]]] = ...,
    worlds: Sequence[Scenario] = ...,
    threads: int | None = None,
    progress: _Progress = None,
) -> Comparison: ...
def check_forecast(
    reading: _Reading,
    *,
    horizon: int | None = None,
    method: str = "combination",
    levels: list[float] | None = None,
) -> None: ...
def forecast_table(
    origin: _Origin,
    reading: _Reading,
    *,
    horizon: int | None = None,
    method: str = "combination",
    levels: list[float] | None = None,
    threads: int | None = None,
    progress: _Progress = None,
) -> SeriesForecast: ...
def score_table(
    origin: _Origin,
    reading: _Reading,
    *,
    methods: list[str] | None = None,
    origins: int | None = None,
    horizon: int | None = None,
    threads: int | None = None,
    progress: _Progress = None,
) -> BacktestScores: ...
def fit_data(
    origin: _Origin,
    columns: list[str | None],
    filter: list[tuple[str, str]],
    layout: _Layout,
    taken: _Taken,
    asked: _Asked,
    *,
    threads: int | None = None,
    progress: _Progress = None,
) -> Fit: ...
def fit_history(
    scenario: Scenario,
    history: list[str | None],
    taken: _Taken,
    asked: _Asked,
    *,
    threads: int | None = None,
    progress: _Progress = None,
) -> Fit: ...
def begin(scenario: Scenario, of: int, *, threads: int | None = None) -> tuple[int, bytes]: ...
def shard(scenario: Scenario, number: int, of: int, step: _Step = None, *, threads: int | None = None) -> bytes: ...
def add(scenario: Scenario, of: int, parts: list[bytes], step: _Step = None, *, threads: int | None = None) -> bytes: ...
def join(scenario: Scenario, of: int, sums: list[bytes], cpu: str, begun: _Step = None) -> tuple[int, bytes] | Run: ...
