"""Efficiency of a cluster of this machine, from one worker to as many as there are cores: `python python/benches/efficiency.py`.

The reference is the same run in one process on as many threads as there are workers, in the same minute. Efficiency is its time
over that of the cluster, by the clock and by what processors did: of the client, which has the scheduler in it, and of the workers.
The cluster is up already, as that of a user is. Processor time tells of a machine that has other things to do besides, too.
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

from distributed import Client, LocalCluster

import catchup
import catchup.distributed

SCENARIO = Path(__file__).parents[1] / "examples" / "robots.toml"


def seconds(work, processors) -> tuple[float, float]:
    """How long work takes, and how long processors work on it."""
    begin, busy = time.monotonic(), processors()
    work()
    return time.monotonic() - begin, processors() - busy


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", type=Path, default=SCENARIO)
    parser.add_argument("--draws", type=int, default=40_000_000)
    parser.add_argument("--shards", type=int, help="four for each worker if not given")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--rounds", type=int, default=1, help="the best of so many counts")
    chosen = parser.parse_args()
    scenario = catchup.load(chosen.scenario)
    print(f"{chosen.draws:,} draws of {scenario.name}, {os.cpu_count()} cores")
    print("workers  shards  one process      cluster  efficiency: clock  processors  shards/s  s per shard beyond its draws")
    for workers in range(1, chosen.workers + 1):
        shards = chosen.shards or 4 * workers
        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            client.wait_for_workers(workers)
            run = lambda draws, seed: catchup.distributed.run(scenario, client, draws=draws, shards=shards, seed=seed)  # noqa: B023, E731
            everywhere = lambda: time.process_time() + sum(client.run(time.process_time).values())  # noqa: B023, E731
            run(100_000, 1)  # Imports, and the first connections.
            alone, apart, little = [], [], []
            for seed in range(1, chosen.rounds + 1):
                alone.append(seconds(lambda: scenario.run(draws=chosen.draws, seed=seed, threads=workers), time.process_time))  # noqa: B023
                apart.append(seconds(lambda: run(chosen.draws, seed), everywhere))  # noqa: B023
                little.append(seconds(lambda: run(512 * shards, seed), everywhere))  # noqa: B023
            best = [[min(times) for times in zip(*rounds)] for rounds in (alone, apart, little)]
            [(clock, busy), (clock_apart, busy_apart), (overhead, _)] = best
            tasks = 2 * shards  # Two passes.
            print(
                f"{workers:>7}  {shards:>6}  {clock:>9.1f} s  {clock_apart:>9.1f} s  {clock / clock_apart:>17.2f}"
                f"  {busy / busy_apart:>10.2f}  {tasks / clock_apart:>8.2f}  {overhead / tasks:>8.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
