"""The evaluation room: cases, metrics, systems, runs, reports, benchmarks. Nobody imports it."""
