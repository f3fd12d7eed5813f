"""The X API v2 as far as Tanggap uses it, faithful enough to be hostile.

Bodies and headers are those X sends: rate windows carry `x-rate-limit-*` and no `Retry-After`,
a used-up monthly cap is a 429 whose window still has room, a duplicate text is a 403.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime

from flask import Flask, Response, g, jsonify, request

from simulator.faults import Fault
from simulator.limits import Windows
from simulator.wire import answer_read
from simulator.world import Post, World
from simulator.x_answers import invalid, problem, refusal_answer, signing_account, with_window
from simulator.x_objects import (
    SPELLINGS,
    Spelling,
    Wanted,
    error_object,
    is_readable,
    page_object,
    user_object,
)
from simulator.x_writes import create_reply, delete_post

# Requests in 15 minutes, per user token; "app" counts all users together.
LIMITS = {
    "mentions": 300,
    "mentions_app": 450,
    "timeline": 900,
    "lookup": 900,
    "me": 75,
    "write": 100,
    "delete": 50,
}
HORIZON = {"mentions": 800, "timeline": 3200}
POST_FIELDS = frozenset(
    {
        "attachments",
        "author_id",
        "conversation_id",
        "created_at",
        "entities",
        "id",
        "in_reply_to_user_id",
        "lang",
        "public_metrics",
        "text",
    }
)
USER_FIELDS = frozenset(
    ["id", "name", "username", "verified", "verified_type", "public_metrics", "protected"]
)
MEDIA_FIELDS = frozenset(["media_key", "type", "url", "preview_image_url"])


def create_app(world: World, spec: str = "tweet", limits: Mapping[str, int] | None = None) -> Flask:
    """The X stand-in over `world`; `spec` is "tweet" or "post", `limits` overrides some of LIMITS.

    `app.config` holds both, so that a test may change them while the server runs.
    """
    app = Flask("simulator.x")
    app.config["X_SPEC"] = spec
    app.config["X_LIMITS"] = {**LIMITS, **(limits or {})}
    windows = Windows(world)

    def spelling() -> Spelling:
        return SPELLINGS[app.config["X_SPEC"]]

    def guard(name: str, operation: str, answer: Callable[[], Response]) -> Response:
        """Token, rate window and faults: what every endpoint goes through before it answers."""
        account = signing_account(world)
        if account is None:
            return problem(401, "Unauthorized", "Unauthorized")
        g.account = account
        ceilings: dict[str, int] = app.config["X_LIMITS"]
        window = windows.count(f"{name}:{account.external_id}", ceilings[name])
        if not window.exceeded and f"{name}_app" in ceilings:
            whole = windows.count(f"{name}:app", ceilings[f"{name}_app"])
            window = whole if whole.exceeded else window

        def refuse(kind: str, fault: Fault | None) -> Response:
            return refusal_answer(world, kind, fault, window)

        if window.exceeded:
            return refusal_answer(world, "rate_limited", None, window)
        if operation == "write":
            return answer()
        response = answer_read(world, world.faults.take("x", operation), answer, refuse)
        return with_window(response, window)

    @app.before_request
    def read_whole_body() -> None:
        # An unread body would be taken for the next request on a kept connection.
        request.get_data()
        world.run_due()

    @app.get("/2/users/me")
    def me() -> Response:
        def answer() -> Response:
            wanted = _wanted(spelling())
            if isinstance(wanted, Response):
                return wanted
            return jsonify({"data": user_object(world.author("x", g.account.handle), wanted)})

        return guard("me", "read", answer)

    @app.get("/2/users/<user_id>/mentions")
    def mentions(user_id: str) -> Response:
        return guard("mentions", "read", lambda: _listing(world, spelling(), "mentions", user_id))

    @app.get("/2/users/<user_id>/tweets")
    @app.get("/2/users/<user_id>/posts")
    def timeline(user_id: str) -> Response:
        return guard("timeline", "read", lambda: _listing(world, spelling(), "timeline", user_id))

    @app.get("/2/tweets")
    @app.get("/2/posts")
    def lookup() -> Response:
        return guard("lookup", "read", lambda: _lookup(world, spelling()))

    @app.post("/2/tweets")
    @app.post("/2/posts")
    def create() -> Response:
        return guard("write", "write", lambda: create_reply(world, spelling(), app))

    @app.delete("/2/tweets/<post_id>")
    @app.delete("/2/posts/<post_id>")
    def remove(post_id: str) -> Response:
        return guard("delete", "write", lambda: delete_post(world, post_id))

    @app.errorhandler(404)
    def unknown_route(_: Exception) -> Response:
        return problem(404, "Not Found", "Not Found")

    return app


# --- reading


def _listing(world: World, spelling: Spelling, name: str, user_id: str) -> Response:
    account = world.account_by_id("x", user_id)
    if account is None:
        return invalid(f"The `id` query parameter value [{user_id}] is not valid")
    wanted = _wanted(spelling)
    if isinstance(wanted, Response):
        return wanted
    size = request.args.get("max_results", 10, int)
    if not 5 <= size <= 100:
        return invalid(f"The `max_results` query parameter value [{size}] is not between 5 and 100")
    posts = world.addressed("x", account.handle) if name == "mentions" else world.own("x", account.handle)
    start = datetime.fromisoformat(request.args.get("start_time", "2006-03-21T00:00:00Z"))
    readable = [post for post in posts if is_readable(world, post) and post.created_at >= start]
    newest_first = readable[: -HORIZON[name] - 1 : -1]
    since = int(request.args.get("since_id", "0") or 0)
    token = request.args.get("pagination_token", "")
    if token and not re.fullmatch(r"7140dibdnow9c7btw[0-9]+", token):
        return invalid(f"The `pagination_token` query parameter value [{token}] is not valid")
    # A page continues below the id its token names, so that posts arriving meanwhile shift nothing.
    below = int(token.removeprefix("7140dibdnow9c7btw")) if token else None
    fitting = [
        post
        for post in newest_first
        if int(post.external_id) > since and (below is None or int(post.external_id) < below)
    ]
    page = fitting[:size]
    answer = page_object(world, page, wanted)
    meta: dict[str, object] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].external_id, "oldest_id": page[-1].external_id}
    if len(fitting) > size:
        meta["next_token"] = f"7140dibdnow9c7btw{page[-1].external_id}"
    answer["meta"] = meta
    return jsonify(answer)


def _lookup(world: World, spelling: Spelling) -> Response:
    wanted = _wanted(spelling)
    if isinstance(wanted, Response):
        return wanted
    ids = [one for one in request.args.get("ids", "").split(",") if one]
    if not 1 <= len(ids) <= 100:
        return invalid(f"The `ids` query parameter holds [{len(ids)}] ids; it must hold 1 to 100")
    readable: list[Post] = []
    errors: list[dict[str, object]] = []
    for external_id in ids:
        post = world.post("x", external_id)
        if post is not None and is_readable(world, post):
            readable.append(post)
        else:
            protected = bool(post and post.author.protected and world.is_visible(post))
            errors.append(error_object(spelling, external_id, "ids", protected))
    answer = page_object(world, readable, wanted)
    more = answer.get("errors")
    if errors or more:
        answer["errors"] = errors + (more if isinstance(more, list) else [])
    return jsonify(answer)


def _wanted(spelling: Spelling) -> Wanted | Response:
    """What the request asks for; a 400 for a parameter of the other spelling or an unknown field."""
    post_fields = POST_FIELDS | {spelling.references, spelling.note}
    expansions = {
        "author_id",
        "attachments.media_keys",
        f"{spelling.references}.id",
        f"{spelling.references}.id.author_id",
    }
    allowed = {
        spelling.fields: post_fields,
        "user.fields": USER_FIELDS,
        "media.fields": MEDIA_FIELDS,
        "expansions": expansions,
    }
    plain = {"ids", "since_id", "max_results", "pagination_token", "start_time"}
    for name in request.args:
        if name not in allowed and name not in plain:
            known = ",".join(sorted({*allowed, *plain}))
            return invalid(f"The query parameter [{name}] is not one of [{known}]")
    chosen: dict[str, frozenset[str]] = {}
    for name, words in allowed.items():
        chosen[name] = frozenset(filter(None, request.args.get(name, "").split(",")))
        if unknown := sorted(chosen[name] - words):
            return invalid(f"The `{name}` query parameter value [{unknown[0]}] is not one of {sorted(words)}")
    post = chosen[spelling.fields]
    # An expansion brings the field it hangs on.
    post |= {name.split(".")[0] for name in chosen["expansions"]}
    return Wanted(spelling, post, chosen["user.fields"], chosen["media.fields"], chosen["expansions"])
