"""A push service and a webhook on loopback that only notes when it was called."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from models.clock import utcnow


@dataclass(frozen=True)
class Call:
    """One request; `topic` is what a push says in the open, the rest of it is sealed."""

    path: str
    topic: str
    body: bytes
    at: datetime


@dataclass
class Receiver:
    """`calls` in the order they came in."""

    url: str
    calls: list[Call] = field(default_factory=list)


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Takes every POST with 201 until the end of the block."""

    class Desk(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            at = utcnow()
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            receiver.calls.append(Call(self.path, self.headers.get("topic", ""), body, at))
            self.send_response(201)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Desk)
    receiver = Receiver(f"http://127.0.0.1:{server.server_port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
