"""Efficiency of a cluster of this machine, from one worker to as many as there are cores: `python python/benches/efficiency.py`.

The reference is the same run in one process on as many threads as there are workers, in the same minute. Efficiency is its time
over that of the cluster; the cluster is up already, as that of a user is.
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


def seconds(work) -> float:
    begin = time.monotonic()
    work()
    return time.monotonic() - begin


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", type=Path, default=SCENARIO)
    parser.add_argument("--draws", type=int, default=40_000_000)
    parser.add_argument("--shards", type=int, default=16)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    chosen = parser.parse_args()
    scenario = catchup.load(chosen.scenario)
    print(f"{chosen.draws:,} draws of {scenario.name}, {chosen.shards} shards, {os.cpu_count()} cores")
    print("workers  one process     cluster  efficiency  shards/s  s per shard beyond its draws")
    for workers in range(1, chosen.workers + 1):
        with (
            LocalCluster(n_workers=workers, threads_per_worker=1, dashboard_address=None) as cluster,
            Client(cluster) as client,
        ):
            client.wait_for_workers(workers)
            run = lambda draws: catchup.distributed.run(scenario, client, draws=draws, shards=chosen.shards)  # noqa: B023, E731
            run(100_000)  # Imports, and the first connections.
            alone = seconds(lambda: scenario.run(draws=chosen.draws, threads=workers))  # noqa: B023
            apart = seconds(lambda: run(chosen.draws))
            little = seconds(lambda: run(100_001))
            tasks = 2 * chosen.shards  # Two passes.
            print(
                f"{workers:>7}  {alone:>9.1f} s  {apart:>8.1f} s  {alone / apart:>10.2f}  {tasks / apart:>8.2f}"
                f"  {little / tasks:>8.3f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
