"""Every command in the README runs, in a folder of its own, the long ones made short."""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from commands.network import free_port
from simulator.server import Simulator

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
UNITS = "code,name,kind,parent_code\nMABES,Mabes Polri,mabes,\n"
ACCOUNTS = "unit_code,channel,handle,external_id\nMABES,x,polres_contoh,900000000000000777\n"
POSTS = "text,date\ntolong pak ada balap liar,Sun Oct 20 23:16:20 +0000 2024\n"
STARTS_WITHIN = 150

# What is added to a benchmark so that it ends soon; what it measures is then no figure.
SHORTER = {
    "alerts": "--posts 10 --rounds 1 --encoder none",
    "ingest": "--mentions 50",
    "classify": "--messages 64",
    "panel": "--mentions 500 --requests 8",
    "anev": "--units 60 --cases 400",
    "chaos": "--kills 1",
}


def commands() -> list[str]:
    """The lines of every shell block, in order."""
    blocks = re.findall(r"```sh\n(.*?)```", README, flags=re.DOTALL)
    return [line for block in blocks for line in block.splitlines() if line.strip()]


MAKE = [line for line in commands() if line.startswith("make ")]
BENCHES = [line for line in commands() if " -m bench " in line]
DEMOS = [line for line in commands() if "tanggap demo" in line]
SETUP = [line for line in commands() if line not in MAKE + BENCHES + DEMOS]


def test_the_two_commands_come_first() -> None:
    assert commands()[:2] == ["make demo", "make test"]


@pytest.mark.parametrize("line", MAKE)
def test_each_make_target_exists(line: str) -> None:
    subprocess.run([*shlex.split(line), "--dry-run"], cwd=ROOT, check=True, capture_output=True)


@pytest.mark.parametrize("line", BENCHES)
def test_each_benchmark_prints_one_json_object(line: str, tmp_path: Path) -> None:
    name = shlex.split(line)[3]
    shorter = re.sub(r"--kills \d+", "", line)
    done = _run(f"{shorter} {SHORTER[name]}", tmp_path)
    figures = json.loads(done.stdout.splitlines()[-1])

    assert "machine" in figures


@pytest.mark.parametrize("line", ["tanggap demo", *DEMOS])
def test_each_demo_comes_up_and_ends_on_request(line: str, tmp_path: Path) -> None:
    (tmp_path / "posts.csv").write_text(POSTS, encoding="utf-8")
    command = [*_local(line), "--port", str(free_port(0))]
    running = subprocess.Popen(
        command,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=_environment(),
    )
    try:
        seen = _read_until(running, "Panel:")
    finally:
        running.send_signal(signal.SIGINT)
        running.communicate(timeout=60)

    assert "http://127.0.0.1:" in seen


@pytest.fixture
def x() -> Iterator[Simulator]:
    with Simulator(only=("x",)) as simulator:
        simulator.world.register("x", "polres_contoh", "900000000000000777")
        yield simulator


def test_the_way_to_a_live_installation_runs_from_top_to_bottom(x: Simulator, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(UNITS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    port = free_port(0)
    environ = {
        "TANGGAP_X_BASE_URL": x.urls["x"],
        "TANGGAP_SIMULATED_PLATFORMS": "1",
        "TANGGAP_WEB_PORT": str(port),
    }
    for line in SETUP:
        if line.endswith("tanggap run"):
            _run_until_it_serves(line, tmp_path, environ, port)
            continue
        secrets = "a\nb\ntoken-polres_contoh\nd\n" if "account login" in line else None
        done = _run(line, tmp_path, environ, secrets)
        if "account login" in line:
            assert "works" in done.stdout


def _run_until_it_serves(line: str, folder: Path, environ: dict[str, str], port: int) -> None:
    running = subprocess.Popen(_local(line), cwd=folder, env=_environment(environ), stderr=subprocess.DEVNULL)
    try:
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            asked = subprocess.run(
                [
                    sys.executable,
                    "-c",
                    f"import urllib.request as u; u.urlopen('http://127.0.0.1:{port}/masuk')",
                ],
                capture_output=True,
                check=False,
            )
            if asked.returncode == 0:
                return
            assert running.poll() is None, "tanggap run ended by itself"
        pytest.fail("the panel did not answer")
    finally:
        running.terminate()
        running.wait(timeout=60)


def _run(
    line: str, folder: Path, environ: dict[str, str] | None = None, typed: str | None = None
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        _local(line),
        cwd=folder,
        input=typed,
        capture_output=True,
        text=True,
        env=_environment(environ),
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
    return done


def _local(line: str) -> list[str]:
    """The words of a command, run by this interpreter's own environment."""
    words = shlex.split(line)
    words[0] = Path(words[0]).name
    return (
        [sys.executable, "-m", "tanggap", *words[1:]]
        if words[0] == "tanggap"
        else [sys.executable, *words[1:]]
    )


def _environment(more: dict[str, str] | None = None) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("TANGGAP_")}
    # Commands are run from another folder, as a user would have them on the path.
    return {**clean, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **(more or {})}


def _read_until(running: subprocess.Popen[str], word: str) -> str:
    assert running.stdout is not None
    seen = ""
    for line in running.stdout:
        seen += line
        if word in line:
            return seen
    pytest.fail(f"it ended before it said {word!r}:\n{seen}")
