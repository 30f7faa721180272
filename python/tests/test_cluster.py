"""A real local cluster: three worker processes with memory limits, of which one is killed, one is slow, and one fails."""

from __future__ import annotations

import os
import signal
import threading
import time

import pytest

import catchup
from conftest import ROBOTS

distributed = pytest.importorskip("distributed")

import catchup.distributed  # noqa: E402

DRAWS = 48_000
SHARDS = 24


@pytest.fixture(scope="module")
def cluster():
    with distributed.LocalCluster(
        n_workers=3, threads_per_worker=1, processes=True, memory_limit="600 MiB", dashboard_address=None
    ) as cluster:
        yield cluster


@pytest.fixture
def client(cluster):
    with distributed.Client(cluster) as client:
        client.wait_for_workers(3, timeout=60)
        yield client


@pytest.fixture(scope="module")
def whole() -> str:
    """What one process finds."""
    return catchup.loads(ROBOTS, "robots").run(draws=DRAWS).projections.to_csv()


def slow(seconds: float) -> None:
    """Makes the shards of this worker slow."""
    own = catchup.distributed._carry_out

    def late(*arguments):
        time.sleep(seconds)
        return own(*arguments)

    catchup.distributed._carry_out = late


def fails(times: int) -> None:
    """Makes the next shards of this worker fail."""
    own, left = catchup.distributed._carry_out, [times]

    def failing(*arguments):
        if left[0] > 0:
            left[0] -= 1
            raise OSError("the disk is gone")
        return own(*arguments)

    catchup.distributed._carry_out = failing


def counts() -> None:
    """Counts the shards of this worker."""
    own = catchup.distributed._carry_out
    catchup.distributed._counted = []

    def counted(job, number, step):
        catchup.distributed._counted.append((number, step[0] == 1))
        return own(job, number, step)

    catchup.distributed._carry_out = counted


def mend() -> None:
    """Makes this worker as it was."""
    import importlib

    importlib.reload(catchup.distributed)


def test_one_killed_one_slow_one_that_fails_twice(client, robots, whole):
    [first, second, third] = sorted(client.scheduler_info()["workers"])
    client.run(slow, 0.3, workers=[first])
    client.run(fails, 2, workers=[second])
    pid = client.run(os.getpid, workers=[third])[third]
    killed = threading.Event()
    done = []

    def tell(work, draws, _of):
        done.append((work, draws))
        if not killed.is_set() and draws > DRAWS // 4:
            killed.set()
            os.kill(pid, signal.SIGKILL)

    run = catchup.distributed.run(robots, client, draws=DRAWS, shards=SHARDS, progress=tell)
    assert killed.is_set()
    assert run.projections.to_csv() == whole
    assert run.draws == DRAWS
    assert done[-1][1] == DRAWS
    client.wait_for_workers(3, timeout=60)
    client.run(mend)


def test_workers_killed_at_any_moment_lose_nothing(client, robots, whole):
    """One after the other, at moments spread over both passes; `CATCHUP_KILLS` says how many."""
    for turn in range(1, int(os.environ.get("CATCHUP_KILLS", "3")) + 1):
        client.wait_for_workers(3, timeout=60)
        moment = turn * 0.618033988749895 % 1
        pids = list(client.run(os.getpid).values())
        killed = []

        def tell(work, draws, of, moment=moment, pids=pids, killed=killed, turn=turn):
            done = (0 if work.endswith("1") else 0.5) + draws / of / 2
            if not killed and done >= moment:
                killed.append(pids[turn % len(pids)])
                os.kill(killed[0], signal.SIGKILL)

        # Another seed each time: what the cluster still holds is not asked for again.
        run = catchup.distributed.run(robots, client, draws=DRAWS, shards=SHARDS, seed=turn, progress=tell)
        assert killed, moment
        assert run.projections.to_csv() == robots.run(draws=DRAWS, seed=turn).projections.to_csv(), moment
    client.wait_for_workers(3, timeout=60)


def test_what_the_client_asks_for_is_checked(client, robots):
    for call, words in [
        (lambda: catchup.distributed.run(robots, None), "client is a client of Dask, such as distributed.Client.., not None"),
        (lambda: catchup.distributed.run(3, client), "a scenario is an open scenario or a file, not 3"),
        (lambda: catchup.distributed.run(robots, client, shards=0), "shards is a whole number from 1 to 1000000, not 0"),
        (lambda: catchup.distributed.run(robots, client, shards="4"), "shards is .* not the text '4': write shards=4"),
        (lambda: catchup.distributed.run(robots, client, retries=-1), "retries is a whole number from 0 on, not -1"),
        (lambda: catchup.distributed.run(robots, client, mixed="yes"), "mixed is True or False"),
        (lambda: catchup.distributed.run(robots, client, settings=["push"]), "settings is a mapping"),
        (lambda: catchup.distributed.run(robots, client, settings={"push": "1"}), "push is set to a finite number"),
        (lambda: catchup.distributed.compare(robots, client, {"a": 0.1}), r"settings\['a'\] is a mapping such as"),
        (lambda: catchup.distributed.compare(robots, client, ["a"]), "settings is a mapping such as"),
        (lambda: catchup.distributed.forecast(3, client), "data: int is no file and no frame"),
        (lambda: catchup.distributed.forecast({"year": [1]}, client, chunk=0), "chunk is a whole number from 1 on, not 0"),
    ]:
        with pytest.raises((TypeError, ValueError), match=words):
            call()


