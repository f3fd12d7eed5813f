"""May this reply go out now? Asked again in the transaction that claims it.

A verdict is a fact with its reason; what to do about it is the responder's business.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import guard, private_way, vault
from models.records import Account, Mention, OptOut, Reply, Switch, Unit
from models.send_limits import held
from models.settings import Settings
from models.similarity import TOO_ALIKE, most_alike
from models.tree import ancestors
from models.verdicts import Block, Hold
from models.vocabulary import Channel, Health, Refusal

PRIVATE_REPLY_CLOSED = "the seven days for a private reply to this comment are over"
KILL_SWITCH = "sends_paused"
RETRY_WHILE_PAUSED = timedelta(seconds=30)
__all__ = ["KILL_SWITCH", "RETRY_WHILE_PAUSED", "Block", "Hold", "verdict", "why_paused"]


def verdict(session: Session, reply: Reply, settings: Settings, now: datetime) -> Hold | Block | None:
    """None when the reply may go out now."""
    mention, account = reply.mention, session.get_one(Account, reply.account_id)
    return (
        _paused(session, reply, account, now)
        or _stopped_account(account, now)
        or _removed(mention)
        or _window(session, reply, now)
        or _opted_out(session, reply, mention, settings)
        or _guarded(reply)
        or _own_author(session, mention)
        or _not_summoned(mention, account)
        or _too_alike(session, reply, now)
        or held(session, reply, account, settings, now)
    )


def why_paused(stopped: Switch | Unit | Account) -> str:
    """The reason with which a reply is held while this is stopped; by it a release finds what it held."""
    if isinstance(stopped, Switch):
        return "all sending is paused"
    name = stopped.code if isinstance(stopped, Unit) else f"@{stopped.handle}"
    return f"sending is paused for {name}"


def _paused(session: Session, reply: Reply, account: Account, now: datetime) -> Hold | None:
    switch = session.get(Switch, KILL_SWITCH)
    if switch is not None and switch.on:
        return Hold(now + RETRY_WHILE_PAUSED, why_paused(switch))
    lines = (
        ancestors(session, session.get_one(Unit, unit_id)) for unit_id in (reply.unit_id, account.unit_id)
    )
    paused = next((unit for line in lines for unit in line if unit.sends_paused), None)
    if paused is not None:
        return Hold(now + RETRY_WHILE_PAUSED, why_paused(paused))
    if account.sends_paused:
        return Hold(now + RETRY_WHILE_PAUSED, why_paused(account))
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


def _window(session: Session, reply: Reply, now: datetime) -> Block | None:
    until = private_way.closes_at(session, reply.kind, reply.mention)
    if until is None or now <= until:
        return None
    if private_way.is_private_reply(reply.kind, reply.mention):
        return Block(Refusal.WINDOW_CLOSED, PRIVATE_REPLY_CLOSED)
    return Block(Refusal.WINDOW_CLOSED, "the 24-hour window for answering this message has closed")


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


def _own_author(session: Session, mention: Mention) -> Block | None:
    """Two accounts of ours that answer each other would never end, and no citizen asked for it."""
    ours = select(Account.id).where(
        Account.channel == mention.channel, Account.external_id == mention.author_external_id
    )
    if session.scalar(ours.limit(1)) is None:
        return None
    return Block(Refusal.OWN_ACCOUNT, "the author is one of our own accounts")


def _not_summoned(mention: Mention, account: Account) -> Block | None:
    """X takes a reply only to whoever named or quoted the account that answers: the post itself is the proof."""
    if mention.channel is not Channel.X:
        return None
    handle = account.handle.lstrip("@").lower()
    named = {name.lstrip("@").lower() for name in mention.mentioned_handles}
    quoted = {str(post.get("author_handle", "")).lstrip("@").lower() for post in mention.context}
    if handle in named | quoted or f"@{handle}" in mention.text.lower():
        return None
    return Block(Refusal.NOT_SUMMONED, f"the post neither names nor quotes @{account.handle}")


def _too_alike(session: Session, reply: Reply, now: datetime) -> Block | None:
    found = most_alike(session, reply, now)
    if found is None or found.share < TOO_ALIKE:
        return None
    return Block(
        Refusal.TOO_ALIKE, f"the text is nearly what @{found.handle} posted today ({found.share:.0%})"
    )
