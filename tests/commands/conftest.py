"""The command line in an empty folder of its own, with nothing set that a developer has set."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase

from bench import installation
from models.database import Database
from simulator.server import Simulator
from tanggap import main
from tests.conftest import SECRET_KEY


@dataclass
class Shell:
    """What an operator types, and the installation it is about."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch
    url: str

    def run(self, *words: str, input: str | None = None) -> Result:
        result = CliRunner().invoke(main, list(words), input=input)
        unexpected = result.exception
        if unexpected is not None and not isinstance(unexpected, SystemExit):
            raise unexpected
        return result

    def json(self, *words: str) -> dict[str, Any]:
        """The one JSON object a command prints with --json."""
        answer: dict[str, Any] = json.loads(self.run(*words, "--json").stdout)
        return answer

    def set(self, name: str, value: str) -> None:
        self.monkeypatch.setenv(name, value)

    def write(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def rows(self, record: type[DeclarativeBase]) -> list[Any]:
        database = self.open()
        with database.reading() as session:
            found = list(session.scalars(select(record).order_by(*record.__table__.primary_key)))
        database.close()
        return found

    def open(self) -> Database:
        return Database(self.url)


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """An empty folder: nothing is installed yet."""
    for name in [name for name in os.environ if name.startswith("TANGGAP_")]:
        monkeypatch.delenv(name)
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return Shell(folder, monkeypatch, "sqlite:///var/tanggap.sqlite3")


@pytest.fixture
def shell(bare: Shell, migrated_file: Path) -> Shell:
    """An installation after 'tanggap init', without units."""
    (bare.folder / "var").mkdir()
    shutil.copy(migrated_file, bare.folder / "var" / "tanggap.sqlite3")
    bare.set("TANGGAP_SECRET_KEY", SECRET_KEY)
    bare.set("TANGGAP_SIMULATED_PLATFORMS", "1")
    return bare


@pytest.fixture
def furnished(shell: Shell) -> Shell:
    """An installation with units and accounts."""
    database = shell.open()
    installation.import_world(database, shell.folder)
    database.close()
    return shell


@pytest.fixture
def simulated(furnished: Shell) -> Iterator[tuple[Shell, Simulator]]:
    """An installation whose platforms are the simulator's."""
    with Simulator(only=("x", "instagram", "whatsapp")) as simulator:
        installation.register_accounts(simulator)
        for channel in ("x", "instagram", "whatsapp"):
            furnished.set(f"TANGGAP_{channel.upper()}_BASE_URL", simulator.urls[channel])
        yield furnished, simulator
