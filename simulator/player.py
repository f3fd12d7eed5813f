"""Plays a scenario into the world, and afterwards compares what the service did with what was right."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime

from simulator.scenario import Message, Scenario
from simulator.world import Post, Posted, World


class Player:
    """Says and deletes what the scenario wants at its time, `speed` times as fast.

    The first `burst` messages are all said at the start. `played` maps the scenario's ids to the
    platform's.
    """

    def __init__(self, world: World, scenario: Scenario, speed: float = 1.0, burst: int = 0) -> None:
        if speed <= 0:
            raise ValueError("speed must be above 0")
        self.world, self.scenario, self.speed = world, scenario, speed
        self.played: dict[str, str] = {}
        self._quoted: dict[tuple[str, str, str], str] = {}
        moments: list[tuple[float, int, Message, bool]] = []
        for place, message in enumerate(scenario.messages):
            moments.append((0.0 if place < burst else message.at, place, message, False))
            if message.delete_at is not None:
                moments.append((message.delete_at, place, message, True))
        self._coming = sorted(moments, key=lambda moment: moment[:2], reverse=True)

    def register(self) -> None:
        """Makes the scenario's accounts exist; the token of each is `token-<handle>`."""
        for account in self.scenario.accounts:
            self.world.register(account.channel, account.handle, account.external_id or None)

    def step(self, seconds: float) -> float | None:
        """Plays what is due `seconds` into the scenario; returns when the next thing is, None at the end."""
        while self._coming and self._coming[-1][0] <= seconds:
            _, _, message, deletes = self._coming.pop()
            if deletes:
                self.world.delete(self.played[message.id])
            else:
                self._say(message)
        return self._coming[-1][0] if self._coming else None

    def run(self, stopping: threading.Event, progress: Callable[[int], None] | None = None) -> None:
        """Plays to the end in real time, or until `stopping`; tells `progress` how many were said."""
        start = time.monotonic()
        while (upcoming := self.step((time.monotonic() - start) * self.speed)) is not None:
            if progress is not None:
                progress(len(self.played))
            if stopping.wait(max(start + upcoming / self.speed - time.monotonic(), 0.0)):
                return
        if progress is not None:
            progress(len(self.played))

    def _say(self, message: Message) -> None:
        # In a chat people simply write the next message; quoting the last one is a rare gesture.
        answers = message.reply_to if message.channel != "whatsapp" else None
        quote: dict[str, object] | str | None = None
        pair = ("", "", "")
        if message.quoted is not None:
            pair = (message.channel, message.quoted["author"], message.quoted["text"])
            quote = self._quoted.get(pair) or dict(message.quoted)
        external_id = self.world.say(
            message.channel,
            message.account,
            message.text,
            author=message.author,
            followers=message.followers,
            verified=message.verified,
            kind=message.kind,
            quoted=quote,
            reply_to=self.played[answers] if answers else None,
            also_mentions=message.also_mentions,
            media=message.media,
            growth=message.growth,
            scenario_id=message.id,
        )
        self.played[message.id] = external_id
        said = self.world.post(message.channel, external_id)
        if said is not None and said.quoted is not None:
            self._quoted[pair] = said.quoted


@dataclass(frozen=True)
class Answered:
    """How one message of the scenario fared; times are the world's, None where nobody answered."""

    message: Message
    said_at: datetime
    answered_at: datetime | None
    answer: str

    @property
    def seconds(self) -> float | None:
        return (self.answered_at - self.said_at).total_seconds() if self.answered_at else None

    @property
    def right(self) -> bool:
        """Whether what asked for action was answered and what did not was left alone."""
        return bool(self.message.expected.get("actionable")) == (self.answered_at is not None)

    def as_json(self) -> dict[str, object]:
        return {
            **asdict(self.message),
            "said_at": self.said_at.isoformat(),
            "answered_at": self.answered_at.isoformat() if self.answered_at else None,
            "seconds": self.seconds,
            "answer": self.answer,
            "right": self.right,
        }


def review(world: World, scenario: Scenario) -> list[Answered]:
    """Every message said so far, in the scenario's order, with the first answer to it.

    In a private chat one answer serves all that the citizen had written before it.
    """
    messages = {message.id: message for message in scenario.messages}
    ledger = world.ledger
    with world.lock:
        said = [post for post in world.posts.values() if post.extra.get("scenario_id") in messages]
    found = {}
    for post in said:
        answers = [posted for posted in ledger if _answers(world, posted, post)]
        first = min(answers, key=lambda posted: posted.accepted_at, default=None)
        message = messages[str(post.extra["scenario_id"])]
        found[message.id] = Answered(
            message, post.created_at, first.accepted_at if first else None, first.text if first else ""
        )
    return [found[message.id] for message in scenario.messages if message.id in found]


def _answers(world: World, posted: Posted, post: Post) -> bool:
    if posted.channel != post.channel or posted.account.lower() != post.account.lower():
        return False
    if posted.in_reply_to == post.external_id:
        return True
    written = world.post(posted.channel, posted.external_id)
    chat = post.kind == "direct" and written is not None and written.thread_id == post.thread_id
    return chat and posted.accepted_at >= post.created_at
