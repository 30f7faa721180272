"""The same bytes as the command line."""

from __future__ import annotations

import catchup
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


def test_fit(catchup_program, tmp_path):
    data = tmp_path / "sales.csv"
    rows = [f"{2000 + year},{100 / (1 + 9 * 0.7**year) + year % 3 * 0.2}" for year in range(20)]
    data.write_text("\n".join(["year,value", *rows]) + "\n")
    catchup_program("fit", "--data", data, "--law", "logistic", "--out", tmp_path / "out")
    found = catchup.fit(data, law="logistic")
    assert found.parameters.to_csv() == (tmp_path / "out/fit.csv").read_text(encoding="utf-8")
    assert found.fitted().to_csv() == (tmp_path / "out/fitted.csv").read_text(encoding="utf-8")
