#!/bin/sh
# A study is planned without complaint: every arm is built and run for a moment, nothing is stored.
set -eu
database=$TEST_TMPDIR/none.db
"$1" plan "$2" --db="$database" >"$TEST_TMPDIR/plan.txt"
grep -q ' trials' "$TEST_TMPDIR/plan.txt" || { cat "$TEST_TMPDIR/plan.txt"; exit 1; }
test ! -e "$database"
