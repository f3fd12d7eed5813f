"""Which cases are about one event: found by keys in an index, never by looking at all cases.

The surest trait decides: the same post, the same medium, the same link, nearly the same words, the
same place and hour with the same kind of matter. A copy of a text lays down no text of its own: every
copy is measured by the first, so that an incident cannot drift from one event to the next.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from classifier import alike
from classifier.message import Judgement
from models import casework, incidents
from models.database import Database
from models.records import Account, Case, Incident, IncidentKey, Mention, Unit
from models.upsert import ensure_row
from models.vocabulary import CATEGORY_GROUPS, Category, CategoryGroup, Channel, EventKind, Kind, MentionKind

MOST_CANDIDATES = 40
SAME_HOUR = timedelta(hours=1)
# Posts with so many telling words are copies of each other wherever they were sent.
LONG_TEXT = 10
SHORTEST_CLOCK = timedelta(minutes=30)
SWEPT_AT_ONCE = 500

# Two citizens may ask for the same paper, or lose a motorcycle at the same market, in the same words.
PRIVATE_KINDS = frozenset({Kind.SERVICE_QUESTION, Kind.PROGRESS_REQUEST, Kind.PRAISE, Kind.CHAT})
PRIVATE_CATEGORIES = frozenset(
    {Category.SERVICE_QUESTION, Category.VEHICLE_PAPERS, Category.LOST_GOODS, Category.SLOW_CASE_HANDLING}
)
# What happens in public, where several people may see the same.
SEEN_BY_MANY = frozenset(
    {
        Category.TRAFFIC,
        Category.CONGESTION,
        Category.ACCIDENT,
        Category.ILLEGAL_RACING,
        Category.ILLEGAL_PARKING,
        Category.PUBLIC_ORDER,
        Category.THUGS,
        Category.NOISE_DISTURBANCE,
        Category.FALLEN_TREE,
        Category.FLOOD,
        Category.ENVIRONMENT,
        Category.ASSAULT,
        Category.ROBBERY,
        Category.CRIME_OTHER,
        Category.EMERGENCY_OTHER,
    }
)


@dataclass(frozen=True)
class Traits:
    """What one mention may share with another."""

    pointing: tuple[str, ...]  # keys of posts, media and links, the surest first
    words: alike.Words
    bands: tuple[str, ...]  # empty where words alone may tie nothing
    places: tuple[str, ...]  # keys of its places in its hour; empty where a place may tie nothing
    near_places: tuple[str, ...]  # the same in the hours beside it, to look in


@dataclass(frozen=True)
class Match:
    """A case about the same event, by which key it was found; how alike the text is to the one it copies."""

    case: Case
    key: str
    likeness: float | None


def join(session: Session, case: Case, mention: Mention, judgement: Judgement, now: datetime) -> None:
    """Puts the case of a mention into the incident it belongs to, if any; lays down what it is known by."""
    traits = traits_of(session, mention, judgement)
    match = _match(session, case, mention, traits, now)
    if match is not None and case.incident_id is None and not incidents.taken_out(session, case):
        case.likeness = match.likeness
        _together(session, case, match, _title(mention), now)
    copied = match is not None and match.likeness is not None
    keys = (*traits.pointing, *(() if copied else traits.bands), *traits.places)
    for key in dict.fromkeys(keys):
        row = {"key": key, "case_id": case.id, "mention_id": mention.id, "last_at": now}
        ensure_row(session, IncidentKey, row)


def forget(database: Database, now: datetime) -> bool:
    """Sweeps away keys nobody met for the length of the window; True when there may be more."""
    old = select(IncidentKey.id).where(IncidentKey.last_at < now - incidents.WINDOW).limit(SWEPT_AT_ONCE)
    with database.reading() as session:
        ids = session.scalars(old).all()
    if ids:
        with database.writing() as session:
            session.execute(delete(IncidentKey).where(IncidentKey.id.in_(ids)))
    return len(ids) == SWEPT_AT_ONCE


def traits_of(session: Session, mention: Mention, judgement: Judgement) -> Traits:
    """What a mention may share, as far as what it is about lets it share anything."""
    words = alike.read(mention.text)
    in_private = (
        judgement.victim_sensitive
        or judgement.kind in PRIVATE_KINDS
        or judgement.category in PRIVATE_CATEGORIES
        or CATEGORY_GROUPS[judgement.category] is CategoryGroup.VICTIM
    )
    places = sorted(words.places) if judgement.category in SEEN_BY_MANY and not in_private else []
    hour = int(mention.created_at.timestamp() // 3600)
    return Traits(
        pointing=tuple(_pointing(session, mention)),
        words=words,
        bands=tuple(alike.bands(words)) if words.enough and not in_private else (),
        places=tuple(alike.place_key(place, hour) for place in places),
        near_places=tuple(alike.place_key(p, h) for p in places for h in (hour - 1, hour, hour + 1)),
    )


def _pointing(session: Session, mention: Mention) -> list[str]:
    """Keys of what the mention is, quotes, answers, shows and links to; our own posts tie nothing."""
    keys, foreign = [], [post for post in mention.context if not _is_ours(session, mention.channel, post)]
    if mention.kind is not MentionKind.DIRECT:
        keys.append(alike.post_key(mention.channel, mention.external_id))
    keys += [
        alike.post_key(mention.channel, str(post["external_id"]))
        for post in foreign
        if post.get("external_id")
    ]
    shown = [str(url) for post in foreign for url in _listed(post.get("media_urls"))]
    keys += alike.media([*mention.media, *shown])
    text = mention.text
    if mention.kind in (MentionKind.MENTION, MentionKind.TAG):
        text = f"{text} {mention.permalink}"
    keys += alike.addresses(" ".join([text, *(str(post.get("text", "")) for post in foreign)]))
    return list(dict.fromkeys(keys))


def _listed(value: object) -> Sequence[object]:
    return value if isinstance(value, list | tuple) else ()


def _is_ours(session: Session, channel: Channel, post: Mapping[str, object]) -> bool:
    """Whether an account of ours wrote it: people answer our own posts about a hundred matters."""
    handle = str(post.get("author_handle") or "").lower()
    ours = select(Account.id).where(Account.channel == channel, func.lower(Account.handle) == handle).limit(1)
    return bool(handle) and session.scalar(ours) is not None


def _match(session: Session, case: Case, mention: Mention, traits: Traits, now: datetime) -> Match | None:
    """The case that shares the surest trait, and the trait; copies are told by likeness whatever ties them."""
    copied = _same_words(session, case, mention, traits, now)
    pointed = _found(session, traits.pointing, case, now)
    for key in traits.pointing:
        for row in (row for row in pointed if row.key == key):
            row.last_at = now
            likeness = copied.likeness if copied is not None else None
            return Match(session.get_one(Case, row.case_id), key, likeness)
    return copied or _same_place(session, case, mention, traits, now)


def _same_words(
    session: Session, case: Case, mention: Mention, traits: Traits, now: datetime
) -> Match | None:
    best: Match | None = None
    rows = _found(session, traits.bands, case, now)
    for row in {row.case_id: row for row in rows}.values():
        other = session.get_one(Mention, row.mention_id)
        theirs = alike.read(other.text)
        if not alike.same_words(traits.words, theirs):
            continue
        long = len(set(traits.words.telling)) >= LONG_TEXT
        if not long and (not _related(session, mention, other) or _points_elsewhere(mention, other)):
            continue
        near = round(alike.likeness(traits.words, theirs), 3)
        found = Match(session.get_one(Case, row.case_id), row.key, near)
        if best is None or best.likeness is None or (found.likeness or 0.0) > best.likeness:
            best = found
    if best is not None:
        for row in rows:
            if row.case_id == best.case.id:
                row.last_at = now
    return best


def _same_place(
    session: Session, case: Case, mention: Mention, traits: Traits, now: datetime
) -> Match | None:
    for row in _found(session, traits.near_places, case, now):
        other, theirs = session.get_one(Mention, row.mention_id), session.get_one(Case, row.case_id)
        words = alike.read(other.text)
        near = abs(other.created_at - mention.created_at) <= SAME_HOUR and _related(session, mention, other)
        if near and _same_matter(case, traits.words, theirs, words):
            return Match(theirs, row.key, None)
    return None


def _same_matter(case: Case, words: alike.Words, other: Case, theirs: alike.Words) -> bool:
    """The same category, or its neighbour in words that agree."""
    if case.category is other.category:
        return True
    named = {word for place in words.places | theirs.places for word in place.split()}
    shared = (set(words.telling) & set(theirs.telling)) - named
    return CATEGORY_GROUPS[case.category] is CATEGORY_GROUPS[other.category] and len(shared) >= 2


def _found(session: Session, keys: Sequence[str], case: Case, now: datetime) -> Sequence[IncidentKey]:
    """The newest rows with one of these keys, other cases' only."""
    if not keys:
        return ()
    return session.scalars(
        select(IncidentKey)
        .where(
            IncidentKey.key.in_(keys),
            IncidentKey.last_at > now - incidents.WINDOW,
            IncidentKey.case_id != case.id,
        )
        .order_by(IncidentKey.last_at.desc(), IncidentKey.id)
        .limit(MOST_CANDIDATES)
    ).all()


