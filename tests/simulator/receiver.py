"""A service at the other end of the webhooks, for tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from flask import Flask, request
from werkzeug.serving import make_server

from models.envelope import EnvelopePart, signature_matches, split_instagram, split_whatsapp
from models.vocabulary import InboundKind


class Receiver:
    """What the service would be: checks the signature, keeps every part, answers what `answers` says."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.answers: list[int] = []
        self.bodies: list[dict[str, Any]] = []
        self.parts: list[EnvelopePart] = []
        self.url = ""

    def app(self) -> Flask:
        app = Flask("receiver")

        @app.post("/webhooks/<channel>")
        def take(channel: str) -> tuple[str, int]:
            raw = request.get_data()
            assert signature_matches(self.secret, raw, request.headers.get("X-Hub-Signature-256"))
            status = self.answers.pop(0) if self.answers else 200
            if status == 200:
                self.bodies.append(json.loads(raw))
                split = split_whatsapp if channel == "whatsapp" else split_instagram
                self.parts += split(self.bodies[-1])
            return "", status

        return app

    def ids(self, kind: InboundKind) -> list[str]:
        return [part.external_id for part in self.parts if part.kind is kind]


@contextmanager
def listening(secret: str) -> Iterator[Receiver]:
    """A receiver on a free loopback port."""
    receiver = Receiver(secret)
    server = make_server("127.0.0.1", 0, receiver.app())
    receiver.url = f"http://127.0.0.1:{server.server_port}/"
    thread = Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
