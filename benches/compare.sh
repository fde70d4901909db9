#!/bin/sh
# Our scan against a plain search for terms by ripgrep, in turn, on made-up postings in all supported languages.
# Prints the median ratios of the paired runs with their spread, documents a second and peak memory.
#
#   benches/compare.sh [MEGABYTES] [RUNS] [TERMS]      200 MB, 7 runs, 100 terms of each language by default
#
# Ours always looks for all its terms, some 170,000 spellings. ripgrep does not take so many ("compiled regex exceeds
# size limit"), and with a raised limit it takes hours and gigabytes; its time to start grows faster than the list. So
# it gets TERMS of each language, spread over the list, and the table says how many: the comparison favours ripgrep.
# Every run may take five minutes. Needs rg (Debian: ripgrep) and python3.
set -eu
cd "$(dirname "$0")/.."
megabytes=${1:-200}
runs=${2:-7}
terms=${3:-100}
target=${CARGO_TARGET_DIR:-target}
cargo build --release --quiet --bin frontback --example corpus
program=${FRONTBACK:-$target/release/frontback}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

"$target/release/examples/corpus" "$megabytes" > "$folder/postings.jsonl"
"$target/release/examples/corpus" "$megabytes" csv > "$folder/postings.csv"
"$program" lexicon languages | tail -n +2 | cut -d, -f1 | while read -r language; do
    # Gaps are nothing to a plain search; open ends are what it does anyway.
    "$program" lexicon export "$language" --plain 2> /dev/null | grep -v -F ... | tr -d '*' > "$folder/all"
    awk -v count="$(wc -l < "$folder/all")" -v most="$terms" \
        'int(NR * most / count) > int((NR - 1) * most / count)' "$folder/all"
done | sort -u > "$folder/terms.txt"

FRONTBACK="$program" python3 benches/compare.py "$folder" "$runs"
