"""A throw-away installation against the simulator: database, units, accounts, credentials."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bench import postgres
from commands import people
from commands.demo import point_at, store_credentials
from commands.network import free_port
from commands.setup import add_default_templates
from models import migrate
from models.database import Database
from models.settings import Settings
from simulator.server import Simulator

SECRET_KEY = "only-for-measuring-0123456789abcdef"
APP_SECRET = "simulated-app-secret"
UNITS = """code,name,kind,parent_code,timezone,can_investigate,province
MABES,Mabes Polri,mabes,,Asia/Jakarta,true,Nasional
PDA,Polda Uji,polda,MABES,Asia/Jakarta,true,Uji
PDAPROPAM,Bidpropam Polda Uji,function,PDA,Asia/Jakarta,true,Uji
PRA,Polres Uji Satu,polres,PDA,Asia/Jakarta,true,Uji
PRB,Polres Uji Dua,polres,PDA,Asia/Makassar,true,Uji
"""
ACCOUNTS = """unit_code,channel,handle,external_id
PRA,x,polres_uji_satu,900000000000000001
PRB,x,polres_uji_dua,900000000000000002
PRA,instagram,polresujisatu,17840000000009001
PRB,whatsapp,62000000901,300000000009001
"""


@contextmanager
def database_url(kind: str, folder: Path) -> Iterator[str]:
    """Address of an empty database of the named kind ("sqlite" or "postgresql")."""
    if kind == "sqlite":
        yield f"sqlite:///{folder / 'bench.sqlite3'}"
        return
    with postgres.cluster() as url:
        yield url


@contextmanager
def installation(
    kind: str, simulator: Simulator | None = None, **changed: Any
) -> Iterator[tuple[Settings, Database]]:
    """A furnished installation; its platforms are the started simulator's, where there is one."""
    with TemporaryDirectory(prefix="tanggap-bench-") as name, database_url(kind, Path(name)) as url:
        port = free_port(0)
        settings = replace(
            Settings(),
            database_url=url,
            secret_key=SECRET_KEY,
            data_dir=name,
            web_port=port,
            public_url=f"http://127.0.0.1:{port}",
            meta_app_secret=APP_SECRET,
            simulated_platforms=True,
            log_level="ERROR",
            **changed,
        )
        database = Database(url)
        migrate.upgrade(database)
        add_default_templates(database)
        import_world(database, Path(name))
        if simulator is not None:
            settings = point_at(settings, simulator)
            store_credentials(database, settings, simulator)
        try:
            yield settings, database
        finally:
            database.close()


def register_accounts(simulator: Simulator) -> None:
    """Makes the accounts of `ACCOUNTS` exist on the simulated platforms."""
    for line in ACCOUNTS.splitlines()[1:]:
        _, channel, handle, external_id = line.split(",")
        simulator.world.register(channel, handle, external_id)


def import_world(database: Database, folder: Path) -> None:
    for name, content, load in (
        ("units.csv", UNITS, people.load_units),
        ("accounts.csv", ACCOUNTS, people.load_accounts),
    ):
        (folder / name).write_text(content, encoding="utf-8")
        outcome = load(database, folder / name)
        if outcome.errors:
            raise ValueError(outcome.words(name))
