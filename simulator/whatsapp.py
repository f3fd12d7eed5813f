"""A stand-in for the WhatsApp Cloud API: sending, who am I, and media, with the platform's own errors.

Shapes: https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages and
https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes. What the public writes
and how a sent message fares are told by webhook only (simulator/webhooks.py), as on the platform.

Details a fault may carry here: `code` (which error "rate_limited" or "error" answers with),
`html` (the 5xx body is no JSON), `failed_code` (with "lag": the message is accepted and fails later).
"""

from __future__ import annotations

import json
import re
import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, Response, request

from simulator.faults import Fault
from simulator.whatsapp_errors import ERRORS, FAULT_CODES, error_body, graph_error
from simulator.whatsapp_messages import MEDIA_TYPES, find_media, phone_of
from simulator.wire import answer_read, answer_write
from simulator.world import Account, World

WINDOW = timedelta(hours=24)
PAIR_SECONDS = 6.0
MESSAGES_PER_SECOND = 80


@dataclass(frozen=True)
class Draft:
    """One message on its way in, read out of the request so that a late acceptance can still use it."""

    number: str
    asked_for: str
    by_user_id: bool
    text: str
    free_form: bool
    in_reply_to: str
    tracker: str


def create_app(world: World) -> Flask:
    """The Cloud API over `world`; accounts are phone numbers, `external_id` is the phone-number id."""
    app = Flask("simulator.whatsapp")
    app.json.sort_keys = False  # type: ignore[attr-defined]
    last_to: dict[tuple[str, str], datetime] = {}
    recent: dict[str, list[datetime]] = {}

    @app.post("/<version>/<phone_id>/messages")
    def send(version: str, phone_id: str) -> Response:
        account = _authorised(world, phone_id)
        if isinstance(account, Response):
            return account
        draft = _read_draft(world, request.get_json(silent=True))
        if isinstance(draft, Response):
            return draft
        with world.lock:
            if (code := _refusal(world, account, draft, last_to, recent)) is not None:
                return _refuse(code)
        fault = world.faults.take("whatsapp", "write")

        def accept(visible_after: float) -> Response:
            with world.lock:
                moment = world.now()
                last_to[phone_id, draft.number] = moment
                recent.setdefault(phone_id, []).append(moment)
                return _accepted(world, account, draft, visible_after, fault)

        return answer_write(world, fault, accept, _refuse_fault)

    @app.get("/<version>/<object_id>")
    def read(version: str, object_id: str) -> Response:
        found = find_media(world, object_id)
        account = _authorised(world, object_id if found is None else found[0].account)
        if isinstance(account, Response):
            return account
        fault = world.faults.take("whatsapp", "read")
        if found is None:
            return answer_read(world, fault, lambda: _json(_phone(account)), _refuse_fault)
        payload = _picture()
        media = {
            "messaging_product": "whatsapp",
            "url": f"{request.host_url}media/{object_id}",
            "mime_type": MEDIA_TYPES[found[1]][1],
            "sha256": zlib.crc32(payload).to_bytes(4, "big").hex() * 8,
            "file_size": len(payload),
            "id": object_id,
        }
        return answer_read(world, fault, lambda: _json(media), _refuse_fault)

    @app.get("/media/<media_id>")
    def download(media_id: str) -> Response:
        found = find_media(world, media_id)
        account = _authorised(world, found[0].account if found else "")
        if isinstance(account, Response):
            return account
        mime_type = MEDIA_TYPES[found[1]][1] if found else ""
        fault = world.faults.take("whatsapp", "read")
        return answer_read(world, fault, lambda: Response(_picture(), content_type=mime_type), _refuse_fault)

    return app


