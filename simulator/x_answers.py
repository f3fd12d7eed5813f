"""What X says when it does not do what was asked, in its own words."""

from __future__ import annotations

import re

from flask import Response, jsonify, request

from simulator.faults import Fault
from simulator.limits import Window
from simulator.world import Account, World

PROBLEMS = "https://api.twitter.com/2/problems"
NOT_SUMMONED = (
    "Reply to this conversation is not allowed because you have not been mentioned or otherwise "
    "engaged by the author of the post you are replying to."
)
DELETED_PARENT = "You attempted to reply to a Tweet that is deleted or not visible to you."
DUPLICATE = "You are not allowed to create a Tweet with duplicate content."
BLOCKED = "You have been blocked from replying to the author of this Tweet."


def signing_account(world: World) -> Account | None:
    """The account whose OAuth 1.0a token signs the request; None when there is none or it is revoked."""
    found = re.search(r'oauth_token="([^"]+)"', request.headers.get("Authorization", ""))
    account = world.account_by_token("x", found[1]) if found else None
    return None if account is None or account.revoked else account


def refusal_answer(world: World, kind: str, fault: Fault | None, window: Window) -> Response:
    if kind == "error":
        return problem(503, "Service Unavailable", "Service Unavailable")
    if kind == "revoked":
        return problem(401, "Unauthorized", "Unauthorized")
    if kind == "monthly_cap":
        return with_window(monthly_cap(), window)
    if kind == "rate_limited":
        reset = window.reset
        if fault is not None:
            reset = int(world.now().timestamp()) + int(str(fault.detail.get("reset_in", 900)))
        answer = problem(429, "Too Many Requests", "Too Many Requests")
        return with_window(answer, Window(window.limit, 0, reset, exceeded=True))
    details = {"duplicate_text": DUPLICATE, "not_summoned": NOT_SUMMONED, "blocked": BLOCKED}
    return problem(403, "Forbidden", details[kind])


def monthly_cap() -> Response:
    answer = jsonify(
        {
            "account_id": 1400000000000000000,
            "product_name": "standard-basic",
            "title": "UsageCapExceeded",
            "period": "Monthly",
            "scope": "Product",
            "detail": "Usage cap exceeded: Monthly product cap",
            "type": f"{PROBLEMS}/usage-capped",
        }
    )
    answer.status_code = 429
    return answer


def with_window(response: Response, window: Window) -> Response:
    if "x-rate-limit-limit" in response.headers:
        return response  # A fault has told its own window already.
    response.headers["x-rate-limit-limit"] = str(window.limit)
    response.headers["x-rate-limit-remaining"] = str(window.remaining)
    response.headers["x-rate-limit-reset"] = str(window.reset)
    return response


def problem(status: int, title: str, detail: str) -> Response:
    answer = jsonify({"title": title, "type": "about:blank", "status": status, "detail": detail})
    answer.status_code = status
    return answer


def invalid(message: str) -> Response:
    answer = jsonify(
        {
            "errors": [{"parameters": {}, "message": message}],
            "title": "Invalid Request",
            "detail": "One or more parameters to your request was invalid.",
            "type": f"{PROBLEMS}/invalid-request",
        }
    )
    answer.status_code = 400
    return answer
