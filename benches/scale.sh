#!/usr/bin/env bash
# What large runs take now against an older commit: processor seconds (user and system) and peak memory of the process, both
# programs in turn on one machine, as medians.
#
#     benches/scale.sh OLD_COMMIT [RUNS]        # three runs of each unless given; some ten minutes after both are built
#
# Prints `name: ratio R (bound B)` for each line, and the growth of memory with draws. DRAWS in the environment takes the place
# of 10^7, LARGEST that of 10^8, for a quick try. Needs python3.
set -euo pipefail

old=${1:?usage: benches/scale.sh OLD_COMMIT [RUNS]}
runs=${2:-3}
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
unset CARGO_TARGET_DIR RUSTFLAGS

git clone -q --no-checkout "$root" "$work/old"
git -C "$work/old" checkout -q "$(git -C "$root" rev-parse --verify "$old^{commit}")"
(cd "$work/old" && cargo build -q --release) >&2
(cd "$root" && cargo build -q --release) >&2

cd "$work/old"
exec python3 - "$work" "$work/old/target/release/catchup" "$root/target/release/catchup" "$runs" <<'PYTHON'
"""Times commands of two programs in turn, on the scenarios of the older one, which both read."""
import os
import statistics
import sys

work, old, new, runs = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4])
draws = int(os.environ.get("DRAWS", 10_000_000))
largest = int(os.environ.get("LARGEST", 100_000_000))


def used(program, words):
    """Processor seconds and peak memory in MB of one run."""
    child = os.fork()
    if child == 0:
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        os.execv(program, [program, *words, "--out", os.path.join(work, "out")])
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        raise SystemExit(f"{program} {' '.join(words)} has failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def in_turn(one, other):
    """Medians of both, and how many times runs of both were made."""
    found = [[], []]
    for _ in range(runs):
        for kept, (program, words) in zip(found, (one, other)):
            kept.append(used(program, words))
    return [tuple(statistics.median(column) for column in zip(*kept)) for kept in found]


def line(name, now, before, bound, unit):
    print(f"{name}: ratio {now / before:.3f} (bound {bound}); {now:.2f} of {before:.2f} {unit}", flush=True)


r1 = ["run", "benches/r1.toml", "--format", "csv", "--memory", "16GB", "--draws"]
before, now = in_turn((old, r1 + [str(draws)]), (new, r1 + [str(draws)]))
line(f"R1, {draws:.0e} draws, processor time", now[0], before[0], 0.9, "s")
line(f"R1, {draws:.0e} draws, peak memory", now[1], before[1], 0.012, "MB")
few, many = in_turn((new, r1 + [str(largest // 100)]), (new, r1 + [str(largest)]))
line(f"R1, memory from {largest // 100:.0e} to {largest:.0e} draws", many[1], few[1], 1.1, "MB")
line(f"R1, {largest:.0e} draws, memory against 1 GiB", many[1], 1024, 1, "MB")
line("R1, processor time a draw, 100 times the draws", many[0] / 100, few[0], 1, "s")

china = ["run", "scenarios/baseline.toml", "--format", "csv", "--draws", "40000", "--memory"]
free, bound = in_turn((new, china + ["8GB"]), (new, china + ["100MB"]))
line("China baseline, 40,000 draws in 100 MB against unlimited", bound[0], free[0], 1.3, "s")
china = ["run", "scenarios/baseline.toml"]
before, now = in_turn((old, china), (new, china))
line("China baseline with all outputs", now[0], before[0], 0.6, "s")

paths = [f"scenarios/{name}.toml" for name in (
    "baseline", "additive-boom", "as-written", "export-controls", "open-trade", "plan-push", "self-reliance", "stagnation")]
before, now = in_turn((old, ["compare", *paths]), (new, ["compare", *paths]))
line("compare of eight with attribution and all outputs", now[0], before[0], 0.33, "s")
alone, together = in_turn(
    (new, ["run", *paths, "--format", "csv"]), (new, ["compare", *paths, "--format", "csv", "--no-attribution"]))
line("compare of eight without attribution against eight runs", together[0], alone[0], 1.3, "s")
backtest = ["sensitivity", "scenarios/baseline.toml", "--of", "domestic_share[robots, equipment]@2035"]
before, now = in_turn((old, backtest), (new, backtest))
line("sensitivity of a number", now[0], before[0], 0.6, "s")
PYTHON
