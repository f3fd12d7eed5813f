"""Instagram's private app API on loopback: what instagrapi uses of comments, tags, messages, sign-in.

`create_app(world)` serves the channel "instagram_private" of the world. A session is the
account's token as session id. `app.config` takes PASSWORDS and TWO_FACTOR, both by handle:
the password `sandi-<handle>` is the default, and nobody has a second factor.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Flask, Response, request

from simulator.faults import Fault
from simulator.private_answers import RefusedError, ok, refuse, refused_response
from simulator.private_login import add_login
from simulator.private_nodes import (
    CHANNEL,
    COMMENT_PAGE,
    FEED_PAGE,
    REPLY_PAGE,
    account_node,
    chunk,
    comment_node,
    comments,
    direct_messages,
    inbox_node,
    medium_node,
    message_node,
    pack,
    page_of,
    replies,
    thread_node,
    unpack,
    user_node,
)
from simulator.wire import answer_read, answer_write
from simulator.world import Account, Post, World

Body = dict[str, object]


def create_app(world: World, comments_per_hour: int = 120) -> Flask:
    """The platform over `world`; more comments in an hour make it suspicious (feedback_required)."""
    app = Flask("simulator.instagram_private")
    app.config.update(PASSWORDS={}, TWO_FACTOR={})
    written: dict[str, deque[datetime]] = defaultdict(deque)
    add_login(app, world)

    def guarded(operation: str, work: Callable[[Account, Fault | None], Response]) -> Response:
        try:
            return work(_signed_in(world), world.faults.take(CHANNEL, operation))
        except RefusedError as refused:
            return refused_response(refused)

    def read(show: Callable[[Account], Body]) -> Response:
        return guarded("read", lambda me, fault: answer_read(world, fault, lambda: ok(show(me)), refuse))

    @app.get("/api/v1/accounts/current_user/")
    def current_user() -> Response:
        return read(lambda me: {"user": account_node(world, me)})

    @app.get("/api/v1/users/<user_id>/info/")
    def user_info(user_id: str) -> Response:
        def show(me: Account) -> Body:
            found = [author for author in world.authors.values() if author.external_id == user_id]
            if not found:
                raise RefusedError(404, "User not found", error_type="user_not_found")
            return {"user": user_node(found[0])}

        return read(show)

    @app.get("/api/v1/feed/user/<user_id>/")
    def feed(user_id: str) -> Response:
        def show(me: Account) -> Body:
            own = [p for p in world.own(CHANNEL, me.handle) if p.kind == "media"]
            rows = sorted(own if user_id == me.external_id else [], key=_newest_first)
            after = request.args.get("max_id", "")
            return page_of(rows, after, FEED_PAGE, lambda p: medium_node(world, p), "items")

        return read(show)

    @app.get("/api/v1/usertags/<user_id>/feed/")
    def usertags(user_id: str) -> Response:
        def show(me: Account) -> Body:
            tagged = [p for p in world.addressed(CHANNEL, me.handle) if p.kind == "tag"]
            rows = sorted(tagged if user_id == me.external_id else [], key=_newest_first)
            after = request.args.get("max_id", "")
            return page_of(rows, after, FEED_PAGE, lambda p: medium_node(world, p), "items")

        return read(show)

    @app.get("/api/v1/media/<media_id>/comments/")
    def medium_comments(media_id: str) -> Response:
        def show(me: Account) -> Body:
            medium = _medium(world, media_id)
            after = unpack(request.args.get("min_id", ""))
            shown, following = chunk(comments(world, medium.external_id), after, COMMENT_PAGE)
            answer: Body = {
                "comments": [comment_node(world, p) for p in shown],
                "comment_count": len(comments(world, medium.external_id, with_replies=True)),
                "has_more_comments": False,
                "has_more_headload_comments": bool(following),
            }
            if following:
                answer["next_min_id"] = pack(following)
            return answer

        return read(show)

    @app.get("/api/v1/media/<media_id>/comments/<comment_id>/inline_child_comments/")
    def child_comments(media_id: str, comment_id: str) -> Response:
        def show(me: Account) -> Body:
            parent = _comment(world, _medium(world, media_id), comment_id)
            after = unpack(request.args.get("min_id", ""))
            shown, following = chunk(replies(world, parent), after, REPLY_PAGE)
            answer: Body = {
                "child_comments": [comment_node(world, p) for p in shown],
                "has_more_head_child_comments": bool(following),
                "parent_comment": comment_node(world, parent),
            }
            if following:
                answer["next_min_child_cursor"] = pack(following)
            return answer

        return read(show)

    def inbox(pending: bool) -> Response:
        limit = int(request.args.get("thread_message_limit", "10"))
        cursor = request.args.get("cursor", "")
        return read(lambda me: {"inbox": inbox_node(world, me, pending, limit, cursor)})

    @app.get("/api/v1/direct_v2/inbox/")
    def direct_inbox() -> Response:
        return inbox(pending=False)

    @app.get("/api/v1/direct_v2/pending_inbox/")
    def pending_inbox() -> Response:
        return inbox(pending=True)

    @app.get("/api/v1/direct_v2/threads/<thread_id>/")
    def direct_thread(thread_id: str) -> Response:
        def show(me: Account) -> Body:
            if not _last_message(world, me, thread_id):
                raise RefusedError(404, "Thread not found")
            limit, cursor = int(request.args.get("limit", "20")), request.args.get("cursor", "")
            return {"thread": thread_node(world, me, thread_id, limit, cursor)}

        return read(show)

    @app.post("/api/v1/media/<media_id>/comment/")
    def write_comment(media_id: str) -> Response:
        def work(me: Account, fault: Fault | None) -> Response:
            recent = written[me.handle]
            while recent and recent[0] < world.now() - timedelta(hours=1):
                recent.popleft()
            if len(recent) >= comments_per_hour:
                return refuse("feedback_required", None)
            accept = _comment_writer(world, me, media_id)
            recent.append(world.now())
            return answer_write(world, fault, accept, refuse)

        return guarded("write", work)

    @app.post("/api/v1/direct_v2/threads/broadcast/<method>/")
    def write_message(method: str) -> Response:
        def work(me: Account, fault: Fault | None) -> Response:
            return answer_write(world, fault, _message_writer(world, me), refuse)

        return guarded("write", work)

    return app


def _signed_in(world: World) -> Account:
    header = request.headers.get("Authorization", "")
    session = request.cookies.get("sessionid", "")
    if header.startswith("Bearer IGT:2:"):
        try:
            session = str(json.loads(base64.b64decode(header.removeprefix("Bearer IGT:2:")))["sessionid"])
        except (binascii.Error, ValueError, KeyError, TypeError):
            session = ""
    account = world.account_by_token(CHANNEL, session)
    if account is None or account.revoked:
        raise RefusedError(403, "login_required", logout_reason=8)
    return account


def _newest_first(post: Post) -> float:
    return -post.created_at.timestamp()


def _medium(world: World, media_id: str) -> Post:
    pk = media_id.split("_")[0]
    post = world.post(CHANNEL, pk)
    if post is None or post.kind not in ("media", "tag", "quoted"):
        raise RefusedError(400, "Invalid media_id " + media_id)
    if not world.is_visible(post):
        raise RefusedError(400, "Sorry, this photo has been deleted")
    return post


def _comment(world: World, medium: Post, comment_id: str) -> Post:
    post = world.post(CHANNEL, comment_id)
    if post is None or post.thread_id != medium.external_id or not world.is_visible(post):
        raise RefusedError(400, "Sorry, this comment has been deleted")
    return post


def _signed_body() -> Body:
    raw = request.form.get("signed_body", "")
    _, _, content = raw.partition(".")
    body = json.loads(content or "{}")
    return body if isinstance(body, dict) else {}


def _comment_writer(world: World, me: Account, media_id: str) -> Callable[[float], Response]:
    body = _signed_body()
    medium = _medium(world, media_id)
    text = str(body.get("comment_text") or "")
    answered = str(body.get("replied_to_comment_id") or "")
    target = _comment(world, medium, answered) if answered else medium
    if (CHANNEL, target.author.handle) in world.opted_out:
        raise RefusedError(400, "Invalid target user")

    def accept(visible_after: float) -> Response:
        posted = world.accept(
            CHANNEL,
            me.handle,
            target.external_id,
            text,
            key=str(body.get("idempotence_token") or ""),
            kind="comment",
            thread_id=medium.external_id,
            visible_after=visible_after,
        )
        made = world.post(CHANNEL, posted.external_id)
        assert made is not None
        return ok({"comment": comment_node(world, made)})

    return accept


def _last_message(world: World, me: Account, thread_id: str) -> Post | None:
    received = [p for p in direct_messages(world, me, thread_id) if not p.ours]
    return received[-1] if received else None


def _message_writer(world: World, me: Account) -> Callable[[float], Response]:
    form = request.form
    text = form.get("text") or form.get("link_text") or ""
    threads = json.loads(form.get("thread_ids") or "[]")
    thread_id = str(threads[0]) if threads else ""
    last = _last_message(world, me, thread_id)
    if last is None:
        raise RefusedError(404, "Thread not found")
    if (CHANNEL, last.author.handle) in world.opted_out:
        raise RefusedError(400, f"{last.author.handle} doesn't allow new message requests")
    key = form.get("client_context", "")

    def accept(visible_after: float) -> Response:
        posted = world.accept(
            CHANNEL,
            me.handle,
            last.external_id,
            text,
            key=key,
            kind="direct",
            thread_id=thread_id,
            visible_after=visible_after,
        )
        made = world.post(CHANNEL, posted.external_id)
        assert made is not None
        return ok({"action": "item_ack", "payload": {**message_node(me, made), "thread_id": thread_id}})

    return accept
