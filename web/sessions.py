"""Sessions kept in the database: the cookie holds a random token, the row only its hash."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, Request, Response
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete
from sqlalchemy.orm import joinedload
from werkzeug.datastructures import CallbackDict

from models.clock import utcnow
from models.database import Database
from models.records import Officer, WebSession

COOKIE = "tanggap"
# A visitor who has not signed in needs a session only for the sign-in form.
ANONYMOUS_LIFETIME = timedelta(hours=1)


def token_hash(token: str) -> str:
    """What is kept of a token: whoever reads the table cannot sign in with it."""
    return hashlib.sha256(token.encode()).hexdigest()


class RowSession(CallbackDict[str, Any], SessionMixin):
    """The content of one session; `officer` is who signed in, loaded with his unit."""

    def __init__(
        self, content: dict[str, Any] | None = None, token: str = "", officer: Officer | None = None
    ) -> None:
        def changed(_: CallbackDict[str, Any]) -> None:
            self.modified = True

        super().__init__(content or {}, changed)
        self.modified = False
        self.new = not token
        self.token = token
        self.officer = officer

    def renew(self, officer: Officer | None) -> None:
        """Starts over for another officer (None: nobody): the old token is worth nothing from now on."""
        kept = {name: self[name] for name in ("locale", "theme") if name in self}
        self.clear()
        self.update(kept)
        self.officer = officer
        self.replaced, self.token = self.token, ""
        self.modified = True

    replaced = ""


class DatabaseSessions(SessionInterface):
    """Reads the session and its officer in one query, writes it only when it changed."""

    def __init__(self, database: Database, lifetime: timedelta, secure: bool) -> None:
        self._database = database
        self._lifetime = lifetime
        self._secure = secure

    def open_session(self, app: Flask, request: Request) -> RowSession:
        token = request.cookies.get(COOKIE, "")
        if not token or request.endpoint == "static":
            return RowSession()
        with self._database.reading() as session:
            row = session.get(WebSession, token_hash(token))
            if row is None or row.expires_at <= utcnow():
                return RowSession()
            officer = None
            if row.officer_id is not None:
                officer = session.get(Officer, row.officer_id, options=[joinedload(Officer.unit)])
                if officer is None or not officer.active:
                    return RowSession()
            return RowSession(dict(row.content), token, officer)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, RowSession)
        if session.accessed:
            response.vary.add("Cookie")
        if not session.modified:
            return
        now = utcnow()
        with self._database.writing() as database:
            if session.replaced:
                database.execute(
                    delete(WebSession).where(WebSession.token_hash == token_hash(session.replaced))
                )
                database.execute(delete(WebSession).where(WebSession.expires_at <= now))
            row = database.get(WebSession, token_hash(session.token)) if session.token else None
            if row is not None:
                row.content = dict(session)
                return
            session.token = secrets.token_urlsafe(32)
            expires_at = now + (self._lifetime if session.officer else ANONYMOUS_LIFETIME)
            database.add(
                WebSession(
                    token_hash=token_hash(session.token),
                    officer_id=session.officer.id if session.officer else None,
                    content=dict(session),
                    created_at=now,
                    expires_at=expires_at,
                )
            )
        self._set_cookie(response, session.token, expires_at)

    def _set_cookie(self, response: Response, token: str, expires_at: datetime) -> None:
        response.set_cookie(
            COOKIE, token, expires=expires_at, httponly=True, samesite="Lax", secure=self._secure, path="/"
        )
