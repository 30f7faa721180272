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


WRONG_VALUES = [
    (lambda s: s.run(draws=-1), "draws is a whole number from 1 on, not -1"),
    (lambda s: s.run(draws=10**20), "draws is a whole number"),
    (lambda s: s.run(draws=1.5), "draws is a whole number from 1 on, not 1.5"),
    (lambda s: s.run(draws=math.nan), "draws is a whole number from 1 on, not nan"),
    (lambda s: s.run(draws=math.inf), "draws is a whole number from 1 on, not inf"),
    (lambda s: s.run(64, seed=-3), "seed is a whole number from 0 to 18446744073709551615, not -3"),
    (lambda s: s.run(64, threads=10_000), "threads is a whole number from 0 to 1024, not 10000"),
    (lambda s: s.run(64, sampler="Sobol"), "sampler is one of sobol, .*, not the text 'Sobol': write sampler='sobol'"),
    (lambda s: s.sampled(known_until=math.inf), "known_until is a year such as 2020, or a date, not inf"),
    (lambda s: s.set(push=math.nan), "push is set to a finite number, in its declared unit, not nan"),
    (lambda s: s.set({"push": math.inf}), "push is set to a finite number, in its declared unit, not inf"),
    (lambda s: s.reset("pusch"), "'pusch' was not set: what can be .* is draws, seed"),
    (lambda s: s.backtest(math.nan), "until is a year such as 2020, or a date, not nan"),
    (lambda s: s.solve("push", "share@2030=0.9", probability=1.5), "probability is a number above 0 and at most 1, not 1.5"),
    (lambda s: s.solve("push", "share@2030=0.9", probability=0), "probability is a number above 0 and at most 1, not 0"),
    (lambda s: s.solve("push", "share@2030=0.9", between=(0.1, 0.0)), r"between is two numbers .* not \(0.1, 0.0\).*: write between=\(0, 0.1\)"),
    (lambda s: s.solve("push", "share@2030=0.9", between=(0.1,)), "between is two numbers"),
    (lambda s: s.solve("push", "share@2030=0.9", between=(0.0, math.nan)), "each end of between is a number, not nan"),
    (lambda s: s.sensitivity("share@2030", samples=-1), "samples is a whole number from 16 to 1048576, not -1"),
    (lambda s: s.sensitivity("share@2030", methods="nope"), "no method is called `nope`"),
    (lambda s: catchup.compare(s, attribution_draws=-1), "attribution_draws is a whole number"),
    (lambda s: catchup.forecast(LINE, horizon=0), "horizon is a whole number from 1 to 1000, not 0"),
    (lambda s: catchup.forecast(LINE, season=0), "season is a whole number from 1 to 1000, not 0"),
    (lambda s: catchup.forecast(LINE, decimal="dot"), "decimal is point or comma, not `dot`"),
    (lambda s: catchup.forecast(LINE, dates="iso"), "dates is day-first or month-first, not `iso`"),
    (lambda s: catchup.forecast(LINE, frequency="nope"), "frequency is years, .* not `nope`"),
    (lambda s: catchup.forecast(LINE, encoding="nope"), "no encoding is called `nope`"),
    (lambda s: catchup.forecast(LINE, method="nope"), "no method is called `nope`"),
    (lambda s: catchup.forecast({"year": [2000, 2001], "value": [1.0]}), "columns of data are of one length, and year has 2, value has 1"),
    (lambda s: catchup.backtest(LINE, origins=10**9), "origins is a whole number from 1 to 1000"),
    (lambda s: catchup.backtest(LINE, origins=0), "origins is a whole number from 1 to 1000, not 0"),
    (lambda s: catchup.backtest(LINE, horizon=0), "horizon is a whole number from 1 to 1000, not 0"),
    (lambda s: catchup.backtest(LINE, 2015), "until is for the backtest of a scenario"),
    (lambda s: catchup.backtest(LINE, split="part", origins=3), "by split or at origins"),
    (lambda s: catchup.backtest(s, 2024, origins=3, season=4), "origins, season: for the backtest of a table"),
    (lambda s: catchup.fit(s, of="share", where={"a": "b"}), "where: for data"),
    (lambda s: catchup.fit(LINE, of="value"), "of is for the history of a scenario"),
    (lambda s: catchup.fit(LINE, factor=math.nan), "factor is a number, not nan"),
    (lambda s: catchup.fit(LINE, start=math.inf), "start is a year such as 2020, a date, .* not inf"),
    (lambda s: catchup.fit(LINE, start="soon"), "`soon` is not a time: write a year"),
    (lambda s: catchup.fit(LINE, fix={"limit": math.nan}), r"fix\['limit'\] is a number, not nan"),
    (lambda s: catchup.set_threads(-1), "threads is a whole number from 0 to 1024, not -1"),
]


