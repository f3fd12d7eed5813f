"""`python -m simulator`: every platform on loopback, with a scenario or exported posts played into them.

Prints one JSON object (addresses, accounts and their tokens) as soon as the platforms answer, then
plays and serves until it is stopped.
"""

from __future__ import annotations

import json
import logging
import signal
import threading
from pathlib import Path

import click
from flask import Response, jsonify
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from simulator.player import Player, review
from simulator.scenario import Scenario, load_replay, load_scenario
from simulator.server import APPS, Simulator
from simulator.world import World

ABOVE_ZERO = click.FloatRange(min=0, min_open=True)


def parse_ports(words: str) -> dict[str, int]:
    """ "x=8701,whatsapp=8702" as a dict; raises click.BadParameter for anything else."""
    ports = {}
    for word in filter(None, words.split(",")):
        name, _, port = word.partition("=")
        if not port.isdigit() or name not in (*APPS, "control"):
            raise click.BadParameter(f"{word!r} is not like x=8701; names are {', '.join(APPS)}, control")
        ports[name] = int(port)
    return ports


def build(
    scenario: Scenario | None,
    *,
    ports: dict[str, int],
    webhook_url: str | None,
    app_secret: str,
    speed: float,
    burst: int,
    growth_speed: float,
) -> tuple[Simulator, Player | None]:
    """The simulator, not yet started, and its player; "control" gets GET /played and GET /review."""
    simulator = Simulator(World(growth_speed=growth_speed), ports, webhook_url, app_secret)
    if scenario is None:
        return simulator, None
    player = Player(simulator.world, scenario, speed, burst)
    player.register()

    @simulator.apps["control"].get("/review")
    def compare() -> Response:
        return jsonify([answered.as_json() for answered in review(simulator.world, scenario)])

    @simulator.apps["control"].get("/played")
    def played() -> Response:
        return jsonify(
            {"title": scenario.title, "messages": len(scenario.messages), "played": len(player.played)}
        )

    return simulator, player


@click.command()
@click.option("--scenario", help="Name under simulator/scenarios, or a folder.")
@click.option("--replay", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="CSV of posts.")
@click.option(
    "--account", default="akun_ulang", show_default=True, help="X account the replayed posts mention."
)
@click.option(
    "--speed", type=ABOVE_ZERO, default=1.0, show_default=True, help="How many times as fast to play."
)
@click.option("--burst", default=0, show_default=True, help="So many messages are said at the start at once.")
@click.option(
    "--per-second", type=ABOVE_ZERO, default=20.0, show_default=True, help="Most replayed posts in a second."
)
@click.option(
    "--longest-gap", default=5.0, show_default=True, help="Longest silence of a replay, in seconds."
)
@click.option(
    "--growth-speed", default=1.0, show_default=True, help="How many times as fast engagement grows."
)
@click.option("--ports", default="", help="Fixed ports, such as x=8701,whatsapp=8702,control=8700.")
@click.option("--webhook-url", help="Where the service listens; without it no webhook is sent.")
@click.option("--app-secret", default="simulated-app-secret", show_default=True, help="Signs the webhooks.")
@click.option("--duplicate", default=0.0, help="Chance that a webhook body comes twice.")
@click.option("--reorder", is_flag=True, help="Webhooks come in any order.")
@click.option("--user-id-only", default=0.0, help="Share of WhatsApp users who show no number.")
@click.option("--stop-at-end", is_flag=True, help="Stop after the last message instead of serving on.")
def main(
    scenario: str | None,
    replay: Path | None,
    account: str,
    speed: float,
    burst: int,
    per_second: float,
    longest_gap: float,
    growth_speed: float,
    ports: str,
    webhook_url: str | None,
    app_secret: str,
    duplicate: float,
    reorder: bool,
    user_id_only: float,
    stop_at_end: bool,
) -> None:
    """Simulates X, Instagram and WhatsApp on this machine."""
    logging.basicConfig(level=logging.WARNING)
    if scenario and replay:
        raise click.UsageError("give --scenario or --replay, not both")
    try:
        chosen = load_scenario(scenario) if scenario else None
        if replay:
            # The pace of a replay is already in its times.
            chosen = load_replay(replay, account, speed=speed, per_second=per_second, longest_gap=longest_gap)
            speed = 1.0
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    simulator, player = build(
        chosen,
        ports=parse_ports(ports),
        webhook_url=webhook_url,
        app_secret=app_secret,
        speed=speed,
        burst=burst,
        growth_speed=growth_speed,
    )
    if simulator.webhooks is not None:
        simulator.webhooks.duplicate, simulator.webhooks.reorder = duplicate, reorder
        simulator.webhooks.user_id_only = user_id_only
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    with simulator:
        _announce(simulator, app_secret, chosen)
        if player is not None:
            _play(player, stopping)
        if not stop_at_end:
            stopping.wait()


def _announce(simulator: Simulator, app_secret: str, scenario: Scenario | None) -> None:
    accounts = [
        {"channel": one.channel, "handle": one.handle, "external_id": one.external_id, "token": one.token}
        for one in simulator.world.accounts.values()
    ]
    skipped = list(scenario.skipped) if scenario else []
    print(
        json.dumps(
            {"urls": simulator.urls, "app_secret": app_secret, "accounts": accounts, "skipped": skipped}
        ),
        flush=True,
    )


def _play(player: Player, stopping: threading.Event) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        task = progress.add_task(player.scenario.title, total=len(player.scenario.messages))
        player.run(stopping, lambda said: progress.update(task, completed=said))


if __name__ == "__main__":
    main()
