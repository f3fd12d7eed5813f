"""What every view works with: the app and its collaborators, the officer, the two kinds of session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar, cast

from flask import Flask, abort, current_app, g, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from models import audit, scope
from models.database import Database
from models.jobs import JobQueue
from models.records import AuditEntry, Case, Officer, Unit
from models.settings import Settings
from web.broadcast import Broadcaster

if TYPE_CHECKING:
    # At run time the counts need this module.
    from web.counts import Counts

Arguments = ParamSpec("Arguments")
Answer = TypeVar("Answer")


class Panel(Flask):
    """The Flask app with the collaborators it was built from."""

    settings: Settings
    database: Database
    queue: JobQueue
    broadcaster: Broadcaster
    counts: Counts


def panel() -> Panel:
    """The running app."""
    return cast(Panel, current_app)


def reading() -> AbstractContextManager[Session]:
    """A session for showing a page."""
    return panel().database.reading()


@contextmanager
def writing() -> Iterator[Session]:
    """One transaction for one act and its audit entry."""
    with panel().database.writing() as session:
        yield session
    panel().counts.forget()


def officer() -> Officer:
    """Who is signed in; 401 when nobody is. Belongs to no session: read it, change a row of your own."""
    if g.officer is None:
        abort(401)
    return cast(Officer, g.officer)


def requires(grant: str) -> Callable[[Callable[Arguments, Answer]], Callable[Arguments, Answer]]:
    """Lets a view run only for roles with this grant of `scope.GRANTS`; Forbidden (403) for the others."""

    def decorate(view: Callable[Arguments, Answer]) -> Callable[Arguments, Answer]:
        @wraps(view)
        def guarded(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Answer:
            scope.require(officer(), grant)
            return view(*args, **kwargs)

        guarded.grant = grant  # type: ignore[attr-defined]
        return guarded

    return decorate


def load_case(session: Session, code: str) -> Case:
    """The case with this ticket code; 404 when there is none that this officer may see."""
    case = scope.find_case(session, officer(), code)
    if case is None:
        abort(404)
    return case


def chosen_unit(session: Session) -> Unit | None:
    """The unit named by `?unit=CODE`; None when the address names none, 404 outside the officer's own."""
    code = request.args.get("unit", "")
    if not code:
        return None
    within = scope.path_range(Unit.path, officer().unit.path)
    unit = session.scalars(select(Unit).where(Unit.code == code, within)).one_or_none()
    if unit is None:
        abort(404)
    return unit


def note(
    session: Session, act: str, subject: str, unit_id: int | None = None, **detail: object
) -> AuditEntry:
    """The audit entry of an act of this officer, in the transaction that does it."""
    return audit.record(session, f"officer:{officer().id}", act, subject, unit_id, **detail)