@pytest.mark.parametrize("call, words", WRONG_VALUES)
def test_what_cannot_be_asked_is_refused_by_its_name(robots, call, words):
    with pytest.raises(ValueError, match=words):
        call(robots)


WRONG_KINDS = [
    (lambda s: s.run(draws="64"), "draws is a whole number from 1 on, not the text '64': write draws=64"),
    (lambda s: s.run(draws=True), "draws is a whole number from 1 on, not True"),
    (lambda s: s.run(draws=[64]), r"draws is a whole number from 1 on, not \[64\], .*: write draws=64"),
    (lambda s: s.run(64, seed=None, threads="2"), "threads is a whole number from 0 to 1024, not the text '2': write threads=2"),
    (lambda s: s.run(64, keep_draws="yes"), "keep_draws is True or False, not the text 'yes'"),
    (lambda s: s.run(64, keep_draws=None), "keep_draws is True or False, not None"),
    (lambda s: s.run(64, progress=3), "progress is True, False, or a function of three arguments, not 3"),
    (lambda s: s.run(64, memory=4e9), "memory is a text such as '4 GiB', not 4000000000.0"),
    (lambda s: s.run(64, milestones=3), "milestones is a text such as"),
    (lambda s: s.run(64, milestones=[3]), "milestones is a text such as"),
    (lambda s: s.run(64, sampler=1), "sampler is one of sobol"),
    (lambda s: s.sampled(known_until="2020"), "known_until is a year such as 2020, or a date, not the text '2020': write known_until=2020"),
    (lambda s: s.sampled(known_until="2020-06-30"), r"write known_until=datetime.date\(2020, 6, 30\)"),
    (lambda s: s.sampled(known_until=True), "known_until is a year such as 2020, or a date, not True"),
    (lambda s: s.set(push="0.05"), "push is set to a finite number, in its declared unit, not the text '0.05': write push=0.05"),
    (lambda s: s.set(push=True), "push is set to a finite number, in its declared unit, not True"),
    (lambda s: s.set(push=None), "push is set to a finite number, in its declared unit, not None"),
    (lambda s: s.set({1: 0.05}), "a name in settings is a text, not 1"),
    (lambda s: s.set("push=0.05"), "settings is a mapping such as"),
    (lambda s: s.set([("push", 0.05)]), "settings is a mapping such as"),
    (lambda s: s.named(3), "name is a text, not 3"),
    (lambda s: s.reset(3), "a name is a text, not 3"),
    (lambda s: s.sensitivity(2030), "of is a number of the scenario such as"),
    (lambda s: s.sensitivity("share@2030", methods=3), "methods is a text such as 'a,b', or a list of texts, not 3"),
    (lambda s: s.sensitivity("share@2030", miss_below="0.5"), "miss_below is a number, not the text '0.5': write miss_below=0.5"),
    (lambda s: s.solve("push", "share@2030=0.9", probability="0.5"), "probability is .*, not the text '0.5': write probability=0.5"),
    (lambda s: s.solve("push", "share@2030=0.9", probability=True), "probability is a number above 0 and at most 1, not True"),
    (lambda s: s.solve("push", "share@2030=0.9", between=0.1), "between is two numbers such as"),
    (lambda s: s.solve(None, "share@2030=0.9"), "lever is a lever such as .* not None"),
    (lambda s: s.solve("push", 0.9), "reach is a goal such as .* not 0.9"),
    (lambda s: s.ask(["share@2030 given share@2025 >= 1"]), "question is a text .*: write question="),
    (lambda s: s.backtest("2015"), "until is a year such as 2020, or a date, not the text '2015': write until=2015"),
    (lambda s: s.backtest(None), "until is a year such as 2020, or a date, not None"),
    (lambda s: s.elements(3), "variable is the name of a variable, not 3"),
    (lambda s: catchup.load(3), "path is a file, or a text that is a whole scenario: .* not 3"),
    (lambda s: catchup.load(s), "path is a file or a text, .*: write the scenario itself"),
    (lambda s: catchup.load(b"robots.toml"), "path is a file.*, not b'robots.toml'"),
    (lambda s: catchup.load("a.toml", texts=["a.toml"]), "texts is a mapping such as"),
    (lambda s: catchup.load("a.toml", texts={"a.toml": 3}), r"texts\['a.toml'\] is a text, not 3"),
    (lambda s: catchup.loads(3), "text is a text, not 3"),
    (lambda s: catchup.loads("", 3), "name is a text, not 3"),
    (lambda s: catchup.check(3), "a scenario is an open scenario or a file, not 3"),
    (lambda s: catchup.compare(3), "scenarios is a list of scenarios or files, or a mapping of names to them, not 3"),
    (lambda s: catchup.compare([s, 3]), "a scenario is an open scenario or a file, not 3"),
    (lambda s: catchup.compare([s, s.set(push=0.1).named("b")], reference=s), "reference is the name of a scenario, not <scenario"),
    (lambda s: catchup.compare([s, s.named("b")], attribute="no"), "attribute is True or False, not the text 'no'"),
    (lambda s: catchup.compare([s, s.named("b")], groups=["a"]), "groups is a mapping such as"),
    (lambda s: catchup.compare([s, s.named("b")], groups={"a": 3}), r"groups\['a'\] is a text"),
    (lambda s: catchup.compare([s, s.named("b")], worlds=3), "worlds is a list of scenarios"),
    (lambda s: catchup.forecast(3), "data: int is no file and no frame"),
    (lambda s: catchup.forecast(b"line.csv"), "data: bytes is no file and no frame"),
    (lambda s: catchup.forecast({"year": 3}), "column 'year' of data is a list of values, not 3"),
    (lambda s: catchup.forecast(LINE, horizon="3"), "horizon is a whole number from 1 to 1000, not the text '3': write horizon=3"),
    (lambda s: catchup.forecast(LINE, horizon=True), "horizon is a whole number from 1 to 1000, not True"),
    (lambda s: catchup.forecast(LINE, method=["drift"]), "method is the name of a method.*: write method='drift'"),
    (lambda s: catchup.forecast(LINE, levels="0.5"), "levels is a list of numbers such as"),
    (lambda s: catchup.forecast(LINE, levels=["0.5"]), "each of levels is a number such as 0.9, not the text '0.5'"),
    (lambda s: catchup.forecast(LINE, maximum="100"), "maximum is a number above 0, not the text '100': write maximum=100"),
    (lambda s: catchup.forecast(LINE, where=["year"]), "where is a mapping such as"),
    (lambda s: catchup.forecast(LINE, where={"year": None}), r"where\['year'\] is the text that a column has"),
    (lambda s: catchup.forecast(LINE, series=0), "series is the name of a column, not 0"),
    (lambda s: catchup.forecast(LINE, adds_up=3), "adds_up is a text such as"),
    (lambda s: catchup.forecast(LINE, decimal=","), "decimal is point or comma"),
    (lambda s: catchup.forecast(LINE, sheet=1), "sheet is a text, not 1"),
    (lambda s: catchup.backtest(LINE, methods=3), "methods is a text such as"),
    (lambda s: catchup.fit(LINE, factor="0.01"), "factor is a number, not the text '0.01': write factor=0.01"),
    (lambda s: catchup.fit(LINE, law=3), "law is a text, not 3"),
    (lambda s: catchup.fit(LINE, start=[2000]), "start is a year such as 2020, a date, or a text"),
    (lambda s: catchup.fit(LINE, fix=["limit"]), "fix is a mapping such as"),
    (lambda s: catchup.fit(LINE, fix={"limit": "1"}), r"fix\['limit'\] is a number, not the text '1'"),
    (lambda s: catchup.set_threads("2"), "threads is a whole number"),
    (lambda s: catchup.Progress(patience="1"), "patience is a number of seconds, not the text '1'"),
]


