"""All simulated platforms in one process, each on its own loopback port."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from functools import partial
from types import TracebackType

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from simulator import control, instagram, instagram_private, whatsapp, x
from simulator.webhooks import Webhooks
from simulator.world import World

# One line per platform; "control" is not a platform and stands apart.
APPS: dict[str, Callable[[World], Flask]] = {
    "x": x.create_app,
    "whatsapp": whatsapp.create_app,
    "instagram": instagram.create_app,
    "instagram_private": instagram_private.create_app,
}
HOST = "127.0.0.1"
TICK_SECONDS = 0.05


class QuietHandler(WSGIRequestHandler):
    """Keeps connections open as the platforms do, and writes no access log."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Says nothing: a replay makes tens of thousands of requests."""

    def log(self, type: str, message: str, *args: object) -> None:
        """Says nothing: a connection cut on purpose is no news."""


class Simulator:
    """Starts and stops the platforms, or `only` some of them.

    `ports` maps channel names (and "control") to fixed ports; 0 is any free one.
    """

    def __init__(
        self,
        world: World | None = None,
        ports: Mapping[str, int] | None = None,
        webhook_url: str | None = None,
        app_secret: str = "simulated-app-secret",
        only: Collection[str] | None = None,
    ) -> None:
        self.world = world or World()
        self.webhook_url = webhook_url
        self.app_secret = app_secret
        self.apps: dict[str, Flask] = {
            name: make(self.world) for name, make in APPS.items() if only is None or name in only
        }
        self.apps["control"] = control.create_app(self.world)
        self.webhooks = Webhooks(self.world, webhook_url, app_secret) if webhook_url else None
        self.urls: dict[str, str] = {}
        self._ports = dict(ports or {})
        self._servers: list[BaseWSGIServer] = []
        self._threads: list[threading.Thread] = []

    def start(self) -> Simulator:
        self.world.stopping.clear()
        for name, app in self.apps.items():
            server = make_server(
                HOST, self._ports.get(name, 0), app, threaded=True, request_handler=QuietHandler
            )
            self._servers.append(server)
            self.urls[name] = f"http://{HOST}:{server.server_port}"
            self._run(f"simulator-{name}", partial(server.serve_forever, TICK_SECONDS))
        self._run("simulator-clock", self._tick)
        if self.webhooks is not None:
            self.webhooks.start()
        return self

    def stop(self) -> None:
        self.world.stopping.set()
        if self.webhooks is not None:
            self.webhooks.stop()
        for server in self._servers:
            server.shutdown()
            server.server_close()
        for thread in self._threads:
            thread.join(timeout=5)
        self._servers.clear()
        self._threads.clear()

    def __enter__(self) -> Simulator:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _run(self, name: str, target: Callable[[], object]) -> None:
        thread = threading.Thread(target=target, name=name, daemon=True)
        thread.start()
        self._threads.append(thread)

    def _tick(self) -> None:
        """Late acceptances fall due also while nobody asks."""
        while not self.world.stopping.wait(TICK_SECONDS):
            self.world.run_due()
