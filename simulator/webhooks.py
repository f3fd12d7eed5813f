"""Tells the service what happened, as Meta does: signed, in batches, at least once, in any order.

One worker thread. The world's listeners only note what happened; the worker builds the bodies,
signs the raw bytes (X-Hub-Signature-256) and posts them again until they are answered 200.
"""

from __future__ import annotations

import collections
import hashlib
import heapq
import hmac
import itertools
import json
import logging
import random
import threading
import zlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx

from simulator import instagram_notices, whatsapp_messages
from simulator.whatsapp_errors import status_error
from simulator.world import Post, Posted, World

log = logging.getLogger(__name__)

WABA_ID = "200000000000001"
# Seconds of the world's time after acceptance at which a status is told.
STATUS_DELAYS = {"sent": 0.1, "delivered": 0.5, "read": 3.0}
FAILED_DELAY = 0.3


@dataclass(frozen=True)
class Notice:
    """One thing to tell: an element of a body, made when it is told."""

    channel: str
    account_id: str
    section: str  # WhatsApp: messages | statuses; Instagram: changes | messaging
    make: Callable[[], dict[str, object] | None]
    contact: Callable[[], dict[str, object]] | None = None


@dataclass(frozen=True)
class Delivery:
    channel: str
    raw: bytes
    attempt: int = 0


