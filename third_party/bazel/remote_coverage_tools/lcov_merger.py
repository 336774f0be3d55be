#!/usr/bin/python3
"""Merges the gcov output of one test into one lcov file: `bazel coverage` calls it after the test.

  lcov_merger.py --coverage_dir=DIR --output_file=FILE [flags that are ignored]
"""

import collections
import gzip
import json
import pathlib
import sys


def is_ours(path):
    return not path.startswith(("/", "external/", "bazel-out/"))


def main(arguments):
    flags = dict(a[2:].split("=", 1) for a in arguments if a.startswith("--") and "=" in a)
    counts = collections.defaultdict(collections.Counter)  # file -> line -> how often it ran
    for report in pathlib.Path(flags["coverage_dir"]).rglob("*.gcov.json.gz"):
        with gzip.open(report, "rt") as stream:
            for file in json.load(stream)["files"]:
                if is_ours(file["file"]):
                    for line in file["lines"]:
                        counts[file["file"]][line["line_number"]] += line["count"]
    with open(flags["output_file"], "w") as out:
        for file, lines in sorted(counts.items()):
            out.write(f"SF:{file}\n")
            out.writelines(f"DA:{number},{count}\n" for number, count in sorted(lines.items()))
            out.write("end_of_record\n")


if __name__ == "__main__":
    main(sys.argv[1:])
