"""A small JSON API by which other processes move the simulated world."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from flask import Flask, Response, jsonify, request

from simulator.world import Posted, World


def create_app(world: World) -> Flask:
    app = Flask("simulator.control")

    @app.get("/health")
    def health() -> Response:
        return jsonify({"ok": True, "now": world.now().isoformat(), "accounts": len(world.accounts)})

    @app.post("/accounts")
    def register() -> Response:
        """{"channel", "handle", "external_id"?, "token"?, "revoked"?} -> the account."""
        body = request.get_json()
        account = world.register(body["channel"], body["handle"], body.get("external_id"), body.get("token"))
        account.revoked = bool(body.get("revoked", account.revoked))
        return jsonify(asdict(account))

    @app.post("/say")
    def say() -> Response:
        """{"channel", "account", "text", "author", ...the keywords of World.say} -> {"external_id"}."""
        body = dict(request.get_json())
        if created := body.pop("created_at", None):
            body["created_at"] = datetime.fromisoformat(created)
        external_id = world.say(body.pop("channel"), body.pop("account"), body.pop("text"), **body)
        return jsonify({"external_id": external_id})

    @app.post("/delete")
    def delete() -> tuple[Response, int]:
        """{"external_id"} -> 200, or 404 when no platform has it."""
        try:
            world.delete(request.get_json()["external_id"])
        except KeyError:
            return jsonify({"deleted": False}), 404
        return jsonify({"deleted": True}), 200

    @app.post("/faults")
    def add_fault() -> tuple[Response, int]:
        """{"channel", "operation", "fault", "times"?, "probability"?, "seconds"?, ...} -> 200 or 400."""
        try:
            world.faults.add(**request.get_json())
        except (TypeError, ValueError) as error:
            return jsonify({"error": str(error)}), 400
        return jsonify({"added": True}), 200

    @app.delete("/faults")
    def clear_faults() -> Response:
        world.faults.clear(request.args.get("channel"))
        return jsonify({"cleared": True})

    @app.post("/mood")
    def mood() -> Response:
        """{"accept_duplicates"?, "growth_speed"?, "rate_limits"?}: how all platforms are from now on."""
        body = request.get_json()
        world.accept_duplicates = bool(body.get("accept_duplicates", world.accept_duplicates))
        world.growth_speed = float(body.get("growth_speed", world.growth_speed))
        world.rate_limits = bool(body.get("rate_limits", world.rate_limits))
        return jsonify(
            {
                "accept_duplicates": world.accept_duplicates,
                "growth_speed": world.growth_speed,
                "rate_limits": world.rate_limits,
            }
        )

    @app.get("/ledger")
    def ledger() -> Response:
        """Every accepted write, oldest first; `?channel=` narrows."""
        channel = request.args.get("channel")
        return jsonify([_row(posted) for posted in world.ledger if channel in (None, posted.channel)])

    @app.get("/said")
    def said() -> Response:
        """Everything the public said to us, oldest first; `?channel=` narrows."""
        channel = request.args.get("channel")
        with world.lock:
            posts = [post for post in world.posts.values() if not post.ours and post.kind != "quoted"]
        return jsonify(
            [
                {
                    "channel": post.channel,
                    "external_id": post.external_id,
                    "account": post.account,
                    "author": post.author.handle,
                    "kind": post.kind,
                    "text": post.text,
                    "created_at": post.created_at.isoformat(),
                    "deleted": post.deleted_at is not None,
                }
                for post in posts
                if channel in (None, post.channel)
            ]
        )

    return app


def _row(posted: Posted) -> dict[str, object]:
    row: dict[str, object] = asdict(posted)
    row["accepted_at"] = posted.accepted_at.isoformat()
    row["visible_at"] = posted.visible_at.isoformat()
    return row
