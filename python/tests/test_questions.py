"""Comparisons and questions of a scenario."""

from __future__ import annotations

import math

import pytest

import catchup


def test_paired_differences_of_a_closed_form(robots):
    both = catchup.compare({"as it is": robots, "pushed": robots.set(push=0.05)}, draws=2048, reference="as it is")
    assert (both.names, both.reference) == (["as it is", "pushed"], "as it is")
    rows = [row for row in both.differences.rows() if row["variable"] == "share" and row["year"] == 2025]
    [row] = rows
    # Greater where the rate is less: at the 95 % quantile of the rate, the 5 % quantile of the gap.
    gap = [1 / (1 + math.exp(-5 * (rate + 0.05))) - 1 / (1 + math.exp(-5 * rate)) for rate in (0.29, 0.2, 0.11)]
    assert [row["p05"], row["p50"], row["p95"]] == pytest.approx(gap, abs=2e-4)
    assert both.pictures()[0].svg.startswith("<svg")
    assert "<html" in both.html()
    assert both.brief()
    with pytest.raises(KeyError, match="paths"):
        both["path"]


def test_files_are_compared_with_attribution(tmp_path):
    from conftest import ROBOTS

    (tmp_path / "robots.toml").write_text(ROBOTS)
    (tmp_path / "pushed.toml").write_text('extends = "robots.toml"\nscenario = { title = "Pushed" }\n[levers.push]\nvalue = 0.05\n')
    both = catchup.compare([tmp_path / "robots.toml", tmp_path / "pushed.toml"], draws=64)
    assert both.names == ["robots", "pushed"]


def test_two_of_one_name_are_refused(robots):
    with pytest.raises(catchup.QuestionError):
        catchup.compare([robots, robots.set(push=0.05)])


def test_sensitivity(robots):
    found = robots.sensitivity("share@2030", samples=256)
    [driver] = found.drivers.rows()
    assert driver["assumption"] == "rate"
    assert driver["first"] == pytest.approx(1, abs=0.02)
    ends = [1 / (1 + math.exp(-10 * rate)) for rate in (0.11, 0.29)]
    assert [driver["at_p05"], driver["at_p95"]] == pytest.approx(ends, rel=1e-9)
    assert found.pictures()


def test_discovery(robots):
    found = robots.sensitivity("share@2030", methods=["prim"], samples=1024, miss_below=0.8)
    # A share of .8 after ten years needs a rate of log(4) / 10.
    assert found.discovery["misses"] == pytest.approx((math.log(4) / 10 - 0.1) / 0.2, abs=0.01)
    assert found.region["assumption"] == ["rate"]
    with pytest.raises(ValueError, match="miss_below or miss_above"):
        robots.sensitivity("share@2030", miss_below=1, miss_above=2)


def test_solve(robots):
    found = robots.solve("push", "share@2030=0.9", probability=0.5)
    # Half of the worlds have at least the median rate, .2; a share of .9 needs log(9) / 10.
    assert found.strength == pytest.approx(math.log(9) / 10 - 0.2, abs=1e-3)
    assert found.solution["probability"] >= 0.5
    assert found.picture().svg.startswith("<svg")
    assert robots.solve("push", "share@2030=0.999", probability=0.99).strength is None


def test_ask(robots):
    answer = robots.ask("share@2030 given share@2025 >= 0.731058578630005")
    # exp(-5 rate) is at most exp(-1) in half of the worlds.
    assert answer["chance"] == pytest.approx(0.5, abs=0.01)
    assert answer["given"]["p50"] == pytest.approx(1 / (1 + math.exp(-2.5)), abs=2e-3)
    assert answer["shared"]["assumption"] == ["rate"]
    with pytest.raises(catchup.InputError, match="given"):
        robots.ask("share@2030 given share")


def test_backtest(scenarios):
    scenario = catchup.load(scenarios / "baseline.toml").sampled(draws=64)
    found = scenario.backtest(2018)
    assert len(found.held) > 0 and 0 <= found.coverage <= 1
    assert all(row["year"] > 2018 for row in found.held.rows())


def test_fit_and_its_scenario(tmp_path):
    years = list(range(2000, 2020))
    data = {"year": years, "value": [0.02 / (0.02 + 0.98 * math.exp(-0.4 * (year - 2000))) for year in years]}
    data["value"] = [value + (-1) ** year * 0.002 for year, value in zip(years, data["value"])]
    found = catchup.fit(data, law="fisher-pry", unit="1", name="robots")
    rate = {row["parameter"]: row["value"] for row in found.parameters.rows()}
    assert any(value == pytest.approx(0.4, abs=0.02) for value in rate.values()), rate
    path = found.write_scenario(tmp_path / "fit.toml", until=2030)
    run = catchup.load(path).run(draws=128)
    assert 0.9 < run.number("robots@2030")["p50"] <= 1.01
    assert found.picture().svg.startswith("<svg")
    with pytest.raises(catchup.QuestionError, match="exists already"):
        found.write_scenario(path)


def test_all_laws_are_tried_and_the_skipped_named():
    found = catchup.fit({"year": list(range(2000, 2015)), "value": [1.1**i * (1 + 0.01 * (i % 2)) for i in range(15)]})
    assert len(found.laws) > 3 and sum(row["weight"] for row in found.criteria) == pytest.approx(1)
    with pytest.raises(ValueError, match="exponential"):
        catchup.fit({"year": [1, 2], "value": [1, 2]}, law="exponentail")


def test_frames_of_all_kinds_are_forecast():
    pandas, polars, pyarrow = (pytest.importorskip(name) for name in ("pandas", "polars", "pyarrow"))
    data = {"year": list(range(2000, 2020)), "a": [float(i * i % 17 + i) for i in range(20)]}
    expected = catchup.forecast(data, horizon=3).quantiles.to_csv()
    for frame in (pandas.DataFrame(data), polars.DataFrame(data), pyarrow.table(data), pandas.DataFrame(data).set_index("year")):
        assert catchup.forecast(frame, horizon=3).quantiles.to_csv() == expected
    with pytest.raises(TypeError, match="no frame"):
        catchup.forecast(3)
    with pytest.raises(catchup.InputError):
        catchup.forecast({"year": [2000, 2001], "a": ["x", "y"]})
    found = catchup.forecast(data, horizon=3)
    assert found.picture("a").svg.startswith("<svg") and sum(found.weights.values()) == pytest.approx(1)
