"""May this reply go out now? Asked again in the transaction that claims it.

A verdict is a fact with its reason; what to do about it is the responder's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import guard, vault
from models.records import Account, Mention, OptOut, Reply, Switch, Unit
from models.settings import Settings
from models.tree import ancestors
from models.vocabulary import Channel, Health, MentionKind, Refusal, ReplyState

# WhatsApp answers free text for 24 h after the citizen's last message; Instagram direct likewise.
DIRECT_WINDOW = timedelta(hours=24)
KILL_SWITCH = "sends_paused"
RETRY_WHILE_PAUSED = timedelta(seconds=30)


@dataclass(frozen=True)
class Hold:
    """Not now: try again at `until`."""

    until: datetime
    reason: str


@dataclass(frozen=True)
class Block:
    """Never, as it stands."""

    refusal: Refusal
    reason: str


def verdict(session: Session, reply: Reply, settings: Settings, now: datetime) -> Hold | Block | None:
    """None when the reply may go out now."""
    mention, account = reply.mention, session.get_one(Account, reply.account_id)
    return (
        _paused(session, reply, account, now)
        or _stopped_account(account, now)
        or _removed(mention)
        or _window(session, mention, now)
        or _opted_out(session, reply, mention, settings)
        or _guarded(reply)
        or _capped(session, account, settings, now)
    )


def _paused(session: Session, reply: Reply, account: Account, now: datetime) -> Hold | None:
    switch = session.get(Switch, KILL_SWITCH)
    if switch is not None and switch.on:
        return Hold(now + RETRY_WHILE_PAUSED, "all sending is paused")
    lines = (
        ancestors(session, session.get_one(Unit, unit_id)) for unit_id in (reply.unit_id, account.unit_id)
    )
    paused = next((unit for line in lines for unit in line if unit.sends_paused), None)
    if paused is not None:
        return Hold(now + RETRY_WHILE_PAUSED, f"sending is paused for {paused.code}")
    if account.sends_paused:
        return Hold(now + RETRY_WHILE_PAUSED, f"sending is paused for @{account.handle}")
    return None


def _stopped_account(account: Account, now: datetime) -> Hold | None:
    if not account.enabled:
        return Hold(now + RETRY_WHILE_PAUSED, f"account @{account.handle} is switched off")
    if account.health is Health.STOPPED:
        return Hold(
            now + RETRY_WHILE_PAUSED, f"account @{account.handle} is stopped: {account.health_reason}"
        )
    return None


def _removed(mention: Mention) -> Block | None:
    if mention.removed_at is not None:
        return Block(Refusal.DELETED, "the author removed the post")
    return None


def _window(session: Session, mention: Mention, now: datetime) -> Block | None:
    direct = mention.channel is Channel.WHATSAPP or (
        mention.kind is MentionKind.DIRECT and mention.channel is Channel.INSTAGRAM
    )
    if not direct:
        return None
    last = session.scalar(
        select(func.max(Mention.created_at)).where(
            Mention.account_id == mention.account_id,
            Mention.thread_id == mention.thread_id,
            Mention.kind == MentionKind.DIRECT,
        )
    )
    if now - (last or mention.created_at) > DIRECT_WINDOW:
        return Block(Refusal.WINDOW_CLOSED, "the 24-hour window for answering this message has closed")
    return None


def _opted_out(session: Session, reply: Reply, mention: Mention, settings: Settings) -> Block | None:
    hashed = vault.keyed_hash(settings.secret_key, "author", mention.author_external_id)
    found = session.scalar(
        select(OptOut.id).where(OptOut.channel == reply.channel, OptOut.author_hash == hashed)
    )
    return Block(Refusal.OPTED_OUT, "this citizen asked for no more replies") if found else None


def _guarded(reply: Reply) -> Block | None:
    finding = guard.first_finding(reply.text, reply.channel)
    if finding is None:
        return None
    return Block(Refusal.GUARD, guard.breach_words(finding.rule, finding.phrase))


def _capped(session: Session, account: Account, settings: Settings, now: datetime) -> Hold | None:
    private = account.channel is Channel.INSTAGRAM_PRIVATE
    cap = settings.instagram_private_replies_per_hour if private else settings.replies_per_hour
    hour_ago = now - timedelta(hours=1)
    count, oldest = session.execute(
        select(func.count(), func.min(Reply.first_attempt_at)).where(
            Reply.account_id == account.id,
            Reply.first_attempt_at > hour_ago,
            Reply.sends > 0,
            Reply.state.notin_((ReplyState.FAILED, ReplyState.APPROVED)),
        )
    ).one()
    if count < cap or oldest is None:
        return None
    return Hold(
        max(oldest + timedelta(hours=1), now + timedelta(seconds=1)), f"{cap} replies an hour are reached"
    )
