"""What our accounts may write on simulated Instagram: replies, answers to mentions, messages."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

from flask import Response, request

from simulator.graph_answers import json_response
from simulator.graph_nodes import CHANNEL, GraphError, View, missing
from simulator.world import Post

COMMENT_LENGTH = 2200
MESSAGE_BYTES = 1000
WINDOW = timedelta(hours=24)
PRIVATE_REPLY_WINDOW = timedelta(days=7)


def given(name: str) -> object:
    """One parameter, wherever Meta allows it: query, form or JSON body."""
    body = request.get_json(silent=True) if request.is_json else None
    if isinstance(body, dict) and name in body:
        return body[name]
    return request.values.get(name, "")


def reply(view: View, comment_id: str) -> Callable[[float], Response]:
    comment = view.own_comment(comment_id)
    if comment is None:
        raise missing(comment_id, "post")
    return _comment_writer(view, comment, comment.thread_id)


def answer_mention(view: View, node_id: str) -> Callable[[float], Response]:
    if node_id not in ("me", view.account.external_id):
        raise missing(node_id, "post")
    comment_id, media_id = str(given("comment_id")), str(given("media_id"))
    mention = view.mention(comment_id or media_id, in_comment=bool(comment_id))
    if mention is None:
        raise missing(comment_id or media_id, "post")
    return _comment_writer(view, mention, media_id)


def _comment_writer(view: View, target: Post, medium_id: str) -> Callable[[float], Response]:
    text = str(given("message"))
    if not text:
        raise GraphError(400, 100, "(#100) The parameter message is required")
    if len(text) > COMMENT_LENGTH:
        raise GraphError(400, 100, f"(#100) Param message must be at most {COMMENT_LENGTH} characters")
    _reject_blocked(view, target)

    def accept(visible_after: float) -> Response:
        posted = view.world.accept(
            CHANNEL,
            view.account.handle,
            target.external_id,
            text,
            kind="comment",
            thread_id=medium_id,
            visible_after=visible_after,
        )
        return json_response({"id": posted.external_id})

    return accept


def send_message(view: View, node_id: str) -> Callable[[float], Response]:
    if node_id not in ("me", view.account.external_id):
        raise missing(node_id, "post")
    recipient, message = _object("recipient"), _object("message")
    text = str(message.get("text") or "")
    if not text or len(text.encode()) > MESSAGE_BYTES:
        raise GraphError(
            400, 100, f"(#100) Length of param message[text] must be between 1 and {MESSAGE_BYTES} bytes"
        )
    if recipient.get("comment_id"):
        target, person = _private_reply_target(view, str(recipient["comment_id"]))
    else:
        target, person = _open_conversation(view, str(recipient.get("id") or ""))
    _reject_blocked(view, target)

    def accept(visible_after: float) -> Response:
        if not recipient.get("comment_id"):
            answered = target.external_id
        else:
            answered = str(recipient["comment_id"])
            target.extra["private_reply"] = True
        posted = view.world.accept(
            CHANNEL,
            view.account.handle,
            answered,
            text,
            kind="direct",
            thread_id=person,
            visible_after=visible_after,
        )
        return json_response({"recipient_id": person, "message_id": posted.external_id})

    return accept


def _object(name: str) -> dict[str, object]:
    value = given(name)
    if isinstance(value, str):
        try:
            value = json.loads(value or "{}")
        except ValueError as error:
            raise GraphError(400, 100, f"(#100) param {name} must be a JSON object") from error
    return value if isinstance(value, dict) else {}


def _private_reply_target(view: View, comment_id: str) -> tuple[Post, str]:
    comment = view.own_comment(comment_id)
    if comment is None:
        raise missing(comment_id, "post")
    if comment.extra.get("private_reply"):
        raise GraphError(400, 10900, "(#10900) Activity already replied to", 2534014)
    if view.world.now() - comment.created_at > PRIVATE_REPLY_WINDOW:
        raise _outside_window()
    return comment, comment.author.external_id


def _open_conversation(view: View, person: str) -> tuple[Post, str]:
    received = [
        p
        for p in view.world.thread(CHANNEL, person)
        if p.kind == "direct" and not p.ours and view.is_with_us(p)
    ]
    if not received:
        raise GraphError(400, 100, "(#100) No matching user found", 2018001)
    human_agent = given("tag") == "HUMAN_AGENT"
    if view.world.now() - received[-1].created_at > (PRIVATE_REPLY_WINDOW if human_agent else WINDOW):
        raise _outside_window()
    return received[-1], person


def _outside_window() -> GraphError:
    return GraphError(403, 10, "(#10) This message is sent outside of allowed window.", 2534022)


def _reject_blocked(view: View, target: Post) -> None:
    if (CHANNEL, target.author.handle) in view.world.opted_out:
        raise GraphError(400, 551, "(#551) This person isn't available right now.", 1545041)
