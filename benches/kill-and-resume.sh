#!/bin/sh
# Kills a scan at random moments, lets it go on, and compares the reports with that of an unbroken run.
#   benches/kill-and-resume.sh PROGRAM TABLE [TIMES]
# PROGRAM is a release build; TABLE should take it some seconds at least.
set -eu
program=$1 table=$2 times=${3:-20}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
began=$(date +%s%N)
"$program" scan "$table" --part 64K -q -o "$folder/whole.csv"
took=$(( $(date +%s%N) - began ))
resumed=0 try=0
while [ "$try" -lt "$times" ]; do
    try=$((try + 1))
    "$program" scan "$table" --part 64K -q -o "$folder/out.csv" &
    pid=$!
    share=$(od -An -N2 -tu2 /dev/urandom)
    sleep "$(awk "BEGIN { print $took / 1e9 * 0.95 * $share / 65536 }")"
    kill -9 "$pid" 2>/dev/null || echo "$try: had ended"
    wait "$pid" 2>/dev/null || true
    "$program" scan "$table" --part 64K --resume -o "$folder/out.csv" 2>"$folder/.messages"
    if grep -q 'resuming after' "$folder/.messages"; then resumed=$((resumed + 1)); fi
    cmp "$folder/whole.csv" "$folder/out.csv"
    rm "$folder/out.csv" "$folder/.messages"
    left=$(ls -A "$folder")
    [ "$left" = whole.csv ] || { echo "stays: $left"; exit 1; }
done
echo "$times kills: the reports are the same; $resumed of the runs went on in the middle"
