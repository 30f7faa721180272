"""Results that travel: pickled here, opened in another process, they say there what they say here."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import catchup
from conftest import ROBOTS

YEARS = list(range(1990, 2020))
LINE = {"year": YEARS, "value": [10 + 2 * (year - 1990) + year % 3 for year in YEARS]}


def said(result: Any) -> dict[str, str]:
    """All that a result says, in short."""

    def short(thing: Any) -> str:
        if isinstance(thing, catchup.Frame):
            return hashlib.sha256(f"{thing.to_csv()}{thing.to_dict()}".encode()).hexdigest()
        if isinstance(thing, catchup.Picture):
            return hashlib.sha256(f"{thing.name}{thing.alt}{thing.svg}".encode() + thing.png).hexdigest()
        if isinstance(thing, catchup.Problem):
            return thing.rendered
        if isinstance(thing, (list, tuple)):
            return json.dumps([short(one) for one in thing])
        if isinstance(thing, dict):
            return json.dumps({key: short(value) for key, value in thing.items()})
        return repr(thing)

    found = {"": short(dict(result)) if isinstance(result, dict) else repr(result)}
    for name in dir(type(result)):
        if not name.startswith("_") and isinstance(getattr(type(result), name), property):
            found[name] = short(getattr(result, name))
    for name in ("pictures", "picture", "html", "brief", "iamc"):
        if hasattr(result, name):
            found[name] = short(getattr(result, name)())
    if isinstance(result, catchup.Run):
        found["number"] = short(result.number("share@2030"))
        found["fan"] = short(result.fan("sales[robots]"))
    if isinstance(result, catchup.Comparison):
        found.update({f"table {name}": short(result[name]) for name in result.tables})
    if isinstance(result, catchup.Forecast):
        found["paths"] = short(result.paths(3, seed=5))
    if isinstance(result, catchup.Fit):
        found["fitted"] = short(result.fitted(2030))
        text = result.scenario_text(Path(sys.executable).with_name("fit.toml")) if result.best == "linear" else ""
        found["scenario"] = re.sub(r'file = ".*"', "", text)  # The way to it, from where each process is.
    return found


def results(folder: Path) -> dict[str, Any]:
    """One of each kind, and what else travels."""
    (folder / "robots.toml").write_text(ROBOTS)
    (folder / "line.csv").write_text("year,value\n" + "".join(f"{year},{value}\n" for year, value in zip(*LINE.values())))
    robots = catchup.load(folder / "robots.toml").sampled(256, seed=3)
    pushed = robots.set(push=0.05).named("pushed")
    made = {
        "run": pushed.run(milestones="share>=0.6"),
        "sensitivity": robots.sensitivity("share@2030", methods="swing,sobol,ranking,morris,prim", samples=64, miss_below=0.8),
        "comparison": catchup.compare({"as it is": robots, "pushed": pushed}),
        "frontier": robots.solve("push", "share@2030=0.9"),
        "no frontier": robots.solve("push", "share@2030=0.999", probability=0.99),
        "answer": robots.ask("share@2030 given share@2025 >= 0.73"),
        "forecast": catchup.forecast(LINE, horizon=2),
        "forecast of a file": catchup.forecast(folder / "line.csv", horizon=2, method="drift", levels=[0.5]),
        "scores": catchup.backtest(LINE, methods="drift", origins=2, horizon=1),
        "fit": catchup.fit(LINE, law="linear"),
        "fit of a file": catchup.fit(folder / "line.csv", law="linear", until=2015),
        "frame": robots.levers,
        "picture": pushed.run(64).fan("share"),
    }
    baseline = catchup.load(Path(__file__).parents[2] / "scenarios" / "baseline.toml").sampled(64)
    return {**made, "backtest": baseline.backtest(2018), "fit of a history": baseline.fit("domestic_share[robots, equipment]", law="logistic")}


CHILD = """
import json, pickle, sys
sys.path.insert(0, sys.argv[1])
from test_pickling import said
with open(sys.argv[2], "rb") as file:
    results = pickle.load(file)
with open(sys.argv[3], "wb") as file:
    pickle.dump(results, file)
