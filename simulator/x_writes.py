"""Replies and deletions on the simulated X, and the rules X holds them to."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask, Response, g, jsonify, request

from simulator.faults import Fault
from simulator.limits import Window
from simulator.wire import answer_write
from simulator.world import Account, Post, World
from simulator.x_answers import (
    BLOCKED,
    DELETED_PARENT,
    DUPLICATE,
    NOT_SUMMONED,
    invalid,
    problem,
    refusal_answer,
)
from simulator.x_objects import Spelling, Wanted, mention_objects, post_object

DUPLICATE_HOURS = 24


def create_reply(world: World, spelling: Spelling, app: Flask) -> Response:
    body = request.get_json(silent=True) or {}
    text = str(body.get("text") or "")
    reply = body.get("reply") or {}
    parent_id = str(reply.get("in_reply_to_tweet_id") or reply.get("in_reply_to_post_id") or "")
    account: Account = g.account
    if not text:
        return invalid("One or more parameters to your request was invalid.")
    if refusal := _natural_refusal(world, account, parent_id, text):
        return problem(403, "Forbidden", refusal)

    def accept(visible_after: float) -> Response:
        # Looked at again: an acceptance that comes late may meet what was posted meanwhile.
        with world.lock:
            if refusal := _natural_refusal(world, account, parent_id, text):
                return problem(403, "Forbidden", refusal)
            return take(visible_after)

    def take(visible_after: float) -> Response:
        posted = world.accept("x", account.handle, parent_id, text, visible_after=visible_after)
        post = world.post("x", posted.external_id)
        shown = post_object(world, post, _bare(spelling)) if post else {}
        response = jsonify({"data": shown})
        response.status_code = 201
        return response

    def refuse(kind: str, fault: Fault | None) -> Response:
        limit = app.config["X_LIMITS"]["write"]
        reset = int(world.now().timestamp()) + 900
        return refusal_answer(world, kind, fault, Window(limit, 0, reset, exceeded=False))

    return answer_write(world, world.faults.take("x", "write"), accept, refuse)


def _natural_refusal(world: World, account: Account, parent_id: str, text: str) -> str | None:
    """Why X refuses this reply by its own rules, or None."""
    since = world.now() - timedelta(hours=DUPLICATE_HOURS)
    # X knows its own posts at once, also those that its reads do not show yet.
    if not world.accept_duplicates and any(
        posted.text == text and posted.accepted_at >= since and _stands(world, posted.external_id)
        for posted in world.ledger
        if posted.channel == "x" and posted.account.lower() == account.handle.lower()
    ):
        return DUPLICATE
    if not parent_id:
        return None
    parent = world.post("x", parent_id)
    if parent is None or parent.deleted_at is not None or parent.author.protected:
        return DELETED_PARENT
    if ("x", parent.author.handle.lower()) in world.opted_out:
        return BLOCKED
    return None if _summons(world, parent, account) else NOT_SUMMONED


def _stands(world: World, external_id: str) -> bool:
    post = world.post("x", external_id)
    return post is not None and post.deleted_at is None


def _summons(world: World, parent: Post, account: Account) -> bool:
    handle = account.handle.lower()
    named = {str(mention["username"]).lower() for mention in mention_objects(world, parent.text)}
    quoted = world.post("x", parent.quoted) if parent.quoted else None
    addressed = parent.kind != "quoted" and parent.account.lower() == handle
    return (
        addressed
        or handle in named
        or handle in (name.lower() for name in parent.also_mentions)
        or (quoted is not None and quoted.author.handle.lower() == handle)
    )


def delete_post(world: World, post_id: str) -> Response:
    post = world.post("x", post_id)
    if post is None or post.author.external_id != g.account.external_id or post.deleted_at:
        return jsonify({"data": {"deleted": False}})
    world.delete(post_id)
    return jsonify({"data": {"deleted": True}})


def _bare(spelling: Spelling) -> Wanted:
    none: frozenset[str] = frozenset()
    return Wanted(spelling, none, none, none, none)
