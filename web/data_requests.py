"""Answering a citizen's request about his data: one officer prepares it, another exports or erases."""

from __future__ import annotations

import json

from flask import Blueprint, Response, abort, flash, redirect, url_for
from flask_babel import gettext
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as AnyResponse

from models import data_requests
from models.clock import utcnow
from models.records import Case, DataRequest
from web.audit_trail import request_visible
from web.panel import officer, panel, requires, writing

pages = Blueprint("data_requests", __name__, url_prefix="/audit/permintaan/<int:request_id>")


@pages.post("/siapkan")
@requires("data_requests")
def prepare(request_id: int) -> AnyResponse:
    """The first officer has looked at the request; it waits for the second."""
    with writing() as session:
        data_requests.prepare(session, _wanted(session, request_id), officer(), utcnow())
    flash(gettext("Siap; petugas kedua yang menjalankannya."), "good")
    return redirect(url_for("audit.requests"))


@pages.post("/jalankan")
@requires("data_requests")
def confirm(request_id: int) -> AnyResponse:
    """The second officer: the copy as a file, or the erasure."""
    with writing() as session:
        wanted = _wanted(session, request_id)
        kind = wanted.kind
        outcome = data_requests.confirm(session, wanted, officer(), panel().settings, utcnow())
    if kind != data_requests.ERASE:
        answer = Response(json.dumps(outcome, ensure_ascii=False, indent=1), mimetype="application/json")
        answer.headers["Content-Disposition"] = f"attachment; filename=data-{request_id}.json"
        return answer
    flash(gettext("Data kontak ini sudah dihapus; hitungannya tetap ada."), "good")
    return redirect(url_for("audit.requests"))


def _wanted(session: Session, request_id: int) -> DataRequest:
    found = select(DataRequest).outerjoin(Case).where(DataRequest.id == request_id)
    return session.scalars(found.where(request_visible())).one_or_none() or abort(404)
