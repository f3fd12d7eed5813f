"""What makes the panel an installed app that can be woken: its manifest and its service worker, from our own site."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, jsonify, url_for

pages = Blueprint("installed", __name__)

WORKER = Path(__file__).parent / "static" / "service-worker.js"


@pages.get("/manifest.webmanifest")
def manifest() -> Response:
    """The app's name and look; browsers ask for it without our cookie."""
    answer = jsonify(
        name="Tanggap",
        short_name="Tanggap",
        start_url="/",
        scope="/",
        display="standalone",
        lang="id",
        background_color="#ffffff",
        theme_color="#173a7a",
        icons=[
            {"src": url_for("static", filename="favicon.svg"), "sizes": "any", "type": "image/svg+xml"},
        ],
    )
    answer.mimetype = "application/manifest+json"
    return answer


@pages.get("/sw.js")
def service_worker() -> Response:
    """The script that shows a push; it must stand at the top, for its reach is the folder it is in."""
    answer = Response(WORKER.read_text(encoding="utf-8"), mimetype="text/javascript")
    answer.headers["Cache-Control"] = "no-cache"
    return answer
