"""The other posts of a post's incident, as far as whoever sees the post may know of them, and when they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from classifier.viral_risk import Similar
from models.records import Case, IncidentMove, Mention, Unit
from models.scope import Placed, shown_to_all_who_see
from models.vocabulary import MentionKind

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Post:
    """The first public post of a case in an incident. `known_at`: when we had it, and in this incident."""

    case_id: int
    placed: Placed
    created_at: datetime
    known_at: datetime


def similar_posts(
    session: Session, mentions: Sequence[Mention], until: Mapping[int, datetime]
) -> dict[int, tuple[Similar, ...]]:
    """The similar posts of each mention by its id, from an hour before it to its last reading (`until`).

    Posts of one case are one citizen's conversation, not several posts; a case counts once.
    """
    cases = {mention.case_id for mention in mentions if mention.case_id is not None}
    rows = session.execute(select(Case.id, Case.incident_id).where(Case.id.in_(cases)))
    incident_of = {case: incident for case, incident in rows if incident is not None}
    members = _members(session, set(incident_of.values()))
    return {
        mention.id: _around(mention, members[incident_of[mention.case_id]], until[mention.id])
        for mention in mentions
        if mention.case_id in incident_of and mention.id in until
    }


def _around(mention: Mention, posts: Sequence[Post], until: datetime) -> tuple[Similar, ...]:
    own = next((post for post in posts if post.case_id == mention.case_id), None)
    if own is None:
        return ()
    return tuple(
        Similar(
            (post.created_at - mention.created_at).total_seconds(),
            (max(post.known_at, own.known_at) - mention.created_at).total_seconds(),
        )
        for post in posts
        if post.case_id != own.case_id
        and mention.created_at - HOUR < post.created_at <= until
        and shown_to_all_who_see(own.placed, post.placed)
    )


def _members(session: Session, incidents: Collection[int]) -> dict[int, list[Post]]:
    put_in = and_(
        IncidentMove.case_id == Case.id,
        IncidentMove.after_id == Case.incident_id,
        IncidentMove.undone_at.is_(None),
    )
    columns = (Case.incident_id, Case.id, Unit.path, Case.accused_unit_id, Case.about_officer)
    rows = session.execute(
        select(
            *columns, func.min(Mention.created_at), func.min(Mention.fetched_at), func.max(IncidentMove.at)
        )
        .join(Mention, Mention.case_id == Case.id)
        .join(Unit, Unit.id == Case.unit_id)
        .join(IncidentMove, put_in, isouter=True)
        .where(Case.incident_id.in_(incidents), Mention.kind != MentionKind.DIRECT)
        .group_by(*columns)
    )
    found: dict[int, list[Post]] = defaultdict(list)
    for incident_id, case_id, path, accused, about_officer, created_at, fetched_at, moved_at in rows:
        if incident_id is not None:
            known_at = max(fetched_at, moved_at or fetched_at)
            found[incident_id].append(
                Post(case_id, Placed(path, accused, about_officer), created_at, known_at)
            )
    return found
