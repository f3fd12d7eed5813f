"""The Instagram Graph API (official) on loopback: comments, mentions, tags and messages of our accounts.

Covers what https://developers.facebook.com/docs/instagram-platform describes for comment
moderation, mentions, private replies and messaging, with Meta's error codes and usage headers.
`create_app(world)` serves the channel "instagram" of the world.
"""

from __future__ import annotations

import json
import math
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, Response, request

from simulator.faults import Fault
from simulator.graph_answers import error_response, json_response, rate_limit, refuse
from simulator.graph_fields import GraphField, parse_fields
from simulator.graph_nodes import (
    CHANNEL,
    GraphError,
    View,
    comments_page,
    missing,
    page,
    replies_page,
    show_comment,
    show_medium,
    show_message,
    show_user,
    show_voice,
)
from simulator.instagram_writes import answer_mention, given, reply, send_message
from simulator.wire import answer_read, answer_write
from simulator.world import Account, World

Fields = tuple[GraphField, ...]


def create_app(world: World, calls_per_hour: int = 4800) -> Flask:
    """The platform over `world`; an account with more calls an hour is refused (80002)."""
    app = Flask("simulator.instagram")
    calls: dict[str, deque[datetime]] = defaultdict(deque)

    def used(account: Account) -> int:
        recent = calls[account.external_id]
        while recent and recent[0] < world.now() - timedelta(hours=1):
            recent.popleft()
        return len(recent)

    def usage_headers(account: Account, regain_minutes: int) -> dict[str, str]:
        percent = 100 if regain_minutes else min(100, used(account) * 100 // calls_per_hour)
        share = {"call_count": percent, "total_cputime": percent // 2, "total_time": percent // 2}
        business = [
            {"type": "instagram", **share, "estimated_time_to_regain_access": regain_minutes},
        ]
        return {
            "X-App-Usage": json.dumps(share),
            "X-Business-Use-Case-Usage": json.dumps({account.external_id: business}),
        }

    def guarded(operation: str, work: Callable[[View, Fault | None], Response]) -> Response:
        """Signs the caller in, counts the call, and answers Meta's errors with its headers."""
        account: Account | None = None
        regain = 0
        try:
            account = _signed_in(world)
            with world.lock:
                if used(account) >= calls_per_hour:
                    oldest = calls[account.external_id][0] + timedelta(hours=1) - world.now()
                    regain = max(1, math.ceil(oldest.total_seconds() / 60))
                    raise GraphError(*rate_limit(80002))
                calls[account.external_id].append(world.now())
            response = work(View(world, account), world.faults.take(CHANNEL, operation))
        except GraphError as error:
            response = error_response(error)
        if account is not None:
            regain = regain or int(response.headers.pop("X-Regain", 0))
            for name, value in usage_headers(account, regain).items():
                response.headers[name] = value
        return response

    def read(show: Callable[[View, Fields], object]) -> Response:
        def work(view: View, fault: Fault | None) -> Response:
            fields = _wanted_fields()
            return answer_read(world, fault, lambda: json_response(show(view, fields)), refuse)

        return guarded("read", work)

    @app.get("/<version>/")
    def several(version: str) -> Response:
        wanted = [one for one in request.args.get("ids", "").split(",") if one]
        return read(lambda view, fields: {one: _show_node(view, one, fields) for one in wanted})

    @app.get("/<version>/<node_id>")
    def node(version: str, node_id: str) -> Response:
        return read(lambda view, fields: _show_node(view, node_id, fields))

    @app.get("/<version>/<node_id>/<edge>")
    def connection(version: str, node_id: str, edge: str) -> Response:
        return read(lambda view, fields: _show_edge(view, node_id, edge, fields))

    @app.post("/<version>/<node_id>/<edge>")
    def write(version: str, node_id: str, edge: str) -> Response:
        writers = {"replies": reply, "mentions": answer_mention, "messages": send_message}

        def work(view: View, fault: Fault | None) -> Response:
            if edge not in writers:
                raise missing(node_id, "post")
            return answer_write(world, fault, writers[edge](view, node_id), refuse)

        return guarded("write", work)

    return app


# --- who is calling


def _signed_in(world: World) -> Account:
    header = request.headers.get("Authorization", "")
    token = header.removeprefix("Bearer ") if header.startswith("Bearer ") else given("access_token")
    if not token:
        raise GraphError(400, 2500, "An active access token must be used to query information.")
    account = world.account_by_token(CHANNEL, str(token))
    if account is None:
        raise GraphError(400, 190, "Invalid OAuth access token - Cannot parse access token")
    if account.revoked:
        raise GraphError(
            400, 190, "Error validating access token: The user has not authorized application", 458
        )
    return account


# --- reading


def _wanted_fields() -> Fields:
    try:
        return parse_fields(request.args.get("fields", ""))
    except ValueError as error:
        raise GraphError(400, 2500, f"Syntax error {error}") from error


def _address() -> str:
    return request.url_root + request.path.split("/")[1]


def _show_node(view: View, node_id: str, fields: Fields) -> dict[str, object]:
    if node_id in ("me", view.account.external_id):
        return show_user(view, fields, _address())
    if medium := view.own_medium(node_id):
        return show_medium(view, medium, fields, _address())
    if comment := view.own_comment(node_id):
        return show_comment(view, comment, fields, _address())
    thread = view.world.thread(CHANNEL, node_id)
    voices = [p.author for p in thread if p.kind == "direct" and not p.ours and view.is_with_us(p)]
    if voices:
        return show_voice(voices[0], fields)
    raise missing(node_id)


def _show_edge(view: View, node_id: str, edge: str, fields: Fields) -> dict[str, object]:
    ours = node_id in ("me", view.account.external_id)
    arguments, at = request.args.to_dict(), _address()
    if ours and edge == "media":
        own = [p for p in view.world.own(CHANNEL, view.account.handle) if p.kind == "media"]
        newest = sorted(own, key=lambda p: p.created_at, reverse=True)
        return page(newest, arguments, lambda p: show_medium(view, p, fields, at), f"{at}/{node_id}/media")
    if ours and edge == "tags":
        tagged = [p for p in view.world.addressed(CHANNEL, view.account.handle) if p.kind == "tag"]
        newest = sorted(tagged, key=lambda p: p.created_at, reverse=True)
        return page(newest, arguments, lambda p: show_medium(view, p, fields, at), f"{at}/{node_id}/tags")
    if ours and edge == "conversations":
        return _conversations(view, fields)
    if edge == "comments" and (medium := view.own_medium(node_id)):
        return comments_page(view, medium, fields, arguments, at)
    if edge == "replies" and (comment := view.own_comment(node_id)):
        return replies_page(view, comment, fields, arguments, at)
    raise missing(node_id)


def _conversations(view: View, fields: Fields) -> dict[str, object]:
    person = request.args.get("user_id", "")
    messages = [p for p in view.world.thread(CHANNEL, person) if p.kind == "direct" and view.is_with_us(p)]
    if not messages:
        return {"data": []}
    conversation_id = f"aWdfZAG06{person}"
    answer: dict[str, object] = {"id": conversation_id}
    wanted = next((field for field in fields if field.name == "messages"), None)
    if wanted is not None:
        answer["messages"] = page(
            messages[::-1],
            wanted.arguments,
            lambda p: show_message(p, view.account, wanted.fields),
            f"{_address()}/{conversation_id}/messages",
        )
    return {"data": [answer]}