def test_nothing_is_done_twice(client, robots, whole):
    client.run(counts)
    run = catchup.distributed.run(robots, client, draws=DRAWS, shards=SHARDS)
    assert run.projections.to_csv() == whole
    shards = [shard for own in client.run(lambda: catchup.distributed._counted).values() for shard in own]
    assert len(shards) == len(set(shards))
    assert {number for number, _ in shards} == set(range(1, SHARDS + 1))
    client.run(mend)


def test_any_number_of_shards(client, robots):
    one = robots.run(draws=20_000).projections.to_csv()
    for shards in (1, 2, 9, 39, 41):
        assert catchup.distributed.run(robots, client, draws=20_000, shards=shards).projections.to_csv() == one, shards


def test_files_go_with_the_tasks(client, tmp_path, monkeypatch):
    (tmp_path / "base.toml").write_text(ROBOTS)
    (tmp_path / "path.toml").write_text('extends = "base.toml"\nscenario = { title = "Path" }\n')
    monkeypatch.chdir(tmp_path)  # Workers are elsewhere: to them these are no files.
    expected = catchup.load("path.toml").set(push=0.05).run(draws=5000).projections.to_csv()
    found = catchup.distributed.run("path.toml", client, draws=5000, settings={"push": 0.05})
    assert found.projections.to_csv() == expected


def test_what_has_failed_is_tried_again(client, robots):
    client.run(fails, 100)
    with pytest.raises(OSError, match="the disk is gone"):
        catchup.distributed.run(robots, client, draws=10_000, shards=4, retries=0)
    client.run(mend)
    held = catchup.distributed.run(robots, client, draws=10_000, shards=4, retries=0)
    assert held.projections.to_csv() == robots.run(draws=10_000).projections.to_csv()


def test_an_error_of_the_scenario_is_raised_as_it_is(client):
    bad = ROBOTS.replace('equation = "fisher_pry(0.5, rate + push, time - 2020 yr)"', 'equation = "ln(rate * 1 yr - 0.2) + push * 0 yr"')
    with pytest.raises(catchup.RunError):
        catchup.distributed.run(catchup.loads(bad, "bad"), client, draws=10_000, shards=4)


def test_other_versions_and_instruction_sets_are_refused(client, robots, monkeypatch):
    def other_cpu(name: str) -> None:
        import catchup._catchup as engine

        engine.own_cpu = engine.cpu
        engine.cpu = lambda: name

    # What was changed is taken back in place: `client.restart()` has timed out here, one worker short, after the tests that kill
    # workers. Why is not known; kills without our work do not bring it about.
    def own_cpu() -> None:
        import catchup._catchup as engine

        engine.cpu = engine.own_cpu

    # Every worker has one of its own: which of them are given work is for the engine to say.
    names = ["pdp-10", "pdp-11", "pdp-12"]
    for name, worker in zip(names, client.scheduler_info()["workers"], strict=True):
        client.run(other_cpu, name, workers=[worker])
    with pytest.raises(catchup.distributed.Refused, match="pdp-10, pdp-11, pdp-12"):
        catchup.distributed.run(robots, client, draws=5000, shards=4)
    run = catchup.distributed.run(robots, client, draws=50_000, shards=12, mixed=True)
    assert run.projections.to_csv() == robots.run(draws=50_000).projections.to_csv()
    assert set(run.cpu.split(", ")) <= set(names)
    client.run(own_cpu)
    monkeypatch.setattr(catchup.distributed, "__version__", "0.0.1")
    with pytest.raises(catchup.distributed.Refused, match="one version everywhere"):
        catchup.distributed.run(robots, client, draws=5000, shards=4)


def test_forecasts_of_many_series(client):
    data = {"year": list(range(2000, 2024))}
    for series in range(40):
        data[f"s{series}"] = [float((year * (series + 3)) % 11 + year * series % 5 + 20) for year in range(24)]
    found = catchup.distributed.forecast(data, client, horizon=3, chunk=7)
    one = catchup.forecast(data, horizon=3).quantiles
    assert found.to_csv() == one.to_csv()
    assert found.to_dict() == one.to_dict()


def test_comparisons_of_many_settings(client, robots):
    settings = {f"push {number}": {"push": number / 100} for number in range(1, 8)}
    found = catchup.distributed.compare(robots, client, settings, draws=500)
    one = catchup.compare({"robots": robots, **{name: robots.set(chosen) for name, chosen in settings.items()}}, draws=500)
    for name, table in found.items():
        if len(one[name]):
            assert table.to_csv() == one[name].to_csv(), name
    with pytest.raises(ValueError, match="one setting at a time"):
        catchup.distributed.compare(robots, client, settings, tables=["dominance"])
    with pytest.raises(catchup.InputError):
        catchup.distributed.compare(robots, client, {"x": {"puhs": 1}})