@pytest.mark.parametrize("call, words", WRONG_KINDS)
def test_what_is_another_kind_of_thing_is_refused_by_its_name(robots, call, words):
    with pytest.raises((TypeError, ValueError), match=words) as said:
        call(robots)
    assert isinstance(said.value, TypeError) or "point or comma" in words


def test_questions_of_results_are_refused_by_name(robots, tmp_path):
    run = robots.run(64)
    forecast, fit = catchup.forecast(LINE, horizon=1, method="drift"), catchup.fit(LINE, law="linear")
    both = catchup.compare([robots, robots.named("b")], draws=64)
    for call, words in [
        (lambda: run.number(2030), "of is a number of the run such as"),
        (lambda: run.fan(None), "of is a series such as"),
        (lambda: run.save(3), "folder is a folder: a text or a pathlib.Path, not 3"),
        (lambda: run.save(tmp_path, 3), "formats is a text such as"),
        (lambda: run.projections[0], "column is the name of a column, of variable, label"),
        (lambda: run.projections.to_csv(1), "path is a path: a text or a pathlib.Path, not 1"),
        (lambda: both[0], "table is the name of a table, of paths"),
        (lambda: forecast.paths("3"), "number is a whole number from 0 to 100000, not the text '3': write number=3"),
        (lambda: forecast.picture(0.5), "series is a whole number"),
        (lambda: forecast.picture(unit=3), "unit is a text, not 3"),
        (lambda: fit.fitted([2030]), "until is a year such as 2020, a date, or a text"),
        (lambda: fit.picture(True), "until is a year such as 2020, a date, or a text"),
        (lambda: fit.scenario_text(3), "path is a path"),
        (lambda: fit.write_scenario(tmp_path / "a.toml", replace="yes"), "replace is True or False, not the text 'yes'"),
    ]:
        with pytest.raises((TypeError, ValueError), match=words):
            call()


