"""Meta's webhooks: the signature over the raw bytes first, then store, commit, answer; parsing comes later."""

from __future__ import annotations

import hmac
import logging
import time
from collections import OrderedDict

from flask import Blueprint, Response, abort, request

from models import inbound_bodies
from models.clock import utcnow
from models.envelope import signature_matches
from models.vocabulary import Channel
from web.panel import panel, writing

log = logging.getLogger(__name__)
pages = Blueprint("webhooks", __name__, url_prefix="/webhooks")

CHANNELS = {"whatsapp": Channel.WHATSAPP, "instagram": Channel.INSTAGRAM}
# Wrong signatures from one address within a minute, after which its bodies are not even read.
WRONG_AT_MOST = 60
ADDRESSES_REMEMBERED = 1000
_wrong: OrderedDict[tuple[str, int], int] = OrderedDict()


@pages.get("/<name>")
def verify(name: str) -> Response:
    """Meta's question when a webhook is registered: answered only with our own token in it."""
    _channel(name)
    token = panel().settings.meta_verify_token
    asked = request.args.get("hub.verify_token", "")
    right = bool(token) and hmac.compare_digest(asked.encode(), token.encode())
    if request.args.get("hub.mode") != "subscribe" or not right:
        abort(403)
    return Response(request.args.get("hub.challenge", ""), mimetype="text/plain")


@pages.post("/<name>")
def receive(name: str) -> Response:
    """200 once everything is committed; 401 and nothing stored when the signature is wrong."""
    channel = _channel(name)
    caller = (request.remote_addr or "", int(time.monotonic() // 60))
    if _wrong.get(caller, 0) >= WRONG_AT_MOST:
        abort(429)
    raw = request.get_data(cache=False)
    if not signature_matches(
        panel().settings.meta_app_secret, raw, request.headers.get("X-Hub-Signature-256")
    ):
        _remember_wrong(caller)
        log.warning("a %s webhook from %s has a wrong signature", name, caller[0])
        return Response("wrong signature", 401, mimetype="text/plain")
    with writing() as session:
        inbound_bodies.keep(session, channel, raw, utcnow(), panel().settings.secret_key)
    return Response("ok", mimetype="text/plain")


def _channel(name: str) -> Channel:
    if name not in CHANNELS:
        abort(404)
    return CHANNELS[name]


def _remember_wrong(caller: tuple[str, int]) -> None:
    _wrong[caller] = _wrong.get(caller, 0) + 1
    while len(_wrong) > ADDRESSES_REMEMBERED:
        _wrong.popitem(last=False)