class Webhooks:
    """Delivers to `url`/webhooks/whatsapp and `url`/webhooks/instagram.

    `duplicate` is the chance that an accepted body comes again, `reorder` whether what is due
    together is told in any order, `user_id_only` the share of WhatsApp users who show no phone
    number. A body is posted at most `attempts` times, `backoff` seconds (doubling, at most 30) apart;
    then it goes to `given_up`.
    """

    def __init__(
        self,
        world: World,
        url: str,
        app_secret: str,
        *,
        duplicate: float = 0.0,
        reorder: bool = False,
        user_id_only: float = 0.0,
        per_body: int = 20,
        attempts: int = 12,
        backoff: float = 0.5,
        seed: int = 0,
    ) -> None:
        self.world, self.url, self.app_secret = world, url.rstrip("/"), app_secret
        self.duplicate, self.reorder, self.user_id_only = duplicate, reorder, user_id_only
        self.per_body, self.attempts, self.backoff = per_body, attempts, backoff
        self.accepted: list[Delivery] = []
        self.given_up: list[Delivery] = []
        self._noted: collections.deque[tuple[datetime, Notice]] = collections.deque()
        self._due: list[tuple[datetime, int, Notice | Delivery]] = []
        self._counter = itertools.count()
        self._dice = random.Random(seed)
        self._stopping = threading.Event()
        self._arrived = threading.Condition()
        self._thread: threading.Thread | None = None
        self._client = httpx.Client(timeout=5.0, trust_env=False)
        world.said_listeners.append(self._heard)
        world.posted_listeners.append(self._wrote)

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="webhooks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
        self.world.said_listeners.remove(self._heard)
        self.world.posted_listeners.remove(self._wrote)
        self._client.close()

    def wait(self, bodies: int, seconds: float) -> None:
        """Waits until `bodies` have been accepted; raises TimeoutError after `seconds`."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self.accepted) >= bodies, timeout=seconds):
                raise TimeoutError(f"only {len(self.accepted)} of {bodies} bodies accepted in {seconds} s")

    def _run(self) -> None:
        while not self._stopping.is_set():
            if self.step() == 0:
                self._stopping.wait(0.05)

    def step(self) -> int:
        """Delivers what is due by the world's clock; returns how many bodies were posted."""
        self.world.run_due()
        deliveries, notices = self._take_due()
        if self.reorder:
            self._dice.shuffle(notices)
        for start in range(0, len(notices), self.per_body):
            deliveries += self._pack(notices[start : start + self.per_body])
        for delivery in deliveries:
            self._deliver(delivery)
        return len(deliveries)

    def _take_due(self) -> tuple[list[Delivery], list[Notice]]:
        while self._noted:
            self._plan(*self._noted.popleft())
        deliveries: list[Delivery] = []
        notices: list[Notice] = []
        now = self.world.now()
        while self._due and self._due[0][0] <= now:
            planned = heapq.heappop(self._due)[2]
            if isinstance(planned, Delivery):
                deliveries.append(planned)
            else:
                notices.append(planned)
        return deliveries, notices

    def _plan(self, due: datetime, planned: Notice | Delivery) -> None:
        heapq.heappush(self._due, (due, next(self._counter), planned))

    def _pack(self, notices: list[Notice]) -> list[Delivery]:
        """One body per platform out of notices for any accounts."""
        with self.world.lock:
            told = [(notice, content) for notice in notices if (content := notice.make()) is not None]
        whatsapp = [pair for pair in told if pair[0].channel == "whatsapp"]
        instagram = [pair for pair in told if pair[0].channel == "instagram"]
        bodies = []
        if whatsapp:
            entry = {"id": WABA_ID, "changes": [self._change(pairs) for pairs in _grouped(whatsapp)]}
            bodies.append(("whatsapp", {"object": "whatsapp_business_account", "entry": [entry]}))
        if instagram:
            time = int(self.world.now().timestamp())
            entries = [
                {
                    "id": pairs[0][0].account_id,
                    "time": time,
                    pairs[0][0].section: [content for _, content in pairs],
                }
                for pairs in _grouped(instagram)
            ]
            bodies.append(("instagram", {"object": "instagram", "entry": entries}))
        return [Delivery(channel, json.dumps(body).encode()) for channel, body in bodies]

    def _change(self, pairs: list[tuple[Notice, dict[str, object]]]) -> dict[str, object]:
        first = pairs[0][0]
        account = self.world.account_by_id("whatsapp", first.account_id)
        assert account is not None
        contacts = [notice.contact() for notice, _ in pairs if notice.contact is not None]
        value = {
            "messaging_product": "whatsapp",
            "metadata": whatsapp_messages.metadata(account),
            "contacts": [one for place, one in enumerate(contacts) if one not in contacts[:place]],
            first.section: [content for _, content in pairs],
        }
        return {"field": "messages", "value": value}

    def _deliver(self, delivery: Delivery) -> None:
        signature = hmac.new(self.app_secret.encode(), delivery.raw, hashlib.sha256).hexdigest()
        headers = {"Content-Type": "application/json", "X-Hub-Signature-256": f"sha256={signature}"}
        address = f"{self.url}/webhooks/{delivery.channel}"
        try:
            answer = str(self._client.post(address, content=delivery.raw, headers=headers).status_code)
        except httpx.HTTPError as error:
            answer = type(error).__name__
        if answer == "200":
            with self._arrived:
                self.accepted.append(delivery)
                self._arrived.notify_all()
            if self._dice.random() < self.duplicate:
                self._plan(self.world.now() + timedelta(seconds=1), delivery)
            return
        tried = Delivery(delivery.channel, delivery.raw, delivery.attempt + 1)
        if tried.attempt >= self.attempts:
            log.warning("webhook to %s given up after %d attempts: %s", address, tried.attempt, answer)
            self.given_up.append(tried)
            return
        pause = min(self.backoff * 2**delivery.attempt, 30.0)
        self._plan(self.world.now() + timedelta(seconds=pause), tried)

    # --- what the world tells us, with its lock held

    def _heard(self, post: Post) -> None:
        if post.channel == "instagram":
            for account_id, section, content in instagram_notices.heard(self.world, post):
                self._note(_ready(account_id, section, content), post.visible_at)
        account = self.world.account("whatsapp", post.account) if post.channel == "whatsapp" else None
        if account is None:
            return
        addressed, hidden = account, self._shows_no_number(post)
        contact = whatsapp_messages.contact(post.author, hidden)

        def make() -> dict[str, object] | None:
            return whatsapp_messages.message(post, addressed, hidden) if post.deleted_at is None else None

        self._note(
            Notice("whatsapp", account.external_id, "messages", make, lambda: contact), post.visible_at
        )

    def _wrote(self, posted: Posted, post: Post) -> None:
        if posted.hidden:
            return
        if post.channel == "instagram":
            for account_id, section, content in instagram_notices.wrote(self.world, post):
                self._note(_ready(account_id, section, content), post.visible_at)
            return
        sender = self.world.account("whatsapp", posted.account) if post.channel == "whatsapp" else None
        if sender is None:
            return
        for word, delay in {**STATUS_DELAYS, "failed": FAILED_DELAY}.items():
            notice = Notice("whatsapp", sender.external_id, "statuses", self._status(posted, post, word))
            self._note(notice, posted.visible_at + timedelta(seconds=delay))

    def _status(self, posted: Posted, post: Post, word: str) -> Callable[[], dict[str, object] | None]:
        def make() -> dict[str, object] | None:
            recipient = whatsapp_messages.voice_of(self.world, post.thread_id)
            code = post.extra.get("failed_code")
            if ("whatsapp", recipient.handle) in self.world.opted_out:
                code = 131026
            if (word == "failed") != isinstance(code, int):
                return None
            error = status_error(code) if isinstance(code, int) else None
            return whatsapp_messages.status(post, recipient, word, posted.key, error)

        return make

    def _shows_no_number(self, post: Post) -> bool:
        asked = post.extra.get("user_id_only")
        share = zlib.crc32(post.author.handle.encode()) % 1000 / 1000
        return bool(asked) if asked is not None else share < self.user_id_only

    def _note(self, notice: Notice, due: datetime | None) -> None:
        self._noted.append((due or self.world.now(), notice))


def _ready(account_id: str, section: str, content: dict[str, object]) -> Notice:
    return Notice("instagram", account_id, section, lambda: content)


def _grouped(
    pairs: Iterable[tuple[Notice, dict[str, object]]],
) -> list[list[tuple[Notice, dict[str, object]]]]:
    groups: dict[tuple[str, str], list[tuple[Notice, dict[str, object]]]] = {}
    for notice, content in pairs:
        groups.setdefault((notice.account_id, notice.section), []).append((notice, content))
    return list(groups.values())
