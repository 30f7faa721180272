"""A run on a cluster of this machine, of which a worker is killed in the middle: `python python/examples/cluster.py`."""

from __future__ import annotations

import argparse
import os
import signal
import time
from pathlib import Path

from distributed import Client, LocalCluster

import catchup
import catchup.distributed

SCENARIO = Path(__file__).with_name("robots.toml")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenario", type=Path, default=SCENARIO)
    parser.add_argument("--draws", type=int, default=2_000_000)
    parser.add_argument("--shards", type=int, default=24)
    parser.add_argument("--workers", type=int, default=3)
    chosen = parser.parse_args()

    begin = time.monotonic()
    whole = catchup.load(chosen.scenario).run(draws=chosen.draws, threads=1)
    print(f"one process, one thread: {chosen.draws:,} draws in {time.monotonic() - begin:.1f} s")

    with (
        LocalCluster(
            n_workers=chosen.workers, threads_per_worker=1, memory_limit="1 GiB", dashboard_address=None
        ) as cluster,
        Client(cluster) as client,
    ):
        client.wait_for_workers(chosen.workers)
        killed: list[str] = []

        def kill_one(_work: str, done: int, of: int) -> None:
            if not killed and done >= of // 3:
                worker, pid = next(iter(client.run(os.getpid).items()))
                os.kill(pid, signal.SIGKILL)
                killed.append(worker)
                print(f"killed {worker} after {done:,} of {of:,} draws")

        begin = time.monotonic()
        run = catchup.distributed.run(
            chosen.scenario, client, draws=chosen.draws, shards=chosen.shards, progress=kill_one
        )
        print(f"{chosen.workers} workers, one of them killed: {chosen.shards} shards in {time.monotonic() - begin:.1f} s")

    same = all(
        getattr(run, table).to_csv() == getattr(whole, table).to_csv() for table in ("projections", "milestones", "targets")
    )
    print("identical:", "yes" if same and killed else "no")
    raise SystemExit(0 if same and killed else 1)


if __name__ == "__main__":
    main()
