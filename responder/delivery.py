"""Delivering one reply: the outbox protocol around a single call to the platform.

    claim (commit) -> call once -> record (commit)

A crash at any point leaves a row that says what is known: before the claim nothing happened; between
claim and record the reply is `sending` with a `due_at`, after which it counts as uncertain; then the
platform is asked before anything is tried again.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import accounts, audit, drafting, outbox, policy, private_way, shadow
from models.channel_account import ChannelAccount
from models.clock import utcnow
from models.database import Database
from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.records import Account, Reply
from models.send_limits import spend
from models.settings import Settings
from models.vocabulary import Channel, Health, MentionKind, Refusal, ReplyState
from responder.contracts import Outgoing, ReplySender, SentReply

log = logging.getLogger(__name__)

MAX_SENDS = 3  # platform calls for one reply, each after a sure "not there"; then a human looks
CONFIRM_AFTER = timedelta(seconds=20)
CONFIRM_TRIES_UNTIL = timedelta(hours=6)
ACCOUNT_STOPPED_RETRY = timedelta(minutes=5)
# Room between the longest possible platform call and the moment a silent worker counts as dead.
CRASH_MARGIN = timedelta(seconds=15)


@dataclass(frozen=True)
class Delivery:
    """Everything one delivery needs; built once in the composition root."""

    database: Database
    settings: Settings
    senders: Mapping[Channel, ReplySender]
    worker: str

    def deliver(self, reply_id: int) -> None:
        """Does the step that is due for this reply, if any. Harmless when called again at any moment."""
        with self.database.reading() as session:
            reply = session.get(Reply, reply_id)
            if reply is None or reply.due_at is None or reply.due_at > utcnow():
                return
            state = reply.state
        if state is ReplyState.APPROVED:
            self._attempt(reply_id)
        elif state is ReplyState.SENDING:
            self._call_it_uncertain(reply_id)
        elif state is ReplyState.UNKNOWN:
            self._ask(reply_id)
        elif state is ReplyState.SENT:
            self._confirm(reply_id)

    def _attempt(self, reply_id: int) -> None:
        claimed = self._claim(reply_id)
        if claimed is None:
            return
        account, outgoing, attempt = claimed
        try:
            proof = self.senders[account.channel].send(account, outgoing)
        except ChannelUnavailable as error:
            self._postpone(reply_id, attempt, timedelta(seconds=error.retry_after), error.reason)
        except ChannelRefused as error:
            self._refuse(reply_id, attempt, error)
        except OutcomeUnknown as error:
            with self.database.writing() as session:
                if reply := _still_ours(session, reply_id, attempt):
                    outbox.uncertain(session, reply, utcnow() + self._settle(), error.reason, utcnow())
        else:
            self._record_sent(reply_id, attempt, proof)

    def _claim(self, reply_id: int) -> tuple[ChannelAccount, Outgoing, int] | None:
        """Policy and claim in one transaction, committed before anything is said to the network."""
        now = utcnow()
        with self.database.writing() as session:
            reply = session.get(Reply, reply_id, with_for_update=True)
            if reply is None or reply.state is not ReplyState.APPROVED or (reply.due_at or now) > now:
                return None
            if reply.expires_at is not None and reply.expires_at < now:
                outbox.expired(session, reply, now)
                return None
            verdict = policy.verdict(session, reply, self.settings, now)
            if isinstance(verdict, policy.Hold):
                outbox.postponed(session, reply, verdict.until, verdict.reason, now)
                return None
            if isinstance(verdict, policy.Block):
                outbox.failed(session, reply, verdict.refusal, verdict.reason, now)
                drafting.offer_form(session, reply, self.settings, now)
                self._note(session, "reply.blocked", reply, reason=verdict.reason)
                return None
            if shadow.keeps_back(session, reply):
                outbox.shadowed(session, reply, now)
                self._note(session, "reply.shadowed", reply, text_hash=reply.approved_hash)
                return None
            account = self._open_account(session, reply, now)
            if account is None:
                return None
            limit = timedelta(seconds=self.senders[account.channel].timeout) + CRASH_MARGIN
            taken = outbox.claim(session, reply_id, now, limit)
            if taken is None:
                return None
            spend(session, session.get_one(Account, taken.account_id), self.settings, now)
            self._note(session, "reply.sending", taken, attempt=taken.attempt)
            return account, _outgoing(taken), taken.attempt

    def _open_account(self, session: Session, reply: Reply, now: datetime) -> ChannelAccount | None:
        row = session.get_one(Account, reply.account_id)
        try:
            return accounts.opened(row, self.settings)
        except ChannelRefused as error:
            accounts.set_health(session, row, Health.STOPPED, error.reason, now)
            outbox.postponed(session, reply, now + ACCOUNT_STOPPED_RETRY, error.reason, now)
            return None

    def _record_sent(self, reply_id: int, attempt: int, proof: SentReply) -> None:
        with self.database.writing() as session:
            if reply := _still_ours(session, reply_id, attempt):
                outbox.sent(session, reply, proof.external_id, proof.url, utcnow(), CONFIRM_AFTER)
                self._note(session, "reply.sent", reply, external_id=proof.external_id)

    def _postpone(self, reply_id: int, attempt: int, wait: timedelta, reason: str) -> None:
        with self.database.writing() as session:
            if reply := _still_ours(session, reply_id, attempt):
                # The platform surely did nothing, so this call does not count against the few we allow.
                reply.sends -= 1
                now = utcnow()
                outbox.postponed(session, reply, now + wait, reason, now)

    def _refuse(self, reply_id: int, attempt: int, error: ChannelRefused) -> None:
        now = utcnow()
        with self.database.writing() as session:
            reply = _still_ours(session, reply_id, attempt)
            if reply is None:
                return
            if error.stops_account:
                # The account is broken, not the reply: it waits until a person has repaired the account.
                account = session.get_one(Account, reply.account_id)
                accounts.set_health(session, account, Health.STOPPED, error.reason, now)
                reply.sends -= 1
                outbox.postponed(session, reply, now + ACCOUNT_STOPPED_RETRY, error.reason, now)
            else:
                outbox.failed(session, reply, Refusal(error.code), error.reason, now)
                drafting.offer_form(session, reply, self.settings, now)
                self._note(session, "reply.failed", reply, reason=error.reason)

    def _call_it_uncertain(self, reply_id: int) -> None:
        """A worker died, or was cut off, between claim and record."""
        now = utcnow()
        with self.database.writing() as session:
            reply = session.get(Reply, reply_id, with_for_update=True)
            if reply and reply.state is ReplyState.SENDING and reply.due_at and reply.due_at <= now:
                outbox.uncertain(
                    session, reply, now + self._settle(), "the worker stopped while sending", now
                )

    def _ask(self, reply_id: int) -> None:
        """Asks the platform what became of an uncertain reply."""
        asked = self._question(reply_id, ReplyState.UNKNOWN)
        if asked is None:
            return
        account, outgoing, attempt = asked
        try:
            proof = self.senders[account.channel].find(account, outgoing)
        except ChannelUnavailable as error:
            with self.database.writing() as session:
                if reply := _still_ours(session, reply_id, attempt):
                    outbox.look_again(session, reply, utcnow() + timedelta(seconds=error.retry_after))
        except ChannelRefused as error:
            self._cannot_ask(reply_id, attempt, error)
        else:
            if proof is not None:
                self._record_sent(reply_id, attempt, proof)
            else:
                self._surely_not_there(reply_id, attempt)

    def _surely_not_there(self, reply_id: int, attempt: int) -> None:
        now = utcnow()
        with self.database.writing() as session:
            reply = _still_ours(session, reply_id, attempt)
            if reply is None:
                return
            if reply.sends >= MAX_SENDS:
                outbox.needs_human(session, reply, f"not on the platform after {reply.sends} attempts", now)
            else:
                outbox.postponed(session, reply, now, "not on the platform: one more attempt", now)

    def _cannot_ask(self, reply_id: int, attempt: int, error: ChannelRefused) -> None:
        """No way to ask: wait for the platform to tell by itself, then stop for a human."""
        now = utcnow()
        with self.database.writing() as session:
            reply = _still_ours(session, reply_id, attempt)
            if reply is None:
                return
            if error.stops_account:
                account = session.get_one(Account, reply.account_id)
                accounts.set_health(session, account, Health.STOPPED, error.reason, now)
                outbox.look_again(session, reply, now + ACCOUNT_STOPPED_RETRY)
                return
            patience = timedelta(seconds=self.settings.status_wait_seconds)
            until = (reply.first_attempt_at or now) + patience
            if now < until:
                outbox.look_again(session, reply, until)
            else:
                outbox.needs_human(session, reply, error.reason, now)

    def _confirm(self, reply_id: int) -> None:
        """Reads a sent reply back; "the API said 200" is not "delivered"."""
        asked = self._question(reply_id, ReplyState.SENT)
        if asked is None:
            return
        account, outgoing, attempt = asked
        retry: timedelta | None = CONFIRM_AFTER
        try:
            proof = self.senders[account.channel].find(account, outgoing)
        except ChannelUnavailable as error:
            proof, retry = None, timedelta(seconds=max(error.retry_after, CONFIRM_AFTER.total_seconds()))
        except ChannelRefused:
            # Nothing to ask (WhatsApp): the status webhook confirms, or nothing does.
            proof, retry = None, None
        now = utcnow()
        with self.database.writing() as session:
            reply = _still_ours(session, reply_id, attempt)
            if reply is None or reply.state is not ReplyState.SENT:
                return
            if proof is not None:
                outbox.confirmed(session, reply, now)
                return
            age = now - (reply.sent_at or now)
            if retry is not None and age < CONFIRM_TRIES_UNTIL:
                outbox.look_again(session, reply, now + max(retry, age))
            else:
                outbox.look_again(session, reply, None)

    def _question(self, reply_id: int, state: ReplyState) -> tuple[ChannelAccount, Outgoing, int] | None:
        now = utcnow()
        with self.database.writing() as session:
            reply = session.get(Reply, reply_id, with_for_update=True)
            if reply is None or reply.state is not state or reply.due_at is None or reply.due_at > now:
                return None
            row = session.get_one(Account, reply.account_id)
            try:
                account = accounts.opened(row, self.settings)
            except ChannelRefused as error:
                accounts.set_health(session, row, Health.STOPPED, error.reason, now)
                outbox.look_again(session, reply, now + ACCOUNT_STOPPED_RETRY)
                return None
            # Nobody else asks while we do.
            wait = timedelta(seconds=self.senders[account.channel].timeout) + CRASH_MARGIN
            outbox.look_again(session, reply, now + wait)
            return account, _outgoing(reply), reply.attempt

    def _settle(self) -> timedelta:
        return timedelta(seconds=self.settings.settle_seconds)

    def _note(self, session: Session, act: str, reply: Reply, **detail: object) -> None:
        audit.record(
            session,
            f"worker:{self.worker}",
            act,
            f"reply:{reply.id}",
            reply.unit_id,
            case=reply.case_id,
            **detail,
        )


def _still_ours(session: Session, reply_id: int, attempt: int) -> Reply | None:
    """The reply, if no other worker has taken it to a further attempt or state meanwhile."""
    reply = session.get(Reply, reply_id, with_for_update=True)
    waiting = (ReplyState.SENDING, ReplyState.UNKNOWN, ReplyState.SENT)
    if reply is None or reply.attempt != attempt or reply.state not in waiting:
        log.info("reply %s moved on while we spoke to the platform", reply_id)
        return None
    return reply


def _outgoing(reply: Reply) -> Outgoing:
    mention = reply.mention
    alone = private_way.is_private_reply(reply.kind, mention)
    return Outgoing(
        in_reply_to=mention.external_id,
        kind=MentionKind.DIRECT if alone else mention.kind,
        thread_id=mention.thread_id,
        # Without a recipient the comment itself names him.
        recipient="" if alone else mention.author_external_id,
        recipient_handle=mention.author_handle,
        text=reply.text,
        key=reply.key,
        since=reply.first_attempt_at or reply.created_at,
    )
