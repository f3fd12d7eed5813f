"""Signing in to the private app API: the steps instagrapi takes, and no more of the real flow.

The current flow (CAA) is answered as Instagram answers an account that must still use the older
form: with a fallback. So a sign-in walks through both.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from functools import cache

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, Response, request

from simulator.private_answers import RefusedError, ok, refuse, refused_response
from simulator.private_nodes import CHANNEL, account_node
from simulator.world import Account, World

KEY_ID = 41
CONTEXT = {"key": "CAA_ACCOUNT_ACCESS_CONTEXT:aac", "initial": '{"aac_init_timestamp": 1}'}
SILENT_STEPS = (
    "accounts/contact_point_prefill/",
    "accounts/get_prefill_candidates/",
    "launcher/sync/",
    "feed/reels_tray/",
    "feed/timeline/",
)


def add_login(app: Flask, world: World) -> None:
    """Adds the addresses of a sign-in to `app`."""

    @app.post("/graphql_www")
    def register_device() -> Response:
        return ok({"data": {"xfb_usdid_registration": {"success": True}}})

    @app.post("/api/v1/attestation/create_android_keystore/")
    def attest() -> Response:
        return ok({"challenge_nonce": "nonce", "key_nonce": "key"})

    @app.post("/api/v1/bloks/async_action/<action>/")
    def bloks(action: str) -> Response:
        if action.endswith("send_login_request"):
            return ok({"layout": {"bloks_payload": {"data": ["CAA_LOGIN_FALLBACK:legacy"]}}})
        return ok({"layout": {"bloks_payload": {"data": [{"data": CONTEXT}]}}})

    @app.route("/api/v1/qe/sync/", methods=["GET", "POST"])
    def encryption_key() -> Response:
        public = (
            _key()
            .public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        )
        response = ok({})
        response.headers["ig-set-password-encryption-key-id"] = str(KEY_ID)
        response.headers["ig-set-password-encryption-pub-key"] = base64.b64encode(public).decode()
        return response

    def silent() -> Response:
        return ok({})

    for step in SILENT_STEPS:
        app.add_url_rule(f"/api/v1/{step}", step, silent, methods=["GET", "POST"])

    @app.post("/api/v1/accounts/login/")
    def login() -> Response:
        fault = world.faults.take(CHANNEL, "write")
        if fault is not None:
            return refuse(fault.kind, fault)
        form = _signed_body()
        account = world.account(CHANNEL, str(form.get("username", "")))
        handle = account.handle if account else ""
        expected = app.config["PASSWORDS"].get(handle, f"sandi-{handle}")
        if account is None or _password(str(form.get("enc_password", ""))) != expected:
            return refused_response(
                RefusedError(400, "The password you entered is incorrect.", error_type="bad_password")
            )
        if handle in app.config["TWO_FACTOR"]:
            return refuse("two_factor_required", None)
        return _welcome(world, account)

    @app.post("/api/v1/accounts/two_factor_login/")
    def two_factor_login() -> Response:
        form = _signed_body()
        account = world.account(CHANNEL, str(form.get("username", "")))
        code = str(form.get("verification_code", ""))
        if account is None or app.config["TWO_FACTOR"].get(account.handle) != code:
            return refused_response(
                RefusedError(
                    400, "Please check the security code.", error_type="sms_code_validation_code_invalid"
                )
            )
        return _welcome(world, account)


def _welcome(world: World, account: Account) -> Response:
    session = {"ds_user_id": account.external_id, "sessionid": account.token}
    response = ok({"logged_in_user": account_node(world, account)})
    packed = base64.b64encode(json.dumps(session).encode()).decode()
    response.headers["ig-set-authorization"] = f"Bearer IGT:2:{packed}"
    return response


def _signed_body() -> Mapping[str, object]:
    _, _, content = request.form.get("signed_body", "").partition(".")
    body = json.loads(content or "{}")
    return body if isinstance(body, dict) else {}


@cache
def _key() -> rsa.RSAPrivateKey:
    """Made at the first sign-in: it takes a while."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def _password(sealed: str) -> str:
    """Opens "#PWD_INSTAGRAM:4:<time>:<payload>" as the platform does."""
    _, _, time, payload = sealed.split(":", 3)
    raw = base64.b64decode(payload)
    nonce, size = raw[2:14], int.from_bytes(raw[14:16], "little")
    session_key = _key().decrypt(raw[16 : 16 + size], padding.PKCS1v15())
    tag, content = raw[16 + size : 32 + size], raw[32 + size :]
    return AESGCM(session_key).decrypt(nonce, content + tag, time.encode()).decode()