def _authorised(world: World, name: str) -> Account | Response:
    """The account behind a phone-number id or handle, when the bearer token opens it."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    known = world.account_by_token("whatsapp", token)
    if known is None or known.revoked:
        return _revoked()
    account = world.account_by_id("whatsapp", name) or world.account("whatsapp", name)
    if account is None:
        return _json({"error": graph_error(100, "Unsupported request. Object does not exist", 33)}, 400)
    return account if account.token == token else _refuse(10)


def _read_draft(world: World, body: object) -> Draft | Response:
    if not isinstance(body, dict) or body.get("messaging_product") != "whatsapp":
        return _refuse(131008, "Parameter 'messaging_product' is mandatory.")
    asked_for = str(body.get("to") or body.get("recipient") or "")
    if not asked_for:
        return _refuse(131008, "Parameter 'to' is mandatory.")
    number = phone_of(world, asked_for) if body.get("recipient") else re.sub(r"\D", "", asked_for)
    if not number:
        return _refuse(131009, "Recipient is neither a phone number nor a known user id.")
    kind = body.get("type", "text")
    content = body.get(kind)
    if kind not in ("text", "template"):
        return _refuse(131051)
    if not isinstance(content, dict) or not (content.get("body") if kind == "text" else content.get("name")):
        return _refuse(131008, f"Parameter '{kind}' is mandatory.")
    text = str(content["body"]) if kind == "text" else _template_text(content)
    tracker = str(body.get("biz_opaque_callback_data") or "")
    if len(text) > 4096 or len(tracker) > 512:
        return _refuse(131009, "text.body may have 4096 characters, biz_opaque_callback_data 512.")
    context = body.get("context") or {}
    return Draft(
        number=number,
        asked_for=asked_for,
        by_user_id=bool(body.get("recipient")),
        text=text,
        free_form=kind == "text",
        in_reply_to=str(context.get("message_id") or ""),
        tracker=tracker,
    )


def _template_text(template: Mapping[str, object]) -> str:
    components = template.get("components")
    words = [
        str(parameter.get("text", ""))
        for component in (components if isinstance(components, list) else [])
        for parameter in component.get("parameters", [])
    ]
    return "|".join([f"template:{template['name']}", *words])


def _refusal(
    world: World,
    account: Account,
    draft: Draft,
    last_to: Mapping[tuple[str, str], datetime],
    recent: dict[str, list[datetime]],
) -> int | None:
    """Which error the state of the world calls for, if any."""
    now = world.now()
    inbound = world.last_inbound("whatsapp", account.handle, draft.number)
    if draft.free_form and (inbound is None or now - inbound > WINDOW):
        return 131047
    last = last_to.get((account.external_id, draft.number))
    if last is not None and now - last < timedelta(seconds=PAIR_SECONDS):
        return 131056
    second = [moment for moment in recent.get(account.external_id, []) if now - moment < timedelta(seconds=1)]
    recent[account.external_id] = second
    return 130429 if len(second) >= MESSAGES_PER_SECOND else None


def _accepted(
    world: World, account: Account, draft: Draft, visible_after: float, fault: Fault | None
) -> Response:
    posted = world.accept(
        "whatsapp",
        account.handle,
        draft.in_reply_to,
        draft.text,
        key=draft.tracker,
        thread_id=draft.number,
        visible_after=visible_after,
    )
    sent = world.post("whatsapp", posted.external_id)
    if sent is not None:
        # The worker of the webhooks reads this under the same lock, so after we are done.
        sent.extra["user_id_only"] = draft.by_user_id
        sent.extra["failed_code"] = fault.detail.get("failed_code") if fault else None
    contact = {"input": draft.asked_for, "user_id" if draft.by_user_id else "wa_id": draft.asked_for}
    if not draft.by_user_id:
        contact["wa_id"] = draft.number
    return _json(
        {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": posted.external_id}]}
    )


def _refuse_fault(kind: str, fault: Fault | None) -> Response:
    if kind == "revoked":
        return _revoked()
    if fault is not None and fault.detail.get("html"):
        return Response("<html>502 Bad Gateway</html>", status=502, content_type="text/html")
    code = fault.detail.get("code") if fault else None
    return _refuse(code if isinstance(code, int) else FAULT_CODES.get(kind, 131000))


def _refuse(code: int, details: str = "") -> Response:
    response = _json({"error": error_body(code, details)}, ERRORS[code][0])
    if code == 80007:
        usage = {"call_count": 100, "type": "whatsapp", "estimated_time_to_regain_access": 7}
        response.headers["X-Business-Use-Case-Usage"] = json.dumps({"waba": [usage]})
    return response


def _revoked() -> Response:
    words = "Error validating access token: The session has been invalidated."
    return _json({"error": graph_error(190, words, 460)}, 401)


def _phone(account: Account) -> dict[str, object]:
    return {
        "verified_name": account.handle,
        "display_phone_number": f"+{account.handle[:2]} {account.handle[2:5]}-{account.handle[5:]}",
        "quality_rating": "GREEN",
        "platform_type": "CLOUD_API",
        "throughput": {"level": "STANDARD"},
        "id": account.external_id,
    }


def _picture() -> bytes:
    """A grey pixel as a PNG: enough for whoever downloads media."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
        )

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\x00\x80")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def _json(content: object, status: int = 200) -> Response:
    return Response(json.dumps(content), status=status, content_type="application/json; charset=UTF-8")
