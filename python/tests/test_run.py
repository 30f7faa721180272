"""Runs: frames, pictures, draws, progress, and ends before the end."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys
import threading
import time

import pytest

import catchup


def test_numbers_of_a_closed_form(robots):
    run = robots.run(draws=4096)
    for year in (2021, 2025, 2030):
        for level, rate in (("p05", 0.11), ("p50", 0.2), ("p95", 0.29)):
            expected = 1 / (1 + math.exp(-rate * (year - 2020)))
            assert run.number(f"share@{year}")[level] == pytest.approx(expected, abs=2e-4)
    assert (run.draws, run.sampler, run.times[0], run.times[-1]) == (4096, "sobol", 2020, 2030)
    with pytest.raises(LookupError, match="share"):
        run.number("shere@2030")


def test_pictures_and_pages(robots):
    run = robots.run(draws=64)
    [first, *_] = run.pictures()
    assert first._repr_svg_().startswith("<svg")
    assert first._repr_png_()[:8] == b"\x89PNG\r\n\x1a\n"
    assert first.alt
    assert "<svg" in run._repr_html_()
    page = run.html()
    assert page.startswith("<!DOCTYPE html>") and "Robots made at home" in page
    assert run.fan("share").svg.startswith("<svg")


def test_threads_and_seeds(robots):
    one = robots.run(draws=2000, threads=1).projections.to_csv()
    assert robots.run(draws=2000, threads=3).projections.to_csv() == one
    assert robots.run(draws=2000, seed=2, sampler="random").projections.to_csv() != one


def test_draws_are_an_array_without_a_copy(robots):
    numpy = pytest.importorskip("numpy")
    run = robots.run(draws=500, keep_draws=True)
    values = run.to_numpy()
    assert values.shape == (3, 11, 500)
    assert not values.flags.owndata and not values.flags.writeable
    assert run.series == ["share", "sales[robots]", "sales[machine_tools]"]
    # Sales are twice and three times the share, draw by draw.
    numpy.testing.assert_allclose(values[1], 2 * values[0], rtol=1e-14)
    assert numpy.quantile(values[0, -1], 0.5) == pytest.approx(run.number("share@2030")["p50"], rel=1e-12)
    kept = values[0, 3].copy()
    del run
    assert (values[0, 3] == kept).all(), "an array keeps its numbers alive"
    with pytest.raises(ValueError, match="keep_draws"):
        robots.run(draws=64).to_numpy()


def test_draws_as_a_dataset(robots):
    pytest.importorskip("xarray")
    dataset = robots.run(draws=100, keep_draws=True).to_xarray()
    assert dataset["sales"].dims == ("sector", "year", "draw")
    assert dataset["sales"].attrs["units"] == "bn CNY"
    share = dataset["share"].sel(year=2030)
    assert (dataset["sales"].sel(sector="machine_tools", year=2030) / share).values == pytest.approx(3)


def test_a_folder_is_written_whole(robots, tmp_path):
    run = robots.run(draws=64)
    files = {path.name for path in run.save(tmp_path / "out", ("csv", "png"))}
    assert {"projections.csv", "run.json"} <= files
    assert (tmp_path / "out" / "projections.csv").read_text(encoding="utf-8") == run.projections.to_csv()
    with pytest.raises(ValueError, match="write_parquet"):
        run.save(tmp_path / "out", ("parquet",))
    (tmp_path / "file").write_text("")
    with pytest.raises(catchup.OutputError):
        run.save(tmp_path / "file")


def test_progress_is_told(robots):
    told = []
    robots.run(draws=300_000, progress=lambda work, done, of: told.append((work, done, of)))
    assert told[-1][1] == told[-1][2] > 0
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_a_callback_that_raises_stops_the_work(robots):
    def stop(_work, _done, _of):
        raise RuntimeError("enough")

    begin = time.monotonic()
    with pytest.raises(RuntimeError, match="enough"):
        robots.run(draws=10**9, memory="64 MiB", progress=stop)
    assert time.monotonic() - begin < 30


def test_other_threads_go_on_meanwhile(robots):
    ticks = []
    done = threading.Event()

    def tick():
        while not done.is_set():
            ticks.append(time.monotonic())
            time.sleep(0.01)

    other = threading.Thread(target=tick)
    other.start()
    begin = time.monotonic()
    robots.run(draws=400_000)
    end = time.monotonic()
    done.set()
    other.join()
    during = [at for at in ticks if begin < at < end]
    assert end - begin < 0.1 or len(during) > 3


@pytest.mark.skipif(os.name == "nt", reason="signals of Unix")
def test_ctrl_c_stops_a_run(tmp_path):
    from conftest import ROBOTS

    (tmp_path / "robots.toml").write_text(ROBOTS)
    code = (
        "import catchup\n"
        "s = catchup.load('robots.toml')\n"
        "print('begun', flush=True)\n"
        "s.run(draws=10**10, memory='64 MiB')\n"
    )
    child = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdout.readline() == "begun\n"
    time.sleep(1)
    child.send_signal(signal.SIGINT)
    _, said = child.communicate(timeout=60)
    assert "KeyboardInterrupt" in said
