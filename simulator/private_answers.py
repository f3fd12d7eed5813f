"""How the private app API answers: its refusals, by the words instagrapi recognises them by."""

from __future__ import annotations

import json

from flask import Response

from simulator.faults import Fault


class RefusedError(Exception):
    """A refusal: HTTP status, `message`, and what else the body carries."""

    def __init__(self, status: int, message: str, **rest: object) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.rest = rest


CHALLENGE = {
    "url": "https://i.instagram.com/challenge/",
    "api_path": "/challenge/",
    "lock": True,
    "logout": False,
}
SUSPENDED = {**CHALLENGE, "url": "https://www.instagram.com/accounts/suspended/?next=/"}
SLOWER = "Please wait a few minutes before you try again."
REFUSALS: dict[str, RefusedError] = {
    "error": RefusedError(500, ""),
    "rate_limited": RefusedError(429, "Too many requests"),
    "please_wait": RefusedError(401, SLOWER, require_login=True),
    "rate_limit_error": RefusedError(400, "Too many requests", error_type="rate_limit_error"),
    "monthly_cap": RefusedError(400, "feedback_required", spam=True, feedback_message="Try again later"),
    "feedback_required": RefusedError(400, "feedback_required", spam=True, feedback_message="Action blocked"),
    "duplicate_text": RefusedError(400, "feedback_required", spam=True, feedback_message="Duplicate comment"),
    "not_summoned": RefusedError(400, "Invalid target user"),
    "blocked": RefusedError(400, "Invalid target user"),
    "revoked": RefusedError(403, "login_required", logout_reason=8),
    "challenge_required": RefusedError(400, "challenge_required", challenge=CHALLENGE),
    "suspended": RefusedError(400, "challenge_required", challenge=SUSPENDED),
    "sentry_block": RefusedError(
        400, "Sorry, there was a problem with your request.", error_type="sentry_block"
    ),
    "two_factor_required": RefusedError(
        400, "", error_type="two_factor_required", two_factor_info={"two_factor_identifier": "sim"}
    ),
    "needs_upgrade": RefusedError(400, "Please upgrade your app", error_type="needs_upgrade"),
    "timeout": RefusedError(408, "Request Timeout"),
}


def ok(body: dict[str, object]) -> Response:
    return _response({**body, "status": "ok"}, 200)


def refused_response(refused: RefusedError) -> Response:
    return _response({"message": refused.message, "status": "fail", **refused.rest}, refused.status)


def refuse(kind: str, fault: Fault | None) -> Response:
    """The answer to an injected fault; its detail `answer` picks another word of REFUSALS."""
    word = str(fault.detail.get("answer", kind)) if fault else kind
    if word == "masked_challenge":
        return Response("Not Found", status=404, content_type="text/html")
    return refused_response(REFUSALS[word])


def _response(body: dict[str, object], status: int) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json; charset=utf-8")
