"""What is given to questions: texts for lists, numbers out of their range, frames of all kinds, and what is for something else."""

from __future__ import annotations

import copy
import math
import multiprocessing
import os
import pickle

import pytest

import catchup

YEARS = list(range(1990, 2020))
LINE = {"year": YEARS, "value": [10 + 2 * (year - 1990) + year % 3 for year in YEARS]}


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda s: s.run(draws=-1), "draws is a whole number from 1 .*, not -1"),
        (lambda s: s.run(draws=10**20), "draws is a whole number"),
        (lambda s: s.run(draws=1.5), "draws is a whole number from 1 .*, not 1.5"),
        (lambda s: s.run(draws="64"), "draws is a whole number"),
        (lambda s: s.run(64, seed=-3), "seed is a whole number from 0 .*, not -3"),
        (lambda s: s.run(64, threads=10_000), "threads is a whole number from 0 to 1024, not 10000"),
        (lambda s: s.sampled(known_until=math.inf), "known_until is a year, not inf"),
        (lambda s: s.sensitivity("share@2030", samples=-1), "samples is a whole number from 16 to 1048576, not -1"),
        (lambda s: s.sensitivity("share@2030", methods="nope"), "no method is called `nope`"),
        (lambda s: catchup.compare(s, attribution_draws=-1), "attribution_draws is a whole number"),
        (lambda s: catchup.forecast(LINE, horizon=0), "horizon is a whole number from 1 to 1000, not 0"),
        (lambda s: catchup.forecast(LINE, season=0), "season is a whole number from 1 to 1000, not 0"),
        (lambda s: catchup.forecast(LINE, decimal="dot"), "decimal is point or comma, not `dot`"),
        (lambda s: catchup.forecast(LINE, dates="iso"), "dates is day-first or month-first, not `iso`"),
        (lambda s: catchup.forecast(LINE, frequency="nope"), "frequency is years, .* not `nope`"),
        (lambda s: catchup.forecast(LINE, encoding="nope"), "no encoding is called `nope`"),
        (lambda s: catchup.backtest(LINE, origins=10**9), "origins is a whole number from 1 to 1000"),
        (lambda s: catchup.backtest(LINE, origins=0), "origins is a whole number from 1 to 1000, not 0"),
        (lambda s: catchup.backtest(LINE, horizon=0), "horizon is a whole number from 1 to 1000, not 0"),
        (lambda s: catchup.backtest(LINE, 2015), "until is for the backtest of a scenario"),
        (lambda s: catchup.backtest(LINE, split="part", origins=3), "by split or at origins"),
        (lambda s: catchup.backtest(s, 2024, origins=3, season=4), "origins, season: for the backtest of a table"),
        (lambda s: catchup.fit(s, of="share", where={"a": "b"}), "where: for data"),
        (lambda s: catchup.fit(LINE, of="value"), "of is for the history of a scenario"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_its_name(robots, call, words):
    with pytest.raises(ValueError, match=words):
        call(robots)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda s: s.sensitivity("share@2030", methods=[]), "needs a method"),
        (lambda s: s.sensitivity("share@2030", methods=["prim"], miss_below=math.nan), "finite, not NaN"),
        (lambda s: catchup.forecast(LINE, maximum=math.nan), "a maximum is a number above 0, not NaN"),
        (lambda s: catchup.forecast(LINE, levels=[0.5, 1]), "a level is a number between 0 and 1"),
        (lambda s: catchup.forecast(LINE, levels=[]), "needs a level"),
        (lambda s: catchup.backtest(LINE, methods=[]), "needs a method"),
    ],
)
def test_what_makes_no_sense_is_refused_by_the_engine(robots, call, words):
    with pytest.raises(catchup.QuestionError, match=words):
        call(robots)


def test_one_text_is_a_list_of_one(robots, tmp_path):
    from conftest import ROBOTS

    run = robots.run(64, milestones="share>=0.6")
    assert len(run.milestones) == len(robots.run(64).milestones) + 1
    found = robots.sensitivity("share@2030", methods="swing,ranking", samples=64)
    assert found.drivers["ranking"][0] is not None and found.drivers["first"][0] is None
    assert {path.suffix for path in run.save(tmp_path / "run", "csv")} <= {".csv", ".json"}
    (tmp_path / "robots.toml").write_text(ROBOTS)
    for one in (tmp_path / "robots.toml", str(tmp_path / "robots.toml"), robots):
        with pytest.raises(catchup.QuestionError, match="at least two scenarios"):
            catchup.compare(one, draws=64)
    assert robots.run(draws=64.0).draws == 64
    with pytest.raises(TypeError, match="not bytes"):
        catchup.load(b"robots.toml")


def test_backtests_are_by_default_those_of_the_program(catchup_program, tmp_path):
    path = tmp_path / "line.csv"
    path.write_text("year,value\n" + "".join(f"{year},{value}\n" for year, value in zip(*LINE.values())))
    catchup_program("backtest", path, "--horizon", "2", "--out", tmp_path / "out")
    found = catchup.backtest(path, horizon=2)
    assert found.scores.to_csv() == (tmp_path / "out" / "scores.csv").read_text()


