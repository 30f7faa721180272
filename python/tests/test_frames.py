"""Every frame, opened by everything that reads Arrow."""

from __future__ import annotations

import io

import pytest

import catchup

pandas = pytest.importorskip("pandas")
polars = pytest.importorskip("polars")
pyarrow = pytest.importorskip("pyarrow")
duckdb = pytest.importorskip("duckdb")

SERIES = {"year": list(range(2000, 2020)), "a": [float(i * i % 17 + i) for i in range(20)], "b": [5.0 + i for i in range(20)]}


def frames() -> dict[str, catchup.Frame]:
    """One of each kind."""
    from conftest import ROBOTS

    robots = catchup.loads(ROBOTS, "robots")
    run = robots.run(draws=256)
    both = catchup.compare({"as it is": robots, "pushed": robots.set(push=0.05)}, draws=256)
    fit = catchup.fit({"year": list(range(2000, 2012)), "value": [2.0**i + (i % 3) for i in range(12)]}, law="exponential")
    forecast = catchup.forecast(SERIES, horizon=3)
    scores = catchup.backtest(SERIES, horizon=2, origins=3)
    sensitivity = robots.sensitivity("share@2030", samples=64)
    return {
        "assumptions": robots.assumptions,
        "levers": robots.levers,
        "shocks": robots.shocks,
        "variables": robots.variables,
        "targets of the file": robots.targets,
        "projections": run.projections,
        "milestones": run.milestones,
        "targets": run.targets,
        "iamc": run.iamc(),
        **{f"comparison {name}": both[name] for name in both.tables},
        "parameters": fit.parameters,
        "fitted": fit.fitted(2015),
        "forecast": forecast.quantiles,
        "paths": forecast.paths(3),
        "scores": scores.scores,
        "levels": scores.levels,
        "drivers": sensitivity.drivers,
        "region": sensitivity.region,
        "frontier": robots.solve("push", "share@2030=0.9").tried,
        "shared": robots.ask("share@2030 given sales[robots]@2025 >= 1.5")["shared"],
    }


ALL = frames()


@pytest.mark.parametrize("name", ALL)
def test_all_readers_agree(name):
    frame = ALL[name]
    expected = frame.to_dict()
    # As texts, in which a number that is none is itself.
    assert repr(frame.to_polars().to_dict(as_series=False)) == repr(expected)
    arrow = frame.to_arrow()
    arrow.validate(full=True)
    assert repr(arrow.to_pydict()) == repr(expected)
    table = frame.to_pandas()
    assert (list(table.columns), len(table)) == (frame.columns, len(frame))
    for column, values in expected.items():
        missing = [value is None or value != value for value in values]
        assert list(table[column].isna()) == missing
    if frame.columns:  # A table without columns is none to DuckDB.
        relation = duckdb.sql("select * from frame")
        assert relation.columns == frame.columns
        rows = [tuple(row.values()) for row in frame.rows()]
        assert repr(relation.fetchall()) == repr(rows)
    assert repr(frame) and "<table>" in frame._repr_html_()


@pytest.mark.parametrize("name", ALL)
def test_the_text_says_the_same(name):
    frame = ALL[name]
    if frame.columns:
        read = polars.read_csv(io.StringIO(frame.to_csv()), infer_schema_length=None)
        assert (read.columns, len(read)) == (frame.columns, len(frame))


def test_types_are_those_of_the_columns():
    schema = ALL["projections"].to_arrow().schema
    types = {name: str(schema.field(name).type) for name in ("variable", "year", "observed", "mean")}
    assert types == {"variable": "large_string", "year": "int64", "observed": "bool", "mean": "double"}


def test_frames_outlive_what_they_came_from():
    import gc

    tables = []
    for _ in range(50):
        frame = catchup.Frame(ALL["projections"]._frame)
        tables.append(frame.to_arrow())
        frame.__arrow_c_stream__()  # A capsule that nobody takes.
        frame.__arrow_c_schema__()
    gc.collect()
    assert all(table.equals(tables[0]) for table in tables)


def test_pyam_opens_the_iamc_table(robots):
    pyam = pytest.importorskip("pyam")
    run = robots.run(draws=128)
    data = pyam.IamDataFrame(run.iamc().to_pandas())
    assert data.scenario == ["robots"]
    assert data.year == list(range(2020, 2031))
    median = data.filter(variable="Home share|50th Percentile", year=2030).data["value"].item()
    assert median == run.number("share@2030")["p50"]
    assert len(data.data) == len(run.iamc())


def test_gaps_are_no_rows():
    gap = """
scenario = { title = "Gap" }
time = { start = 2020, end = 2022, step = 0.2 }
[variables.a]
equation = "time - 2020 yr"
unit = "yr"
"""
    table = catchup.loads(gap, "gap").run().iamc()
    assert table["year"] == [2020, 2021, 2022]
    assert table["value"] == [0.0, 1.0, 2.0]


def test_quarters_are_dates():
    pyam = pytest.importorskip("pyam")
    quarters = """
scenario = { title = "Quarters" }
time = { start = 2020, end = 2020.5, step = 0.25 }
[variables.a]
equation = "time - 2020 yr"
unit = "yr"
"""
    run = catchup.loads(quarters, "quarters").run()
    assert run.iamc()["time"] == ["2020-01-01", "2020-04-01", "2020-07-01"]
    data = pyam.IamDataFrame(run.iamc().to_pandas())
    assert data.time_domain == "datetime"
    assert [f"{time:%Y-%m-%d}" for time in data.data["time"]] == ["2020-01-01", "2020-04-01", "2020-07-01"]
    assert list(data.data["value"]) == [0.0, 0.25, 0.5]


def test_a_column_that_is_not_there_is_said():
    with pytest.raises(KeyError, match="variable"):
        ALL["projections"]["vairable"]
