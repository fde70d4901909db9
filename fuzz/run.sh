#!/bin/sh
# Fuzzes one target, or all, for some seconds each: fuzz/run.sh [SECONDS] [TARGET...]
# It begins with the seeds, the small samples of tests/data/formats among them, and keeps what it finds in fuzz/corpus.
set -eu
cd "$(dirname "$0")/.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- $(cargo +nightly fuzz list)
for target in "$@"; do
    mkdir -p "fuzz/corpus/$target"
    seeds="fuzz/seeds/$target"
    mkdir -p "$seeds"
    cargo +nightly fuzz run "$target" "fuzz/corpus/$target" "$seeds" tests/data/formats -- \
        -max_total_time="$seconds" -max_len=65536 -timeout=20 -rss_limit_mb=1024
done
