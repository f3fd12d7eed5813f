"""How Meta answers: JSON, errors with codes, and the moods that `simulator.faults` asks for."""

from __future__ import annotations

import json
import math

from flask import Response

from simulator.faults import Fault
from simulator.graph_nodes import GraphError

RATE_LIMITS = {
    4: (403, "(#4) Application request limit reached"),
    17: (400, "(#17) User request limit reached"),
    32: (403, "(#32) Page request limit reached"),
    613: (400, "(#613) Calls to this api have exceeded the rate limit."),
    80002: (400, "(#80002) There have been too many calls to this Instagram account."),
}


def json_response(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status=status, content_type="application/json; charset=UTF-8")


def error_response(error: GraphError) -> Response:
    body: dict[str, object] = {
        "message": error.message,
        "type": "OAuthException",
        "code": error.code,
        "fbtrace_id": "A1b2C3d4E5f6G7h8",
    }
    if error.subcode is not None:
        body["error_subcode"] = error.subcode
    if error.status >= 500:
        body["is_transient"] = True
    return json_response({"error": body}, error.status)


def rate_limit(code: int) -> tuple[int, int, str]:
    status, message = RATE_LIMITS[code]
    return status, code, message


def refuse(kind: str, fault: Fault | None) -> Response:
    """The answer to an injected fault; its detail `answer` picks one of the words below, `code` a limit."""
    detail = fault.detail if fault else {}
    kind = str(detail.get("answer", kind))
    if kind in ("rate_limited", "monthly_cap"):
        code = int(str(detail.get("code", 4 if kind == "rate_limited" else 613)))
        response = error_response(GraphError(*rate_limit(code)))
        response.headers["X-Regain"] = str(math.ceil(float(str(detail.get("reset_in", 600))) / 60))
        return response
    errors = {
        "error": GraphError(500, 2, "An unexpected error has occurred. Please retry your request later."),
        "revoked": GraphError(400, 190, "Error validating access token: Session has expired", 463),
        "checkpoint": GraphError(400, 190, "Error validating access token: The user is enrolled", 459),
        "duplicate_text": GraphError(400, 506, "(#506) Duplicate status message"),
        "not_summoned": GraphError(403, 200, "(#200) Permissions error"),
        "blocked": GraphError(400, 551, "(#551) This person isn't available right now.", 1545041),
        "forbidden": GraphError(403, 10, "(#10) Application does not have permission for this action"),
    }
    return error_response(errors[kind])
