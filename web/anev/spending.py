"""What replies and reads cost, how much of the budget is left, and how alike the replies of a day were."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from flask import Blueprint
from flask_babel import format_currency, format_date, format_decimal, gettext
from sqlalchemy.orm import Session

from models import scope, similarity, spending
from models.clock import utcnow
from models.masking import mask
from models.records import Reply, Unit
from models.similarity import Meter, Repeated
from models.spending import Left, Spent
from models.vocabulary import Channel
from web import frame
from web.panel import chosen_unit, officer, panel, reading, requires
from web.shapes import Cell, Column, Row, Tile
from web.words import CHANNEL_WORDS, masked_words

pages = Blueprint("spending", __name__, url_prefix="/anev/biaya")

Tone = Literal["", "danger", "warn"]
NEARLY = 0.9  # of the budget


@pages.get("/")
@requires("see_spending")
def show() -> str:
    """The unit with all below it; the ledger itself for who looks at the whole country from its top."""
    now, who, settings = utcnow(), officer(), panel().settings
    with reading() as session:
        unit = chosen_unit(session) or session.get_one(Unit, who.unit_id)
        whole, meter = spending.is_whole(who, unit), _meter(session, unit, now)
        spent = spending.by_month(session, who, unit, settings, now)
        return frame.render_panel(
            session,
            "spending.html",
            "anev",
            unit,
            chosen=unit,
            tiles=[
                _month_tile(spent, now),
                *(_left_tile(one, whole) for one in spending.left(session, settings, now)),
                *_meter_tiles(meter),
            ],
            columns=_columns(),
            rows=[_row(one) for one in spent],
            budget=settings.reply_budget_usd,
            whole=whole,
            meter=meter,
            repeated_columns=[
                Column(gettext("Teks")),
                Column(gettext("Kanal")),
                Column(gettext("Kali"), number=True),
                Column(gettext("Satuan"), number=True),
            ],
            repeated=[_repeated(one) for one in meter.repeated],
            most=similarity.LOOK_AT,
            threshold=round(100 * similarity.TOO_ALIKE),
        )


def _meter(session: Session, unit: Unit, now: datetime) -> Meter:
    within = Reply.unit_id.in_(scope.subtree_ids(unit.path))
    return similarity.meter(session, [within, scope.case_visible(officer())], now)


def _month_tile(spent: Sequence[Spent], now: datetime) -> Tile:
    this = [one for one in spent if (one.month.year, one.month.month) == (now.year, now.month)]
    words = gettext(
        "%(replies)s balasan, %(reads)s bacaan",
        replies=format_decimal(sum(one.replies for one in this)),
        reads=format_decimal(sum(one.reads for one in this)),
    )
    return Tile(gettext("Biaya bulan ini"), _usd(sum(one.usd for one in this)), "", words)


def _left_tile(one: Left, whole: bool) -> Tile:
    label = gettext("Sisa anggaran %(channel)s", channel=CHANNEL_WORDS[one.channel])
    tone: Tone = "danger" if not one.replies else "warn" if one.spent >= NEARLY * one.budget else ""
    if whole:
        words = gettext(
            "dari %(budget)s, cukup untuk %(n)s balasan",
            budget=_usd(one.budget),
            n=format_decimal(one.replies),
        )
        return Tile(label, _usd(one.usd), "", words, tone)
    # To the tenth only: what others spend is not told to the cent.
    tenths = int(10 * one.usd / one.budget)
    value = gettext("%(n)d %%", n=10 * tenths) if tenths else gettext("< %(n)d %%", n=10)
    words = gettext("dari anggaran bersama seluruh satuan")
    return Tile(label, value, "", words, tone)


def _meter_tiles(meter: Meter) -> list[Tile]:
    looked_at = gettext(
        "dari %(n)s balasan %(units)s satuan", n=format_decimal(meter.looked_at), units=meter.units
    )
    return [
        Tile(
            gettext("Serupa dengan satuan lain"),
            format_decimal(meter.alike),
            "",
            looked_at,
            "warn" if meter.alike else "",
        ),
        Tile(
            gettext("Kemiripan khas"),
            gettext("%(n)d %%", n=round(100 * meter.typical)),
            "",
            gettext("kata yang sama dengan balasan satuan lain, 24 jam"),
        ),
    ]


def _columns() -> list[Column]:
    counts = (
        gettext("Balasan"),
        gettext("Biaya balasan"),
        gettext("Bacaan"),
        gettext("Biaya bacaan"),
        gettext("Jumlah"),
    )
    return [
        Column(gettext("Bulan")),
        Column(gettext("Kanal")),
        *(Column(label, number=True) for label in counts),
    ]


def _row(one: Spent) -> Row:
    return Row(
        (
            format_date(one.month, "MMMM yyyy", rebase=False),
            str(CHANNEL_WORDS[one.channel]),
            format_decimal(one.replies),
            _usd_cell(one.replies_usd),
            format_decimal(one.reads),
            _usd_cell(one.reads_usd),
            _usd_cell(one.usd),
        )
    )


def _repeated(one: Repeated) -> Row:
    channels = ", ".join(str(CHANNEL_WORDS[channel]) for channel in Channel if channel in one.channels)
    copied = Channel.X in one.channels and one.units > 1
    times = Cell(format_decimal(one.times), tone="warn" if copied else "")
    text = masked_words(mask(one.text).text)
    return Row((text, channels, times, format_decimal(one.units)))


def _usd(amount: float) -> str:
    return str(format_currency(amount, "USD"))


def _usd_cell(amount: float) -> Cell:
    return Cell(_usd(amount), tone="" if amount else "quiet")
