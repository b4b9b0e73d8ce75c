"""The OpenAPI against what the server does, by schemathesis, bounded in cases and in time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.bot.api.asking import COMMAND
from tests.bot.page.serving import serving

pytest.importorskip("schemathesis", reason="a package for development")

CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance",
    "response_schema_conformance", "negative_data_rejection", "unsupported_method",
    "allow_header_conformance", "response_headers_conformance",
)  # fmt: skip


def test_server_does_what_its_description_says(tmp_path: Path) -> None:
    with serving("--data-dir", str(tmp_path / "data"), command=COMMAND) as (host, port, _):
        done = subprocess.run(
            [
                str(Path(sys.executable).with_name("st")), "run",
                f"http://{host}:{port}/api/openapi.json",
                "--phases", "examples,coverage,fuzzing", "--max-examples", "20", "--seed", "7",
                "--checks", ",".join(CHECKS), "--request-timeout", "20", "--workers", "1",
                "--no-shrink", "--continue-on-failure", "--exclude-path", "/ready",
            ],
            cwd=tmp_path, capture_output=True, text=True, timeout=200, check=False,
        )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6_000:]
