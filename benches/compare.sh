#!/bin/sh
# Our scan against a plain search for the same terms by ripgrep, in turn, on made-up postings in all supported
# languages. Prints the median ratios of the paired runs with their spread, documents a second and peak memory.
#
#   benches/compare.sh [MEGABYTES] [RUNS]        200 MB and 7 runs by default; needs rg (Debian: ripgrep) and python3
set -eu
cd "$(dirname "$0")/.."
megabytes=${1:-200}
runs=${2:-7}
target=${CARGO_TARGET_DIR:-target}
cargo build --release --quiet
cargo build --release --quiet --example corpus
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$target/release/examples/corpus" "$megabytes" > "$folder/postings.jsonl"
"$target/release/examples/corpus" "$megabytes" csv > "$folder/postings.csv"
"$target/release/frontback" lexicon languages | tail -n +2 | cut -d, -f1 | while read -r language; do
    "$target/release/frontback" lexicon export "$language" --plain 2> /dev/null
done | sort -u > "$folder/terms.txt"

FRONTBACK="$target/release/frontback" python3 benches/compare.py "$folder" "$runs"