def test_a_scenario_is_backtested_by_its_file_too(scenarios):
    file = scenarios / "baseline.toml"
    with pytest.raises(ValueError, match="until which year"):
        catchup.backtest(file)
    with pytest.raises(ValueError, match="methods: for the backtest of a table"):
        catchup.backtest(file, 2018, methods="naive")


def test_levels_and_rows_are_chosen():
    data = {"year": YEARS * 2, "place": ["a"] * 30 + ["b"] * 30, "value": LINE["value"] + [1.0] * 30}
    whole = catchup.forecast(LINE, horizon=2, method="drift", levels=(0.9, 0.5, 0.5))
    assert whole.quantiles.columns == ["series", "time", "p50", "p90"]
    part = catchup.forecast(data, horizon=2, method="drift", levels=[0.5, 0.9], where={"place": "a"})
    assert [part.quantiles[name] for name in ("p50", "p90")] == [whole.quantiles[name] for name in ("p50", "p90")]


def test_texts_that_can_be_read_in_two_ways_are_read_as_said(tmp_path):
    path = tmp_path / "line.csv"
    path.write_text("year;value\n" + "".join(f"{year};{year - 1989},{year % 10}00\n" for year in YEARS))
    points = catchup.forecast(path, horizon=1, method="naive", decimal="point").quantiles["p50"]
    commas = catchup.forecast(path, horizon=1, method="naive", decimal="comma").quantiles["p50"]
    assert points == [pytest.approx(30_900)] and commas == [pytest.approx(30.9)]
    with pytest.raises(catchup.InputError) as said:
        catchup.forecast(path, horizon=1)
    assert "decimal=" in str(said.value) and "--decimal" not in str(said.value)


def test_frames_with_years_in_an_index_and_frames_that_are_not_there_yet():
    pandas, polars, duckdb = (pytest.importorskip(name) for name in ("pandas", "polars", "duckdb"))
    expected = catchup.forecast({"time": YEARS, "value": LINE["value"]}, horizon=2, method="drift").quantiles.to_csv()
    plain = pandas.DataFrame({"value": LINE["value"]}, index=YEARS)
    lazy = polars.DataFrame({"time": YEARS, "value": LINE["value"]}).lazy()
    own = polars.DataFrame({"time": YEARS, "value": LINE["value"]})
    for frame in (plain, lazy, duckdb.sql("from own")):
        assert catchup.forecast(frame, horizon=2, method="drift").quantiles.to_csv() == expected
    months = pandas.DataFrame({"value": LINE["value"]}, index=pandas.date_range("2020-01-01", periods=30, freq="MS"))
    assert catchup.forecast(months, horizon=1, method="drift").quantiles["time"] == ["2022-07"]
    # Rows that were left by a filter have numbers, not times.
    rows = pandas.DataFrame({"year": YEARS, "value": LINE["value"]}, index=[7 * place for place in range(30)])
    assert catchup.forecast(rows, horizon=2, method="drift").quantiles.to_csv() == expected


def test_scenarios_travel_by_their_texts(robots):
    pushed = robots.set(push=0.05).sampled(128, seed=5).named("pushed")
    again = pickle.loads(pickle.dumps(pushed))
    assert (again.name, again.settings, again.draws, again.hash) == ("pushed", pushed.settings, 128, pushed.hash)
    assert again.run().projections.to_csv() == pushed.run().projections.to_csv()
    assert copy.deepcopy(pushed).set(push=0.01).settings == [*pushed.settings, "push=0.01"]
    assert copy.copy(robots).run(64).projections.to_csv() == robots.run(64).projections.to_csv()


def test_titles_are_texts_in_pages():
    from conftest import ROBOTS

    run = catchup.loads(ROBOTS.replace("Robots made at home", "<script>alert(1)</script>")).run(64)
    assert "<script>" not in run._repr_html_() and "&lt;script&gt;" in run._repr_html_()


def test_names_of_series_that_are_not_there_are_named():
    found = catchup.forecast(LINE, horizon=1, method="drift")
    with pytest.raises(ValueError, match="no series is called `b`; there are value"):
        found.picture("b")
    with pytest.raises(ValueError, match="number is a whole number from 0 to 100000, not -1"):
        found.paths(-1)


def _child(scenario: catchup.Scenario, answers: "multiprocessing.queues.Queue[str]") -> None:
    answers.put(scenario.run(2000).projections.to_csv() or "")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_process_runs_after_its_parent_has_run(robots):
    expected = robots.run(2000).projections.to_csv()
    context = multiprocessing.get_context("fork")
    answers = context.Queue()
    child = context.Process(target=_child, args=(robots, answers))
    child.start()
    try:
        assert answers.get(timeout=60) == expected
    finally:
        child.kill()
        child.join()
