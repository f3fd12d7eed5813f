"""Every source and webhook parser, in plain dicts. A new channel adds its file and its line here."""

from __future__ import annotations

from listener.channels.instagram import InstagramSource
from listener.channels.instagram_webhook import InstagramParser
from listener.channels.whatsapp import WhatsAppParser, WhatsAppSource
from listener.channels.x import XSource
from listener.contracts import MentionCompleter, MentionSource, WebhookParser
from models.settings import Settings
from models.vocabulary import Channel


def sources(settings: Settings) -> dict[Channel, MentionSource]:
    """The source of each polled channel."""
    known: dict[Channel, MentionSource] = {
        Channel.X: XSource(settings),
        Channel.INSTAGRAM: InstagramSource(settings),
        Channel.WHATSAPP: WhatsAppSource(settings),
    }
    if settings.instagram_private_enabled:
        # Its library is large and off by default: only who uses it carries it.
        from listener.channels.instagram_private import InstagramPrivateSource

        known[Channel.INSTAGRAM_PRIVATE] = InstagramPrivateSource(settings)
    return known


def parsers(settings: Settings) -> dict[Channel, WebhookParser]:
    """The parser of each channel that delivers webhooks."""
    return {
        Channel.INSTAGRAM: InstagramParser(),
        Channel.WHATSAPP: WhatsAppParser(settings),
    }


def completers(settings: Settings) -> dict[Channel, MentionCompleter]:
    """Who fills in what a channel's webhooks leave out."""
    return {Channel.INSTAGRAM: InstagramSource(settings)}
