"""`tanggap demo`: the whole service against simulated platforms, with a day of mentions, on one machine."""

from __future__ import annotations

import json
import secrets
import shutil
import signal
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from commands import people
from commands.network import free_port
from commands.serve import ProcessTree
from commands.setup import add_default_templates
from models import migrate
from models.database import Database
from models.records import Account, Heartbeat, Unit
from models.settings import Settings, to_environment
from models.vocabulary import Channel, Role
from models.watching import STAGES
from simulator.__main__ import build
from simulator.player import Answered, Player, review
from simulator.scenario import Scenario, folder_of, load_replay, load_scenario
from simulator.server import Simulator

UP_WITHIN = 120.0
REPLAY_UNITS = "MABES,Mabes Polri,mabes,,Asia/Jakarta,true,Nasional"
# Short waits, so that a visitor sees what happens; live settings are longer (docs/settings.md).
PACE: dict[str, Any] = {
    "poll_seconds_min": 2.0,
    "poll_seconds_max": 8.0,
    "hold_seconds": 10.0,
    "settle_seconds": 20.0,
    "status_wait_seconds": 60.0,
    "x_app_requests_15min": 45_000,
    "x_account_requests_15min": 30_000,
}


@dataclass(frozen=True)
class SignIn:
    """One demo sign-in, as it is printed."""

    login: str
    password: str
    role: Role
    unit: str
    shows: str


@click.command()
@click.option("--scenario", default="demo", show_default=True, help="demo, training, or a scenario folder.")
@click.option(
    "--replay", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV of exported posts."
)
@click.option("--speed", default=1.0, show_default=True, help="How many times as fast to play.")
@click.option(
    "--folder", type=click.Path(file_okay=False, path_type=Path), default=Path("var/demo"), show_default=True
)
@click.option(
    "--port", default=8600, show_default=True, help="Port of the panel; another free one when it is taken."
)
def demo(scenario: str, replay: Path | None, speed: float, folder: Path, port: int) -> None:
    """Start simulated platforms and the whole service, and let a day of mentions arrive."""
    console = Console()
    try:
        chosen = (
            load_replay(replay, "DivisiHumas", speed=speed, per_second=20, longest_gap=5) if replay else None
        )
        played = chosen or load_scenario(scenario)
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    settings = demo_settings(folder, free_port(port))
    simulator, player = build(
        played,
        ports={},
        webhook_url=settings.public_url,
        app_secret=settings.meta_app_secret,
        # The pace of a replay is already in its times.
        speed=1.0 if replay else speed,
        burst=0,
        growth_speed=speed,
    )
    assert player is not None
    # Nineteen accounts polled every few seconds would spend the real allowance within a minute.
    simulator.world.rate_limits = False
    with simulator:
        settings = point_at(settings, simulator)
        sign_ins = furnish(settings, simulator, played, replay is not None, scenario)
        tree = ProcessTree(to_environment(settings))
        tree.start()
        stopping = threading.Event()

        def stop(*_: object) -> None:
            stopping.set()
            tree.stop()

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
        console.print("Starting the panel and the workers (the sentence encoder takes a few seconds) ...")
        if wait_until_up(settings, stopping):
            _announce(console, settings, sign_ins, played, folder)
            playing = threading.Thread(target=player.run, args=(stopping,), daemon=True)
            playing.start()
            if any(message.lesson for message in played.messages):
                _training_report(console, player, played, simulator, stopping)
            stopping.wait()
        tree.stop()
        tree.wait()


def demo_settings(folder: Path, port: int) -> Settings:
    """Settings of a demo installation in `folder`."""
    return replace(
        Settings(),
        database_url=f"sqlite:///{folder / 'tanggap.sqlite3'}",
        secret_key=secrets.token_urlsafe(48),
        data_dir=str(folder),
        web_port=port,
        public_url=f"http://127.0.0.1:{port}",
        meta_app_secret=secrets.token_urlsafe(24),
        meta_verify_token=secrets.token_urlsafe(12),
        simulated_platforms=True,
        instagram_private_enabled=True,
        look_page=True,
        **PACE,
    )


def point_at(settings: Settings, simulator: Simulator) -> Settings:
    """The same settings, with every platform's address the simulator's."""
    return replace(
        settings,
        x_base_url=simulator.urls["x"],
        instagram_base_url=simulator.urls["instagram"],
        instagram_private_base_url=simulator.urls["instagram_private"],
        whatsapp_base_url=simulator.urls["whatsapp"],
    )


def furnish(
    settings: Settings, simulator: Simulator, scenario: Scenario, is_replay: bool, name: str
) -> list[SignIn]:
    """A migrated database with units, accounts, credentials and officers."""
    database = Database(settings.database_url)
    migrate.upgrade(database)
    add_default_templates(database)
    folder = folder_of(name)
    if is_replay:
        folder = Path(settings.data_dir)
        (folder / "units.csv").write_text(
            f"code,name,kind,parent_code,timezone,can_investigate,province\n{REPLAY_UNITS}\n",
            encoding="utf-8",
        )
        known = simulator.world.accounts.values()
        rows = "".join(f"MABES,{one.channel},{one.handle},{one.external_id}\n" for one in known)
        (folder / "accounts.csv").write_text(
            f"unit_code,channel,handle,external_id\n{rows}", encoding="utf-8"
        )
    for outcome in (
        people.load_units(database, folder / "units.csv"),
        people.load_accounts(database, folder / "accounts.csv"),
    ):
        if outcome.errors:
            raise click.ClickException(outcome.words("rows"))
    store_credentials(database, settings, simulator)
    sign_ins = add_demo_officers(database)
    database.close()
    return sign_ins


