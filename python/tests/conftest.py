"""What tests share: where the program and the scenarios are, and a small scenario."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import pytest

# pyam's units keep paths of the environment that they were first read in, in a cache of the user's: one for these tests alone, since
# an environment that is gone would be looked for in the next one (findings/unit_cache_outlives_its_environment.sh).
UNITS = tempfile.TemporaryDirectory(prefix="catchup-units-")
os.environ["IAM_UNITS_CACHE"] = UNITS.name

import catchup  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]

ROBOTS = """
scenario = { title = "Robots made at home", region = "China" }
time = { start = 2020, end = 2030 }
ensemble = { draws = 512 }

[dimensions.sector]
elements = ["robots", "machine_tools"]

[assumptions.rate]
distribution.uniform = { low = 0.1, high = 0.3 }
unit = "1/yr"
source = "judgement"

[levers.push]
value = 0
neutral = 0
min = 0
max = 0.1
unit = "1/yr"
source = "a programme"

[assumptions.size]
dims = ["sector"]
elements = { robots = { value = 2 }, machine_tools = { value = 3 } }
unit = "bn CNY"
source = "judgement"

[variables.share]
equation = "fisher_pry(0.5, rate + push, time - 2020 yr)"
unit = "1"
label = "Home share"
milestones = [0.8]

[variables.share.targets.plan]
year = 2030
at_least = 0.9
label = "Plan"
source = "State Council"

[variables.sales]
dims = ["sector"]
equation = "share * size"
unit = "bn CNY"
label = "Sales"
"""


@pytest.fixture
def robots() -> catchup.Scenario:
    """A scenario whose numbers have closed forms: a logistic from one half, at a rate that is uniform over .1 to .3 a year."""
    return catchup.loads(ROBOTS, "robots")


@pytest.fixture(scope="session")
def scenarios() -> Path:
    """The scenarios of the repository."""
    return ROOT / "scenarios"


@pytest.fixture(scope="session")
def program() -> Path:
    """The command line: named by ``CATCHUP``, or built in the repository, or on the path."""
    named = os.environ.get("CATCHUP")
    places = [ROOT / "target" / profile / "catchup" for profile in ("release", "debug")]
    found = [Path(named)] if named else [place for place in places if place.exists()]
    on_path = shutil.which("catchup")
    found += [Path(on_path)] if on_path else []
    if not found:
        pytest.skip("the program is not built: `cargo build --release`, or name it with CATCHUP=/path/to/catchup")
    return found[0]


@pytest.fixture
def catchup_program(program: Path):
    """Runs the program in the root of the repository."""

    def call(*arguments: str | Path) -> str:
        done = subprocess.run(
            [program, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=False, timeout=600
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return call
