"""The same bytes as the command line."""

from __future__ import annotations

import catchup
import pytest
from conftest import ROBOTS, ROOT

DRAWS = 1000


def test_run(catchup_program, tmp_path):
    file = "scenarios/baseline.toml"
    catchup_program("run", file, "--draws", DRAWS, "--format", "csv,iamc,svg", "--out", tmp_path)
    run = catchup.load(ROOT / file).run(draws=DRAWS)
    folder = tmp_path / "baseline"
    for table in ("projections", "milestones", "targets"):
        assert getattr(run, table).to_csv() == (folder / f"{table}.csv").read_text(encoding="utf-8"), table
    assert run._run.iamc_wide.to_csv() == (folder / "iamc.csv").read_text(encoding="utf-8")
    for picture in run.pictures():
        assert picture.svg == (folder / "charts" / f"{picture.name}.svg").read_text(encoding="utf-8"), picture.name


def test_run_with_a_lever(catchup_program, tmp_path):
    (tmp_path / "robots.toml").write_text(ROBOTS)
    catchup_program("run", tmp_path / "robots.toml", "--set", "push=0.05", "--format", "csv", "--out", tmp_path / "out")
    run = catchup.load(tmp_path / "robots.toml").set(push=0.05).run()
    assert run.projections.to_csv() == (tmp_path / "out/robots/projections.csv").read_text(encoding="utf-8")


def test_compare(catchup_program, tmp_path):
    files = ["scenarios/baseline.toml", "scenarios/open-trade.toml"]
    common = ["--draws", 256, "--no-attribution", "--format", "csv"]
    catchup_program("compare", *files, *common, "--out", tmp_path)
    found = catchup.compare([ROOT / file for file in files], draws=256, attribute=False)
    written = {path.stem: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.csv")}
    assert {"paths", "differences"} <= set(written)
    for name in found.tables:
        if len(found[name]):
            assert found[name].to_csv() == written.pop(name), name
    assert written == {}


def test_forecast(catchup_program, tmp_path):
    data = tmp_path / "series.csv"
    rows = [f"{2000 + year},{10 + year + year * year % 7},{50 - year * 0.7}" for year in range(25)]
    data.write_text("\n".join(["year,alpha,beta", *rows]) + "\n")
    catchup_program("forecast", data, "--horizon", 5, "--paths", 4, "--out", tmp_path / "out")
    found = catchup.forecast(data, horizon=5)
    assert found.quantiles.to_csv() == (tmp_path / "out/forecast.csv").read_text(encoding="utf-8")
    assert found.paths(4).to_csv() == (tmp_path / "out/paths.csv").read_text(encoding="utf-8")


@pytest.mark.parametrize("adds_up", ["region,sector", ["region", "sector"], ["region"]])
def test_forecast_that_adds_up(catchup_program, tmp_path, adds_up):
    data = tmp_path / "jobs.csv"
    parts = [(region, sector) for region in ("north", "south") for sector in ("steel", "ships")]
    rows = [
        f"{region},{sector},{2000 + year},{10 * (place + 1) + year + (year + place) ** 2 % 7}"
        for place, (region, sector) in enumerate(parts)
        for year in range(20)
    ]
    data.write_text("\n".join(["region,sector,year,value", *rows]) + "\n")
    columns = adds_up if isinstance(adds_up, str) else ",".join(adds_up)
    how = ("--adds-up", columns, "--horizon", 4)
    catchup_program("forecast", data, *how, "--paths", 3, "--out", tmp_path / "out")
    found = catchup.forecast(data, adds_up=adds_up, horizon=4)
    assert found.quantiles.to_csv() == (tmp_path / "out/forecast.csv").read_text(encoding="utf-8")
    assert found.paths(3).to_csv() == (tmp_path / "out/paths.csv").read_text(encoding="utf-8")
    catchup_program("backtest", data, *how, "--origins", 2, "--out", tmp_path / "scored")
    methods = ["combination", "naive", "drift"]  # Those of the command.
    scores = catchup.backtest(data, methods=methods, adds_up=adds_up, horizon=4, origins=2)
    assert scores.scores.to_csv() == (tmp_path / "scored/scores.csv").read_text(encoding="utf-8")


def test_forecast_of_columns_that_add_up(catchup_program, tmp_path):
    data = tmp_path / "parts.csv"
    rows = [f"{2000 + year},{10 + year + year * year % 7},{50 - year * 0.7}" for year in range(25)]
    data.write_text("\n".join(["year,alpha,beta", *rows]) + "\n")
    catchup_program("forecast", data, "--adds-up", "series", "--horizon", 3, "--out", tmp_path / "out")
    found = catchup.forecast(data, adds_up="series", horizon=3)
    assert found.quantiles.to_csv() == (tmp_path / "out/forecast.csv").read_text(encoding="utf-8")
    points = [found.quantiles["point"][3 * place : 3 * place + 3] for place in range(3)]
    assert [sum(parts) for parts in zip(*points[1:], strict=True)] == pytest.approx(points[0], abs=1e-9)


def test_sums_have_no_maximum_and_name_their_columns(tmp_path):
    data = {"year": list(range(2000, 2012)), "alpha": list(range(12)), "beta": list(range(5, 17))}
    with pytest.raises(ValueError, match="not for sums"):
        catchup.forecast(data, adds_up="series", maximum=100)
    with pytest.raises(catchup.InputError, match="region"):
        catchup.forecast(data, adds_up="region")


def test_fit(catchup_program, tmp_path):
    data = tmp_path / "sales.csv"
    rows = [f"{2000 + year},{100 / (1 + 9 * 0.7**year) + year % 3 * 0.2}" for year in range(20)]
    data.write_text("\n".join(["year,value", *rows]) + "\n")
    catchup_program("fit", "--data", data, "--law", "logistic", "--out", tmp_path / "out")
    found = catchup.fit(data, law="logistic")
    assert found.parameters.to_csv() == (tmp_path / "out/fit.csv").read_text(encoding="utf-8")
    assert found.fitted().to_csv() == (tmp_path / "out/fitted.csv").read_text(encoding="utf-8")