def test_numbers_are_taken_as_libraries_have_them(robots):
    numpy = pytest.importorskip("numpy")
    from decimal import Decimal
    from fractions import Fraction

    expected = robots.set(push=0.05).run(64, seed=3).projections.to_csv()
    for push in (numpy.float64(0.05), Decimal("0.05"), Fraction(1, 20), numpy.array(0.05)):
        assert robots.set(push=push).run(numpy.int64(64), seed=numpy.uint8(3)).projections.to_csv() == expected
    assert robots.run(numpy.float64(64)).draws == robots.run(numpy.array(64)).draws == robots.run(Decimal(64)).draws == 64
    assert robots.set({"push": numpy.int32(0)}).settings == ["push=0.0"]
    whole = catchup.forecast(LINE, horizon=numpy.int64(2), method="drift", levels=numpy.array([0.5, 0.9]), threads=numpy.int8(1))
    assert whole.quantiles.columns == ["series", "time", "p50", "p90"]
    assert catchup.forecast(LINE, horizon=2, method="drift", levels=0.5).quantiles.columns == ["series", "time", "p50"]
    assert robots.run(64, keep_draws=numpy.True_).to_numpy().shape[2] == 64
    found = robots.solve("push", "share@2030=0.9", probability=numpy.float32(0.5), between=numpy.array([0.0, 0.1]))
    assert found.strength == robots.solve("push", "share@2030=0.9", between=(0, 0.1)).strength
    for wrong in (numpy.array([0.05, 0.1]), numpy.bool_(True), numpy.str_("0.05"), numpy.datetime64("2020-01-01"), 1 + 2j):
        with pytest.raises(TypeError, match="push is set to"):
            robots.set(push=wrong)
    for wrong in (numpy.float64("nan"), numpy.float64("inf"), 10**400):
        with pytest.raises(ValueError, match="push is set to"):
            robots.set(push=wrong)


