"""The benchmark's own parts; that it measures well is looked at by people."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

import pytest

from eval import bench
from eval.errors import EvalError


def test_a_fresh_process_is_timed_and_its_peak_memory_taken(tmp_path: Path) -> None:
    code = "import time; x = bytearray(300 << 20); time.sleep(0.2)"
    program = (sys.executable, "-c", code)
    seconds, peak_mib = bench.run_fresh("ask", data_dir=tmp_path, program=program)
    assert 0.2 < seconds < 20
    # Linux counts for a child what its parent held when it was forked.
    own_mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    assert 300 < peak_mib < own_mib + 600


def test_a_process_that_fails_is_an_error_with_its_last_line(tmp_path: Path) -> None:
    code = "import sys; print('first\\nno archive', file=sys.stderr); sys.exit(2)"
    program = (sys.executable, "-c", code)
    with pytest.raises(EvalError, match="`newsproof ask` ended with 2: no archive"):
        bench.run_fresh("ask", data_dir=tmp_path, program=program)


def test_rate_and_percentile() -> None:
    assert 50 < bench.rate(lambda: time.sleep(0.1), ["text"] * 10) <= 100
    assert bench.percentile([1.0, 2.0, 3.0], 50) == 2
    assert bench.percentile([1.0, 2.0], 95) == pytest.approx(1.95)
