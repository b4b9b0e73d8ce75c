#!/bin/sh
# The gate in any CI: run it from your own pipeline. Exit code 0 passed, 1 failed, 2 wrong input.
#
#   CASES     folder of your cases (dev/*.jsonl and baseline.json); without it the packaged cases
#   DATA_DIR  folder of your archive (newsproof ingest fills it); needed with CASES
#   REPORTS   folder for the reports; default newsproof-gate
set -eu

reports=${REPORTS:-newsproof-gate}
mkdir -p "$reports"

set -- --out "$reports/gate.md" --out "$reports/gate.html" --out "$reports/gate.xml" \
  --out "$reports/gate.json" --save-run "$reports/run.json" --cache "$reports/cache"
if [ -n "${CASES:-}" ]; then
  : "${DATA_DIR:?name the folder of your archive in DATA_DIR}"
  exec newsproof --data-dir "$DATA_DIR" eval gate --cases "$CASES" "$@"
fi
exec newsproof eval gate "$@"
