"""Instagram through the official Graph API."""

from __future__ import annotations

from types import TracebackType
from typing import ClassVar

from listener.channels.instagram import InstagramSource
from models.vocabulary import Channel, MentionKind
from responder.channels.instagram import InstagramSender
from tests.contract.rigs.base import HANDLE, Rig


class InstagramRig(Rig):
    channel: ClassVar[Channel] = Channel.INSTAGRAM
    default_kind: ClassVar[MentionKind] = MentionKind.COMMENT

    def build(self) -> None:
        self.source: InstagramSource = InstagramSource(self.settings())
        self.sender: InstagramSender = InstagramSender(self.settings())

    def credential(self) -> dict[str, str]:
        return {"access_token": self.registered.token}

    def say_with_context(self, text: str, context: str) -> str:
        """A comment is about the medium above it."""
        self.world.publish(self.channel.value, HANDLE, context)
        return self.say(text)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.source.close()
        self.sender.close()
        super().__exit__(kind, error, trace)
