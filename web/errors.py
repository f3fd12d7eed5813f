"""Error pages: what happened, what was kept, what to do. Nothing of the inside shows."""

from __future__ import annotations

import logging
import secrets

from flask import Flask, flash, g, redirect, render_template, request, url_for
from flask_babel import LazyString, gettext, lazy_gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from models.errors import Conflict, Forbidden
from web.frame import render_panel
from web.panel import reading

log = logging.getLogger(__name__)
_ = lazy_gettext

UNCHANGED = _("Tidak ada yang berubah.")
# Status -> what happened, what was kept, what to do.
WORDS: dict[int, tuple[LazyString, LazyString, LazyString]] = {
    400: (
        _("Permintaan ini tidak dapat dibaca"),
        UNCHANGED,
        _("Kembali ke halaman sebelumnya, muat ulang, lalu coba sekali lagi."),
    ),
    403: (
        _("Anda tidak berwenang untuk ini"),
        _("Tidak ada yang berubah; percobaan ini tercatat."),
        _("Mintalah rekan dengan peran yang sesuai di satuan Anda."),
    ),
    404: (
        _("Halaman ini tidak ada"),
        UNCHANGED,
        _("Periksa alamatnya, atau kembali ke halaman depan."),
    ),
    405: (
        _("Alamat ini bukan halaman"),
        UNCHANGED,
        _("Kembali ke halaman depan."),
    ),
    409: (
        _("Ada yang lebih dulu mengubahnya"),
        _("Perubahan rekan Anda yang tersimpan; milik Anda belum."),
        _("Muat ulang halaman ini, baca keadaan terbarunya, lalu putuskan lagi."),
    ),
    413: (
        _("Kiriman ini terlalu besar"),
        UNCHANGED,
        _("Perkecil isinya, lalu kirim lagi."),
    ),
    429: (
        _("Terlalu sering dalam waktu singkat"),
        UNCHANGED,
        _("Tunggu beberapa menit, lalu coba lagi."),
    ),
    500: (
        _("Halaman ini gagal dimuat"),
        _("Yang sudah tersimpan tetap tersimpan; tindakan terakhir Anda tidak dijalankan sebagian."),
        _("Muat ulang; bila terulang, kabari admin sistem dengan kode ini."),
    ),
    503: (
        _("Terlalu banyak yang membuka sekaligus"),
        UNCHANGED,
        _("Muat ulang dalam beberapa menit."),
    ),
}


def register(app: Flask) -> None:
    """Every error of ours and of the protocol gets its page."""
    app.register_error_handler(HTTPException, _protocol)
    app.register_error_handler(CSRFError, _stale_form)
    app.register_error_handler(Forbidden, _forbidden)
    app.register_error_handler(Conflict, _conflict)
    app.register_error_handler(StaleDataError, _conflict)
    app.register_error_handler(500, _broken)


def page(status: int, reason: str = "", code: str = "") -> tuple[str, int]:
    """The error page in the frame of the panel, or the bare one for a visitor."""
    happened, kept, todo = WORDS.get(status, WORDS[400])
    # After a failure of ours nothing more is asked of the database.
    if g.get("officer") is None or status >= 500:
        html = render_template(
            "error_public.html", happened=happened, kept=kept, todo=todo, reason=reason, code=code
        )
        return html, status
    with reading() as session:
        return render_panel(
            session, "error.html", happened=happened, kept=kept, todo=todo, reason=reason, code=code
        ), status


def _protocol(error: HTTPException) -> tuple[str, int] | Response:
    if error.code == 401:
        return _to_sign_in()
    return page(error.code or 500)


def _to_sign_in() -> Response:
    """Whoever is not signed in any more comes back to the page he was on."""
    back = request.full_path.rstrip("?") if request.method == "GET" else ""
    return redirect(url_for("sign_in.show", next=back or None))


def _stale_form(error: CSRFError) -> tuple[str, int] | Response:
    if g.get("officer") is None and request.endpoint == "sign_in.submit":
        flash(gettext("Halaman masuk ini sudah lama terbuka. Silakan coba lagi."), "warn")
        return redirect(url_for("sign_in.show"))
    return page(400)


def _forbidden(error: Forbidden) -> tuple[str, int]:
    log.info("refused: %s", error)
    return page(403)


def _conflict(error: Exception) -> tuple[str, int]:
    log.info("conflict: %s", error)
    return page(409)


def _broken(error: Exception) -> tuple[str, int]:
    code = secrets.token_hex(4)
    log.error("a page failed (code %s)", code, exc_info=getattr(error, "original_exception", None) or error)
    return page(500, code=code)
