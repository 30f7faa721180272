#!/usr/bin/env bash
# What a newcomer waits for: README's first command and README's command for the tests, both from nothing, at two commits in turn.
#
#     benches/build.sh OLD_COMMIT [NEW_COMMIT]      # NEW_COMMIT is HEAD unless given
#
# Each commit is cloned into a temporary folder and its crates are fetched first. Seconds are processor seconds, user and
# system, with two jobs; what else the machine does prolongs the minutes more than these. Commands are those of each commit's
# own README.md; FIRST_COMMAND and TEST_COMMAND in the environment take their place, for a quick try.
set -euo pipefail

old=${1:?usage: benches/build.sh OLD_COMMIT [NEW_COMMIT]}
new=${2:-HEAD}
root=$(git -C "$(dirname "$0")" rev-parse --show-toplevel)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export CARGO_BUILD_JOBS=2 LC_ALL=C
unset CARGO_TARGET_DIR RUSTFLAGS CARGO_INCREMENTAL

# The first line below a heading of README.md that begins with this command, without what is said behind `#`.
command_of() {
    awk -v heading="## $2" -v command="    $3" '
        /^## / { below = $0 == heading }
        below && index($0, command) == 1 { sub(/ *#.*/, ""); sub(/^ */, ""); sub(/ *$/, ""); print; exit }
    ' "$work/$1/README.md"
}

# Runs a command in the clone of a commit. Leaves `user system elapsed` in NAME.PART.times.
measure() {
    local name=$1 part=$2 command=$3 TIMEFORMAT='%U %S %R'
    echo "$name: $command" >&2
    { time bash -c 'cd "$1" && eval "$2"' build "$work/$name" "$command" >"$work/$name.$part.log" 2>&1; } \
        2>"$work/$name.$part.times" || {
        tail -n 40 "$work/$name.$part.log" >&2
        echo "$name: \`$command\` has failed" >&2
        exit 1
    }
}

# Processor seconds, or minutes by the clock, of some parts of a commit.
processor() {
    local name=$1
    shift
    for part in "$@"; do cat "$work/$name.$part.times"; done | awk '{ sum += $1 + $2 } END { printf "%.1f", sum }'
}
minutes() {
    local name=$1
    shift
    for part in "$@"; do cat "$work/$name.$part.times"; done | awk '{ sum += $3 } END { printf "%.1f", sum / 60 }'
}
ratio() {
    awk -v new="$1" -v old="$2" 'BEGIN { if (old > 0) printf "%.3f", new / old; else printf "none" }'
}

for name in old new; do
    commit=$(git -C "$root" rev-parse --verify "${!name}^{commit}")
    git clone -q --no-checkout "$root" "$work/$name"
    git -C "$work/$name" checkout -q "$commit"
    (cd "$work/$name" && cargo fetch -q)
    declare "${name}_first=${FIRST_COMMAND:-$(command_of "$name" "Set up" "cargo build")}"
    declare "${name}_tests=${TEST_COMMAND:-$(command_of "$name" "Test" "cargo test")}"
    for part in first tests; do
        of="${name}_$part"
        [ -n "${!of}" ] || { echo "$name: README.md does not say how to build and test" >&2; exit 1; }
    done
done
for part in first tests; do
    for name in old new; do
        of="${name}_$part"
        measure "$name" "$part" "${!of}"
    done
done

line() {
    local what=$1 now before
    shift
    now=$(processor new "$@")
    before=$(processor old "$@")
    echo "$what: $now s of $before s, ratio $(ratio "$now" "$before")"
}
line "cold build" first
line "both commands" first tests
echo "wall: $(minutes new first) min of $(minutes old first) min, both commands $(minutes new first tests) min of $(minutes old first tests) min"
crates() { grep -c '^ *Compiling ' "$work/$1.first.log" || true; }
echo "crates: $(crates new) of $(crates old)"
size() { stat -c %s "$work/$1/target/release/catchup" 2>/dev/null || stat -f %z "$work/$1/target/release/catchup" 2>/dev/null || echo 0; }
now=$(size new)
before=$(size old)
echo "binary: $(awk -v b="$now" 'BEGIN { printf "%.1f", b / 1e6 }') MB of $(awk -v b="$before" 'BEGIN { printf "%.1f", b / 1e6 }') MB, ratio $(ratio "$now" "$before")"