print(json.dumps({name: said(result) for name, result in results.items()}))
"""


def test_results_say_in_another_process_what_they_say_here(tmp_path, monkeypatch):
    folder = tmp_path / "here"
    folder.mkdir()
    made = results(folder)
    expected = {name: said(result) for name, result in made.items()}
    with open(tmp_path / "made", "wb") as file:
        pickle.dump(made, file)
    # Files may change, and go: what was read of them travels.
    (folder / "robots.toml").write_text("scenario = { title = 'Another' }\n")
    (folder / "line.csv").unlink()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(Path(__file__).parent), tmp_path / "made", tmp_path / "again"],
        cwd=elsewhere, capture_output=True, text=True, check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found.keys() == expected.keys()
    for name in expected:
        assert found[name] == expected[name], name
    # And back again.
    with open(tmp_path / "again", "rb") as file:
        again = pickle.load(file)
    for name in expected:
        assert said(again[name]) == expected[name], name


def test_a_run_is_pickled_after_its_file_has_changed(tmp_path):
    path = tmp_path / "robots.toml"
    path.write_text(ROBOTS)
    run = catchup.load(path).run(64)
    path.write_text(ROBOTS.replace("Robots made at home", "Another title"))
    again = pickle.loads(pickle.dumps(run))
    assert again.title == "Robots made at home"
    assert again.projections.to_csv() == run.projections.to_csv()


def test_draws_that_were_kept_travel(robots):
    numpy = pytest.importorskip("numpy")
    run = robots.run(200, keep_draws=True)
    again = pickle.loads(pickle.dumps(run))
    numpy.testing.assert_array_equal(again.to_numpy(), run.to_numpy())
    assert again.to_numpy().shape == (3, 11, 200) and not again.to_numpy().flags.writeable
    twice = pickle.loads(pickle.dumps(again))
    numpy.testing.assert_array_equal(twice.to_numpy(), run.to_numpy())
    with pytest.raises(ValueError, match="keep_draws"):
        pickle.loads(pickle.dumps(robots.run(64))).to_numpy()


CONDITIONED = """
scenario = { title = "Agreeing with what was seen" }
time = { start = 2020, end = 2023 }
[assumptions.mu]
distribution = { normal = { mean = 0, sd = 1 } }
unit = "1"
source = "prior"
[variables.x]
equation = "mu"
unit = "1"
history.seen = { values = { 2020 = 1.2, 2021 = 0.8 }, source = "seen" }
[condition]
method = "weights"
on.x = { of = "x", sd = 0.5, source = "judgement" }
"""


def test_weights_travel():
    run = catchup.loads(CONDITIONED).run(2000)
    assert run.weights is not None and sum(run.weights) == pytest.approx(1)
    again = pickle.loads(pickle.dumps(run))
    assert again.weights == run.weights
    assert again.projections.to_csv() == run.projections.to_csv()
    assert [note.rendered for note in again.notes] == [note.rendered for note in run.notes]


def test_what_travels_can_be_written_and_copied(robots, tmp_path):
    run = robots.run(64)
    again = pickle.loads(pickle.dumps(run))
    for name, one in (("one", run), ("other", again)):
        one.save(tmp_path / name, ("csv", "svg"))
    files = [path.relative_to(tmp_path / "one") for path in (tmp_path / "one").rglob("*") if path.is_file() and path.name != "run.json"]
    assert len(files) > 3
    for name in files:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes(), name
    assert copy.copy(run).projections.to_csv() == copy.deepcopy(run).projections.to_csv() == run.projections.to_csv()


def test_what_does_not_belong_together_is_refused(robots, tmp_path):
    import catchup._catchup as engine

    run = robots.run(64)
    state = run._run.state()
    with pytest.raises(catchup.CatchupError, match="another version"):
        engine.Run.of(robots._scenario, state[:-1])
    forecast = catchup.forecast(LINE, horizon=2, method="drift")
    again = pickle.loads(pickle.dumps(forecast))
    again._asked["horizon"] = 3
    with pytest.raises(catchup.CatchupError, match="another forecast than the one that was pickled"):
        again.paths(1)
    assert len(again.quantiles) == 2, "its numbers need not be made again"


def test_processes_of_a_pool_give_results_back(tmp_path):
    """As joblib and multiprocessing have it: a function of a scenario, whose results come back."""
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    robots = catchup.loads(ROBOTS, "robots")
    pushes = [0.0, 0.05]
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        runs = list(pool.map(catchup.Scenario.run, [robots.set(push=push) for push in pushes], [64] * 2))
    for push, run in zip(pushes, runs):
        assert run.projections.to_csv() == robots.set(push=push).run(64).projections.to_csv()
        assert run.fan("share").svg.startswith("<svg")


def test_frames_keep_their_kinds():
    frame = catchup.loads(ROBOTS, "robots").run(64).iamc()
    again = pickle.loads(pickle.dumps(frame))
    assert again.to_dict() == frame.to_dict() and again.to_csv() == frame.to_csv()
    assert {type(value) for value in again["year"]} == {int}
    pyarrow = pytest.importorskip("pyarrow")
    assert pyarrow.table(again).schema == pyarrow.table(frame).schema
