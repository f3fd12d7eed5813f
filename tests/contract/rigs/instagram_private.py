"""Instagram through instagrapi, on a saved session."""

from __future__ import annotations

import json
from typing import ClassVar

from listener.channels.instagram_private import InstagramPrivateSource
from models.vocabulary import Channel, MentionKind
from responder.channels.instagram_private import InstagramPrivateSender
from tests.contract.rigs.base import HANDLE, Rig


class InstagramPrivateRig(Rig):
    channel: ClassVar[Channel] = Channel.INSTAGRAM_PRIVATE
    default_kind: ClassVar[MentionKind] = MentionKind.COMMENT

    def build(self) -> None:
        self.source: InstagramPrivateSource = InstagramPrivateSource(self.settings())
        self.sender: InstagramPrivateSender = InstagramPrivateSender(self.settings())

    def credential(self) -> dict[str, str]:
        session = {"ds_user_id": self.registered.external_id, "sessionid": self.registered.token}
        return {"session_json": json.dumps({"authorization_data": session})}

    def say_with_context(self, text: str, context: str) -> str:
        """A comment is about the medium above it."""
        self.world.publish(self.channel.value, HANDLE, context)
        return self.say(text)
