"""WhatsApp through pywa. Mentions come by webhook, and the platform cannot be asked what was sent."""

from __future__ import annotations

from typing import ClassVar

from models.vocabulary import Channel, MentionKind
from responder.channels.whatsapp import WhatsAppSender
from tests.contract.rigs.base import Rig


class WhatsAppRig(Rig):
    channel: ClassVar[Channel] = Channel.WHATSAPP
    default_kind: ClassVar[MentionKind] = MentionKind.DIRECT
    can_ask: ClassVar[bool] = False
    shows_context: ClassVar[bool] = False
    knows_deleted: ClassVar[bool] = False

    def build(self) -> None:
        self.sender: WhatsAppSender = WhatsAppSender(self.settings())

    def credential(self) -> dict[str, str]:
        return {"access_token": self.registered.token}
