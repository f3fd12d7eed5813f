"""Wire behaviour that all simulated platforms share: hanging, cutting, accepting late."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress

from flask import Response, current_app, request

from simulator.faults import Fault
from simulator.world import World


def cut_connection() -> Response:
    """Closes the caller's connection without an answer."""
    connection = request.environ.get("werkzeug.socket")
    if isinstance(connection, socket.socket):
        # The caller may have been faster and gone already.
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
    return Response(status=500)


def hang(world: World, seconds: float) -> Response:
    """Gives no answer for `seconds` (or until the simulator stops), then closes the connection."""
    world.stopping.wait(seconds)
    return cut_connection()


def answer_write(
    world: World,
    fault: Fault | None,
    accept: Callable[[float], Response],
    refuse: Callable[[str, Fault | None], Response],
) -> Response:
    """Answers one write under `fault`.

    `accept(visible_after)` records the write and makes the good answer; `refuse(kind, fault)`
    makes the platform's own body for "error" (5xx), "rate_limited", "monthly_cap", "revoked", ...
    `accept` must not look at the request: a late acceptance happens after it is gone.
    """
    if fault is None:
        return accept(0.0)
    if fault.kind == "lag":
        return accept(fault.seconds)
    if fault.kind == "error_before":
        return refuse("error", fault)
    if fault.kind == "error_after":
        accept(0.0)
        return refuse("error", fault)
    if fault.kind == "hang_before":
        return hang(world, fault.seconds)
    if fault.kind == "hang_after":
        accept(0.0)
        return hang(world, fault.seconds)
    if fault.kind == "cut":
        if fault.detail.get("accepted"):
            accept(0.0)
        return cut_connection()
    if fault.kind == "late":
        app = current_app._get_current_object()  # type: ignore[attr-defined]

        def accept_late() -> None:
            with app.app_context():
                accept(0.0)

        world.after(fault.seconds, accept_late)
        return refuse("error", fault)
    return refuse(fault.kind, fault)


def answer_read(
    world: World,
    fault: Fault | None,
    answer: Callable[[], Response],
    refuse: Callable[[str, Fault | None], Response],
) -> Response:
    """Answers one read under `fault`; see `answer_write` for `refuse`."""
    if fault is None or fault.kind == "lag":
        return answer()
    if fault.kind in ("error_before", "error_after", "late"):
        return refuse("error", fault)
    if fault.kind in ("hang_before", "hang_after"):
        return hang(world, fault.seconds)
    if fault.kind == "cut":
        return cut_connection()
    if fault.kind == "garbage":
        return Response("<html>upstream unavailable</html>", status=200, content_type="text/html")
    return refuse(fault.kind, fault)
