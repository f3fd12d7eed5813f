"""What reading the reach of posts again and again has cost, for the page of the accounts."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import url_for
from flask_babel import format_currency, format_decimal, gettext
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models import scope
from models.records import Account, ReachCost, Unit
from models.settings import Settings
from models.vocabulary import Channel
from web.shapes import Tile

DAYS = 30


def tile(session: Session, unit: Unit, settings: Settings, now: datetime) -> Tile:
    """Readings of the last DAYS days in the unit's subtree, with the calls they took and X's price for them."""
    billed = func.sum(ReachCost.readings).filter(Account.channel == Channel.X)
    readings, requests, paid = session.execute(
        select(func.sum(ReachCost.readings), func.sum(ReachCost.requests), billed)
        .join(Account, Account.id == ReachCost.account_id)
        .join(Unit, Unit.id == Account.unit_id)
        .where(scope.path_range(Unit.path, unit.path), ReachCost.day > now.date() - timedelta(days=DAYS))
    ).one()
    words = gettext(
        "%(price)s di X, %(calls)s panggilan, %(days)d hari",
        price=format_currency((paid or 0) * settings.x_read_price_usd, "USD"),
        calls=format_decimal(requests or 0),
        days=DAYS,
    )
    accounts = url_for("unit.show", unit=unit.code)
    return Tile(gettext("Pembacaan jangkauan"), format_decimal(readings or 0), accounts, words)
