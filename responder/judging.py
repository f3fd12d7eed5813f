"""What was found on our own timeline, held against the ledger: somebody else's post, a deletion, the ordinary."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import alerts, audit, kill_switch, outbox, private_way, shadow
from models.masking import mask
from models.records import Account, AuditEntry, HandPost, Mention, Reply, Unit
from models.settings import Settings
from models.upsert import insert_new
from models.vocabulary import AlertKind, Channel, MentionKind, ReplyState
from responder.contracts import OwnPost, OwnTimeline, Standing

CLOCK_MARGIN = timedelta(minutes=10)  # our clock and the platform's may differ
# What waits for a human may wait for days, and the watch must not be blind meanwhile.
UNSETTLED = (ReplyState.SENDING, ReplyState.UNKNOWN)
PUBLISHED, WITHDRAWN = "timeline.published", "timeline.withdrawn"
ACTOR = "worker:timeline"


def standing(session: Session, row: Account, since: datetime, now: datetime) -> list[Standing]:
    """Replies that were read back on the platform; nothing here takes a reply back.

    On Instagram only what stands under our own media: the platform lists nothing else.
    """
    replies = session.scalars(
        select(Reply).where(
            Reply.account_id == row.id,
            Reply.state == ReplyState.CONFIRMED,
            Reply.sent_at > since + CLOCK_MARGIN,
            Reply.sent_at < now - CLOCK_MARGIN,
            Reply.state_reason != outbox.BY_HAND,
            Reply.external_id.is_not(None),
        )
    ).all()
    return [
        Standing(reply.external_id, reply.mention.external_id, reply.mention.thread_id)
        for reply in replies
        if reply.external_id and _is_listed(reply)
    ]


def _is_listed(reply: Reply) -> bool:
    if reply.channel is not Channel.INSTAGRAM:
        return True
    commented = reply.mention.kind in (MentionKind.COMMENT, MentionKind.REPLY)
    return commented and not private_way.is_private_reply(reply.kind, reply.mention)


@dataclass(frozen=True)
class Judge:
    """Says what of a timeline is not ours. `since`: what is older was judged before."""

    session: Session
    row: Account
    settings: Settings
    since: datetime
    now: datetime

    def judge(self, timeline: OwnTimeline) -> bool:
        """One alert per post or deletion that none of our replies accounts for.

        While shadow mode is on people answer citizens by hand: such an answer is kept, and alarms nobody.
        False when that could not be told this time: the same posts are looked at again.
        """
        ours = set(
            self.session.scalars(
                select(Reply.external_id).where(
                    Reply.account_id == self.row.id, Reply.sent_at > self.since - CLOCK_MARGIN
                )
            )
        )
        unsettled = select(Reply.id).where(Reply.account_id == self.row.id, Reply.state.in_(UNSETTLED))
        if self.session.scalar(unsettled.limit(1)) is not None:
            # A reply of ours may be among them without our knowing yet.
            return False
        for post in timeline.posts:
            if post.created_at >= self.since and post.external_id not in ours:
                self._foreign(post)
        for external_id in sorted(timeline.gone):
            self._deleted(external_id)
        for external_id in timeline.withdrawn:
            self._withdrawn(external_id)
        return True

    def _foreign(self, post: OwnPost) -> None:
        if post.published and not self._publishing_alarms():
            self._note(PUBLISHED, post.external_id, post.url)
        elif not by_hand(self.session, self.row, post):
            where = f"@{self.row.handle}: {post.url or post.external_id}"
            self._alarm(f"foreign-post:{self.row.channel}:{post.external_id}", where)

    def _deleted(self, external_id: str) -> None:
        url = self.session.scalar(
            select(Reply.external_url).where(
                Reply.account_id == self.row.id, Reply.external_id == external_id
            )
        )
        where = f"@{self.row.handle}: balasan kami tidak ada lagi, {url or external_id}"
        self._alarm(f"deleted-post:{self.row.channel}:{external_id}", where)

    def _withdrawn(self, external_id: str) -> None:
        if not self._publishing_alarms():
            self._note(WITHDRAWN, external_id, "")
            return
        where = f"@{self.row.handle}: unggahan kami tidak ada lagi, {external_id}"
        self._alarm(f"deleted-post:{self.row.channel}:{external_id}", where)

    def _publishing_alarms(self) -> bool:
        return self.settings.instagram_own_media == "alarm"

    def _note(self, act: str, external_id: str, url: str) -> None:
        """Once per post, for who asks afterwards what was published on the account."""
        subject = f"{self.row.channel}-post:{external_id}"
        told = select(AuditEntry.id).where(AuditEntry.subject == subject, AuditEntry.act == act)
        if self.session.scalar(told.limit(1)) is None:
            handle = f"@{self.row.handle}"
            audit.record(
                self.session, ACTOR, act, subject, self.row.unit_id, account=handle, url=url or external_id
            )

    def _alarm(self, key: str, words: str) -> None:
        """Somebody else holds the account; the policy may stop what we send through it as well."""
        raised = alerts.raise_once(
            self.session,
            key=key,
            kind=AlertKind.FOREIGN_POST,
            unit_id=self.row.unit_id,
            words=words,
            now=self.now,
        )
        if raised is not None and self.settings.foreign_post_stops_account:
            account = self.session.get_one(Account, self.row.id, with_for_update=True)
            rule = "policy:foreign_post_stops_account"
            kill_switch.stop_account(self.session, account, rule, words, self.now)


def by_hand(session: Session, row: Account, post: OwnPost) -> bool:
    """Whether this is what shadow mode asks of people; keeps every foreign answer to a citizen beside his case."""
    if post.in_reply_to is None:
        return False
    answered = select(Mention.id).where(
        Mention.account_id == row.id, Mention.external_id == post.in_reply_to, Mention.case_id.is_not(None)
    )
    mention_id = session.scalar(answered.limit(1))
    if mention_id is None:
        return False
    columns = {
        "account_id": row.id,
        "mention_id": mention_id,
        "external_id": post.external_id,
        "text_masked": mask(post.text).text,
        "url": post.url,
        "posted_at": post.created_at,
    }
    insert_new(session, HandPost, columns)
    return shadow.covering(session, session.get_one(Unit, row.unit_id), post.created_at) is not None
