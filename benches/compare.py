"""Runs the commands that benches/compare.sh compares, in turn, and prints a table."""

import os
import statistics
import subprocess
import sys
import time

folder, runs = sys.argv[1], int(sys.argv[2])
ours, jsonl, table, terms = os.environ["FRONTBACK"], f"{folder}/postings.jsonl", f"{folder}/postings.csv", f"{folder}/terms.txt"


def scan(path, per, jobs):
    return [ours, "scan", path, "--per", per, "--jobs", str(jobs), "-q", "-o", f"{folder}/out.csv"]


def search(*flags):
    return ["rg", *flags, "-i", "-F", "-f", terms, jsonl]


COMMANDS = {
    "documents, 1 thread": scan(jsonl, "document", 1),
    "documents, 2 threads": scan(jsonl, "document", 2),
    "documents, 1 thread, CSV": scan(table, "document", 1),
    "sentences, 2 threads": scan(jsonl, "sentence", 2),
    "rg --count-matches, 1 thread": search("--count-matches", "-j1"),
    "rg --count-matches, 2 threads": search("--count-matches", "-j2"),
    "rg -c, 1 thread": search("-c", "-j1"),
}
RATIOS = [
    ("documents, 1 thread", "rg --count-matches, 1 thread"),
    ("documents, 1 thread", "rg -c, 1 thread"),
    ("sentences, 2 threads", "rg --count-matches, 2 threads"),
    ("documents, 1 thread, CSV", "documents, 1 thread"),
    ("documents, 1 thread", "documents, 2 threads"),
]


MOST_SECONDS = 300


def run(command):
    """Seconds and peak memory in MB of one run."""
    started = time.perf_counter()
    process = subprocess.Popen(["timeout", str(MOST_SECONDS), *command], stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"failed, or took more than {MOST_SECONDS} s: {' '.join(command)}")
    return time.perf_counter() - started, usage.ru_maxrss / 1024


for path in (jsonl, table):  # into the page cache
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass
with open(jsonl, "rb") as file:
    documents = sum(1 for _ in file)
with open(terms, "rb") as file:
    searched = sum(1 for _ in file)
megabytes = os.path.getsize(jsonl) / 1e6
found = {name: [] for name in COMMANDS}
for _ in range(runs):
    for name, command in COMMANDS.items():
        found[name].append(run(command))

print(f"{megabytes:.0f} MB, {documents} documents, {runs} runs; rg looks for {searched} terms, ours for all\n")
print("| run | seconds | MB/s | documents/s | peak MB |\n|---|---|---|---|---|")
for name, results in found.items():
    seconds = statistics.median(result[0] for result in results)
    peak = max(result[1] for result in results)
    print(f"| {name} | {seconds:.2f} | {megabytes / seconds:.0f} | {documents / seconds:.0f} | {peak:.0f} |")
print("\n| time of / time of | median | least | most |\n|---|---|---|---|")
for one, other in RATIOS:
    ratios = [a[0] / b[0] for a, b in zip(found[one], found[other])]
    print(f"| {one} / {other} | {statistics.median(ratios):.2f} | {min(ratios):.2f} | {max(ratios):.2f} |")