def _related(session: Session, mention: Mention, other: Mention) -> bool:
    """Whether the units are of one Polda, or one stands above the other."""
    ours, theirs = (session.get_one(Unit, one.unit_id).path for one in (mention, other))
    above = incidents.common_path([ours, theirs])
    return above in (ours, theirs) or above.count("/") > 2


def _points_elsewhere(mention: Mention, other: Mention) -> bool:
    """Whether both speak of a post, and of two different ones: the same call under two posts is two matters."""
    ours, theirs = (
        {str(post.get("external_id")) for post in one.context if post.get("external_id")}
        for one in (mention, other)
    )
    return bool(ours and theirs and not ours & theirs)


def _title(mention: Mention) -> str:
    quoted = next((post for post in mention.context if post.get("relation") == "quoted"), None)
    return casework.first_words(str(quoted.get("text", ""))) if quoted else ""


def _together(session: Session, case: Case, match: Match, title: str, now: datetime) -> None:
    other = match.case
    if other.incident_id is None:
        incident = incidents.begin(session, other, match.key, title or other.subject, now)
    else:
        incident = session.get_one(Incident, other.incident_id)
    incidents.put_in(session, case, incident, now, why=match.key.partition(":")[0])
    _share(session, case, incident, now)


def _share(session: Session, case: Case, incident: Incident, now: datetime) -> None:
    """One owner, one clock: the case takes over who has the incident's others, their band and deadline.

    Only from cases that the same officers see: nothing of a complaint about an officer passes to one
    that the accused unit works on.
    """
    siblings = [
        Case.incident_id == incident.id,
        Case.id != case.id,
        Case.closed_at.is_(None),
        Case.accused_unit_id == case.accused_unit_id
        if case.accused_unit_id is not None
        else Case.accused_unit_id.is_(None),
    ]
    owner = select(Case.assigned_to_id).where(
        *siblings, Case.unit_id == case.unit_id, Case.assigned_to_id.isnot(None)
    )
    case.assigned_to_id = session.scalar(owner.order_by(Case.id.desc()).limit(1))
    due = session.scalar(
        select(func.min(Case.due_at)).where(
            *siblings, Case.first_answered_at.is_(None), Case.urgency <= case.urgency, Case.due_at > now
        )
    )
    if incident.viral_band > case.viral_band:
        matter = casework.Matter(case.category, case.urgency, viral_band=incident.viral_band)
        casework.raise_matter(session, case, matter, now)
    if due is not None and max(due, now + SHORTEST_CLOCK) < case.due_at:
        before, case.due_at = case.due_at, max(due, now + SHORTEST_CLOCK)
        casework.refresh_attention(case)
        casework.add_event(
            session,
            case,
            EventKind.DEADLINE_MOVED,
            now,
            to=case.due_at.isoformat(),
            before=before.isoformat(),
            why="incident",
        )
