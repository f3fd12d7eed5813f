"""`tanggap web`, `tanggap worker` and `tanggap run`."""

from __future__ import annotations

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time

import click

RESTART_PAUSE = 1.0
M_ARENA_MAX = -8  # of malloc.h
# How a child says that no restart will help (EX_CONFIG of sysexits.h); it has printed why.
CANNOT_START = 78
# Two workers, so that a busy model never delays a reply and the pages never carry either.
WORKERS = (("listener,responder,alerts",), ("classifier",))


def _log_to_stderr(level: str) -> None:
    logging.basicConfig(
        level=level,
        stream=sys.stderr,
        format="%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s",
    )
    # These announce every request, address and all.
    for noisy in ("httpx", "urllib3", "instagrapi", "private_request", "public_request", "alembic", "dbos"):
        logging.getLogger(noisy).setLevel(logging.WARNING)


def _few_heaps() -> None:
    """glibc keeps a heap of its own for every thread, and the panel has many; elsewhere this does nothing."""
    tune = getattr(ctypes.CDLL(None), "mallopt", None)
    if tune is not None:
        tune(M_ARENA_MAX, 2)


@click.command()
def web() -> None:
    """Serve the panel, the tracking page and the webhooks."""
    from gunicorn.app.base import BaseApplication
    from gunicorn.arbiter import Arbiter

    from commands import opening

    settings = opening.settings()
    _log_to_stderr(settings.log_level)

    class Panel(BaseApplication):
        def load_config(self) -> None:
            self.cfg.set("bind", f"{settings.web_host}:{settings.web_port}")
            self.cfg.set("worker_class", "gthread")
            self.cfg.set("threads", settings.web_threads)
            self.cfg.set("workers", 1)
            self.cfg.set("timeout", 60)
            self.cfg.set("graceful_timeout", 5)
            self.cfg.set("loglevel", "warning")
            self.cfg.set("proc_name", "tanggap-web")
            self.cfg.set("control_socket_disable", True)

        def load(self) -> object:
            _few_heaps()
            # After the fork: connections must not be shared between processes, and the process that
            # only watches over the serving one needs none of this in its memory.
            from commands import watch
            from models.database import Database
            from models.jobs import JobQueue
            from web import create_app

            try:
                with opening.database(settings):
                    pass
            except opening.CannotStart as error:
                error.show()
                sys.exit(Arbiter.APP_LOAD_ERROR)
            database = Database(settings.database_url, pool_size=settings.web_threads)
            watch.start(database, settings, "web")
            return create_app(settings, database, JobQueue(database))

    watching = os.getpid()
    try:
        Panel().run()
    except SystemExit as end:
        # The serving process comes through here as well: its own code must reach the watching one.
        if os.getpid() == watching and end.code == Arbiter.APP_LOAD_ERROR:
            sys.exit(CANNOT_START)
        raise


@click.command()
@click.option(
    "--stages",
    default="listener,classifier,responder,alerts",
    show_default=True,
    help="Which stages to run.",
)
def worker(stages: str) -> None:
    """Run stages until stopped (SIGTERM ends them between two batches)."""
    from commands import compose, opening
    from commands import worker as loop

    names = tuple(name.strip() for name in stages.split(",") if name.strip())
    unknown = set(names) - set(compose.STAGES)
    if unknown or not names:
        raise click.UsageError(
            f"unknown stage {', '.join(sorted(unknown))}; there are {', '.join(compose.STAGES)}"
        )
    settings = opening.settings()
    _log_to_stderr(settings.log_level)
    with opening.database(settings) as database, opening.plain_errors():
        loop.run(database, settings, names)


@click.command()
def run() -> None:
    """Run everything on this machine: the panel and two workers, restarted when one dies."""
    tree = ProcessTree()
    tree.start()
    sys.exit(tree.watch())


class ProcessTree:
    """The panel and the workers as child processes of this one."""

    def __init__(self, environ: dict[str, str] | None = None) -> None:
        self.environ = {**os.environ, **(environ or {})}
        self.commands = [["web"], *(["worker", "--stages", stages] for (stages,) in WORKERS)]
        self.children: dict[int, subprocess.Popen[bytes]] = {}
        self.stopping = False

    def start(self) -> None:
        for index in range(len(self.commands)):
            self._spawn(index)

    def watch(self) -> int:
        """Restarts a child that dies; returns an exit code after SIGTERM, SIGINT or a false start."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: self.stop())
        code = 0
        while not self.stopping:
            time.sleep(RESTART_PAUSE)
            for index, child in self.children.items():
                if child.poll() is None or self.stopping:
                    continue
                name = " ".join(self.commands[index])
                if child.returncode == CANNOT_START:
                    click.echo(f"{name} cannot run here; see above", err=True)
                    code = 1
                    self.stop()
                    break
                click.echo(f"{name} ended with {child.returncode}; starting again", err=True)
                self._spawn(index)
        self.wait()
        return code

    def stop(self) -> None:
        self.stopping = True
        for child in self.children.values():
            child.terminate()

    def wait(self) -> None:
        for child in self.children.values():
            try:
                child.wait(timeout=30)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()

    def _spawn(self, index: int) -> None:
        command = [sys.executable, "-m", "tanggap", *self.commands[index]]
        self.children[index] = subprocess.Popen(command, env=self.environ)
