"""Every sender, in one plain dict. A new channel adds its file under `channels/` and its line here."""

from __future__ import annotations

from models.settings import Settings
from models.vocabulary import Channel
from responder.channels.instagram import InstagramSender
from responder.channels.manual import ManualSender
from responder.channels.whatsapp import WhatsAppSender
from responder.channels.x import XSender
from responder.contracts import ReplySender, TimelineReader


def senders(settings: Settings) -> dict[Channel, ReplySender]:
    """The sender of each channel."""
    known: dict[Channel, ReplySender] = {
        Channel.X: XSender(settings),
        Channel.INSTAGRAM: InstagramSender(settings),
        Channel.WHATSAPP: WhatsAppSender(settings),
        Channel.MANUAL: ManualSender(settings),
    }
    if settings.instagram_private_enabled:
        # Its library is large and off by default: only who uses it carries it.
        from responder.channels.instagram_private import InstagramPrivateSender

        known[Channel.INSTAGRAM_PRIVATE] = InstagramPrivateSender(settings)
    return known


def timeline_readers(settings: Settings) -> dict[Channel, TimelineReader]:
    """The senders that can list what our account posted. WhatsApp lists nothing."""
    return {Channel.X: XSender(settings), Channel.INSTAGRAM: InstagramSender(settings)}