def store_credentials(database: Database, settings: Settings, simulator: Simulator) -> None:
    """Gives every account the simulator's token, the private Instagram one by signing in."""
    with database.reading() as session:
        rows = session.scalars(select(Account)).all()
    for row in rows:
        known = simulator.world.account(row.channel, row.handle)
        if known is None:
            continue
        if row.channel is Channel.X:
            credential = {
                "consumer_key": "simulated",
                "consumer_secret": "simulated",
                "access_token": known.token,
                "access_token_secret": "simulated",
            }
        elif row.channel is Channel.INSTAGRAM_PRIVATE:
            credential = {"session_json": _private_session(settings, simulator, row.handle)}
        else:
            credential = {"access_token": known.token}
        people.store_credential(database, settings, row.channel, row.handle, credential)


def _private_session(settings: Settings, simulator: Simulator, handle: str) -> str:
    from listener.channels.instagram_private import sign_in

    password = secrets.token_urlsafe(8)
    simulator.apps["instagram_private"].config.setdefault("PASSWORDS", {})[handle] = password
    return json.dumps(sign_in(settings, handle, password))


def add_demo_officers(database: Database) -> list[SignIn]:
    """One officer of each role, at a unit of the right kind; passwords are new every time."""
    with database.reading() as session:
        units = session.scalars(select(Unit).order_by(Unit.path)).all()
    by_kind = {kind: [unit for unit in units if unit.kind == kind] for kind in ("mabes", "polda", "polres")}
    root = by_kind["mabes"][0]
    polda = (by_kind["polda"] or [root])[0]
    polres = next((unit for unit in by_kind["polres"] if unit.parent_id == polda.id), polda)
    propam = next((u for u in units if u.competence == "propam" and u.parent_id == polda.id), root)
    wanted = [
        ("admin", Role.ADMIN, polres, "inbox of one Polres: correct, edit, draft"),
        ("approver", Role.APPROVER, polda, "releases replies of a Polda, high-risk ones too"),
        ("humas", Role.HUMAS, polda, "viral watch"),
        ("kapolda", Role.HEAD, polda, "unit view: what is owed, and since when"),
        ("kepala", Role.HEAD, root, "the topmost unit: national texts, the switch for everybody"),
        ("posko", Role.POSKO, root, "every unit: who answers, who is silent"),
        ("propam", Role.PROPAM, propam, "complaints about officers"),
        ("auditor", Role.AUDITOR, root, "audit trail"),
        ("sistem", Role.SYSTEM, root, "accounts, units, kill switch"),
    ]
    sign_ins = []
    for login, role, unit, shows in wanted:
        password = secrets.token_urlsafe(9)
        people.create_officer(database, login, f"{login.capitalize()} {unit.name}", unit.code, role, password)
        sign_ins.append(SignIn(login, password, role, unit.name, shows))
    return sign_ins


def wait_until_up(settings: Settings, stopping: threading.Event) -> bool:
    """True once the panel answers and every stage has shown a heartbeat."""
    database = Database(settings.database_url)
    until = time.monotonic() + UP_WITHIN
    try:
        while time.monotonic() < until and not stopping.wait(0.25):
            with database.reading() as session:
                stages = {name.split(":")[1] for name in session.scalars(select(Heartbeat.name))}
            if set(STAGES) <= stages and _answers(f"{settings.public_url}/health"):
                return True
    finally:
        database.close()
    return False


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as response:  # noqa: S310  (our own loopback address)
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _announce(
    console: Console, settings: Settings, sign_ins: list[SignIn], scenario: Scenario, folder: Path
) -> None:
    table = Table("sign-in", "password", "role", "unit", "shows", box=None)
    for one in sign_ins:
        table.add_row(one.login, one.password, one.role, one.unit, one.shows)
    (folder / "sign-ins.json").write_text(
        json.dumps({"panel": settings.public_url, "sign_ins": [vars(one) for one in sign_ins]}),
        encoding="utf-8",
    )
    console.print(f"\n[bold]{scenario.title}[/bold]: {len(scenario.messages)} messages are on their way.")
    console.print(f"Panel: [bold]{settings.public_url}[/bold]   (Ctrl-C stops everything)\n")
    console.print(table)


def _training_report(
    console: Console, player: Player, scenario: Scenario, simulator: Simulator, stopping: threading.Event
) -> None:
    """After the last message, and again every minute: what was answered, how fast, how well."""
    last = max(message.at for message in scenario.messages) / player.speed
    wait = last + 60.0
    while not stopping.wait(wait):
        wait = 60.0
        console.print(training_table(simulator, scenario))


def training_table(simulator: Simulator, scenario: Scenario) -> Table:
    """One row per message that needed something, or got an answer it should not have had."""
    answers = review(simulator.world, scenario)
    table = Table("message", "needed an answer", "answered after", "lesson", title=_score(answers))
    for one in answers:
        if not one.right:
            seconds = one.seconds
            message = one.message
            table.add_row(
                message.text[:60],
                "yes" if message.expected.get("actionable") else "no",
                "never" if seconds is None else f"{seconds:.0f} s",
                message.lesson,
            )
    return table


def _score(answers: list[Answered]) -> str:
    right = sum(one.right for one in answers)
    times = sorted(one.seconds for one in answers if one.seconds is not None)
    middle = f"half of the answers within {times[len(times) // 2]:.0f} s" if times else "no answer yet"
    return f"{right} of {len(answers)} messages were dealt with rightly; {middle}"
