"""What a contract test needs of one channel: its stand-in, its real adapters, one account."""

from __future__ import annotations

from datetime import UTC, datetime
from types import TracebackType
from typing import Any, ClassVar, Self

from listener.contracts import MentionSource
from models.channel_account import ChannelAccount
from models.settings import Settings
from models.vocabulary import Channel, MentionKind
from responder.contracts import Outgoing, ReplySender
from simulator.server import Simulator
from simulator.world import Posted

HANDLE = "polres_contoh"
# Long enough for a loaded machine to answer, short enough to wait out where a platform hangs.
TIMEOUT = 1.5


class Rig:
    """One channel under test. A subclass says what its platform cannot do and builds the adapters.

    The simulator runs while the rig is entered; `settings` points the adapters at it.
    """

    channel: ClassVar[Channel]
    default_kind: ClassVar[MentionKind] = MentionKind.MENTION
    many: ClassVar[int] = 205  # more than two of the platform's pages
    # What the platform offers; a behaviour it lacks is not asked for.
    can_ask: ClassVar[bool] = True  # `find` gets an answer
    shows_context: ClassVar[bool] = True  # quoted or answered posts come with a mention
    knows_deleted: ClassVar[bool] = True  # replying to a deleted post is refused
    source: MentionSource | None = None
    sender: ReplySender | None = None

    def __init__(self) -> None:
        self.simulator = Simulator(only=self.platforms())
        self.world = self.simulator.world

    def platforms(self) -> tuple[str, ...]:
        """Names of the stand-ins to start."""
        return (self.channel.value,)

    def build(self) -> None:
        """Sets `source` and `sender` from the running simulator."""
        raise NotImplementedError

    def credential(self) -> dict[str, str]:
        raise NotImplementedError

    def __enter__(self) -> Self:
        self.simulator.start()
        self.registered = self.world.register(self.channel.value, HANDLE)
        self.account = self.make_account(self.credential())
        self.build()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.simulator.stop()

    def make_account(self, credential: dict[str, str]) -> ChannelAccount:
        return ChannelAccount(
            id=1,
            channel=self.channel,
            handle=HANDLE,
            external_id=self.registered.external_id,
            credential=credential,
        )

    def say(self, text: str, author: str = "warga_2041", **keywords: Any) -> str:
        """A citizen addresses our account; answers the platform's id."""
        keywords.setdefault("kind", self.default_kind.value)
        return self.world.say(self.channel.value, HANDLE, text, author=author, **keywords)

    def say_with_context(self, text: str, context: str) -> str:
        """A citizen addresses our account about a post of somebody else, whose text is `context`."""
        return self.say(text, quoted={"author": "saksi_77", "text": context})

    def fault(self, operation: str, fault: str, **keywords: Any) -> None:
        self.world.faults.add(self.channel.value, operation, fault, **keywords)

    def ledger(self) -> list[Posted]:
        """What the platform itself says that we posted."""
        return [posted for posted in self.world.ledger if posted.channel == self.channel.value]

    def outgoing(self, external_id: str, text: str = "Laporan diterima, kode TGP-0001") -> Outgoing:
        """An approved reply to `external_id`."""
        post = self.world.post(self.channel.value, external_id)
        assert post is not None
        return Outgoing(
            in_reply_to=external_id,
            kind=MentionKind(post.kind),
            thread_id=post.thread_id,
            recipient=post.author.external_id,
            recipient_handle=post.author.handle,
            text=text,
            key="reply-1",
            since=datetime.now(UTC),
        )

    def settings(self) -> Settings:
        urls = self.simulator.urls
        return Settings(
            simulated_platforms=True,
            instagram_private_enabled=True,
            x_base_url=urls.get("x", ""),
            x_timeout=TIMEOUT,
            instagram_base_url=urls.get("instagram", ""),
            instagram_timeout=TIMEOUT,
            instagram_private_base_url=urls.get("instagram_private", ""),
            instagram_private_timeout=TIMEOUT,
            whatsapp_base_url=urls.get("whatsapp", ""),
            whatsapp_timeout=TIMEOUT,
            meta_app_secret=self.simulator.app_secret,
        )
