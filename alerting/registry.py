"""Every sender of alerts, in one plain dict."""

from __future__ import annotations

from alerting.channels.message import MessageSender
from alerting.channels.push import PushSender
from alerting.contracts import AlertSender
from models import push_keys
from models.database import Database
from models.settings import Settings
from models.vocabulary import AlertRoute


def senders(database: Database, settings: Settings) -> dict[AlertRoute, AlertSender]:
    """The sender of each route; the panel needs none, it shows what is there."""

    def private_key() -> str:
        with database.writing() as session:
            return push_keys.private(push_keys.ensure(session, settings.secret_key), settings.secret_key)

    return {
        AlertRoute.PUSH: PushSender(settings, private_key),
        AlertRoute.MESSAGE: MessageSender(settings),
    }