def test_times_are_taken_as_dates_and_as_libraries_have_them(scenarios):
    import datetime

    pandas, numpy = pytest.importorskip("pandas"), pytest.importorskip("numpy")
    scenario = catchup.load(scenarios / "baseline.toml").sampled(64)
    expected = scenario.backtest(2018).held.to_csv()
    first = datetime.date(2018, 1, 1)
    taken = (2018.0, numpy.int64(2018), first, pandas.Timestamp("2018-01-01"), numpy.datetime64("2018-01-01"), pandas.Period("2018", "Y"),
             datetime.datetime(2018, 1, 1, 12))  # fmt: skip
    for until in taken:
        assert scenario.backtest(until).held.to_csv() == expected, until
    # 2020 had 366 days, of which 90 had gone by when the last of March began; tables by month and quarter have July in the middle.
    for until, expected in (
        (datetime.date(2020, 3, 31), 2020 + 90 / 366), (datetime.date(2020, 7, 1), 2020.5), (pandas.Period("2020Q3"), 2020.5),
        (numpy.datetime64("2020-04"), 2020.25), (pandas.Timestamp("2020-12-31 23:00"), 2020 + 365 / 366),
    ):  # fmt: skip
        assert scenario.sampled(known_until=until)._options["known_until"] == pytest.approx(expected, abs=1e-12), until
    for wrong in (pandas.NaT, numpy.datetime64("NaT"), pandas.NA):
        with pytest.raises((TypeError, ValueError), match="until is a year"):
            scenario.backtest(wrong)
    whole = catchup.fit(LINE, law="linear", start=2000, until=2010).parameters.to_csv()
    for start, until in (
        ("2000", "2010"), (2000.0, numpy.float64(2010)), (datetime.date(2000, 1, 1), pandas.Timestamp("2010-01-01")),
        (pandas.Period("2000", "Y"), pandas.Period("2010", "Y")),
    ):  # fmt: skip
        assert catchup.fit(LINE, law="linear", start=start, until=until).parameters.to_csv() == whole


def test_paths_are_taken_in_all_their_forms(robots, tmp_path):
    from conftest import ROBOTS

    class Own:
        def __fspath__(self) -> str:
            return str(tmp_path / "robots.toml")

    (tmp_path / "robots.toml").write_text(ROBOTS)
    for path in (tmp_path / "robots.toml", str(tmp_path / "robots.toml"), Own()):
        assert catchup.load(path).name == "robots"
    run = robots.run(64)
    run.projections.to_csv(tmp_path / "own.csv")
    assert (tmp_path / "own.csv").read_text() == run.projections.to_csv()
    series = pytest.importorskip("pandas").Series(LINE["value"], index=YEARS, name="value")
    assert catchup.forecast(series, horizon=1).quantiles.to_csv() == catchup.forecast({"time": YEARS, "value": LINE["value"]}, horizon=1).quantiles.to_csv()


def test_what_was_chosen_is_taken_back(robots):
    chosen = robots.set(push=0.05, rate=0.2).sampled(64, seed=5, sampler="random", milestones="share>=0.6", known_until=2024)
    assert chosen.reset("push").settings == ["rate=0.2"]
    assert chosen.reset("push", "rate").settings == chosen.reset().settings == []
    assert (chosen.draws, chosen.reset("draws").draws) == (64, 512)
    again = chosen.reset().reset("draws", "seed", "sampler", "milestones", "known_until")
    assert again.hash == robots.hash
    assert again.run().projections.to_csv() == robots.run().projections.to_csv()
    assert len(chosen.reset("milestones").run().milestones) == len(chosen.run().milestones) - 1
    # A lever that was set more than once is as the file has it at one go.
    assert robots.set(push=0.01).set(push=0.02).reset("push").settings == []


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
