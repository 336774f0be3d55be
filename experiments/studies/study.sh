#!/bin/sh
# A study: `ceteris run` on its textproto. Bazel passes the two paths, then whatever the user typed after `--`.
ceteris=$1
spec=$PWD/$2
shift 2
exec "$ceteris" run "$spec" "$@"
