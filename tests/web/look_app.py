"""A bare app that serves /_look and nothing else, for its tests and for looking at it.

`python -m tests.web.look_app` serves it on http://127.0.0.1:8611/_look/ with the panel's content policy.
"""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response
from flask_babel import Babel

from web import installed, times, words
from web.look import look

CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WEB = Path(__file__).parents[2] / "web"


def look_app() -> Flask:
    """Templates, static files and words as the panel has them; no database, no sign-in."""
    app = Flask("web", root_path=str(WEB))
    app.secret_key = "look"
    app.config["TEMPLATES_AUTO_RELOAD"] = True
    Babel(app, default_locale="id", default_timezone="Asia/Jakarta")
    words.register(app)
    times.register(app)
    app.register_blueprint(look)
    app.register_blueprint(installed.pages)

    @app.after_request
    def policy(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = CONTENT_POLICY
        return response

    return app


if __name__ == "__main__":
    look_app().run(port=8611)
