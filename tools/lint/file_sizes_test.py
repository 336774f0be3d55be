#!/usr/bin/python3 -B
"""Files stay short enough to read in one go: a file that outgrows its limit holds two ideas."""

import tree as lint_tree

# The first suffix that fits counts.
LIMITS = {
    "_test.cc": 400,
    "_test.py": 400,
    ".cc": 300,
    ".cu": 300,
    ".h": 150,
    ".py": 300,
    ".bzl": 150,
    ".proto": 300,
}


def check(tree):
    violations = []
    for path in tree.paths:
        limit = next((limit for suffix, limit in LIMITS.items() if path.endswith(suffix)), None)
        if limit and len(tree.text(path).splitlines()) > limit:
            violations.append(f"{path} has {len(tree.text(path).splitlines())} lines; {limit} are the limit for its kind")
    return violations


if __name__ == "__main__":
    lint_tree.run(check)
