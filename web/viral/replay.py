"""The replay of a case: what the watch showed at any moment, what came after it, and how early the warning was."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil

from flask import Blueprint, abort, request, url_for
from flask_babel import format_decimal, gettext

from models.records import Alert, Case, IncidentForecast
from web.charts import Fan, fan
from web.frame import render_panel
from web.panel import load_case, officer, reading, requires
from web.shapes import Horizon, Reading
from web.times import hour, left, span
from web.viral import facts as viral_facts
from web.viral import record as viral_record
from web.viral.record import Outcome, Record, Then
from web.words import CATEGORY_WORDS, capital

pages = Blueprint("replay", __name__, url_prefix="/viral/putar")

# One press of an arrow key on the slider.
STEP_SECONDS = 60


@dataclass(frozen=True)
class Slider:
    """The moment shown among all there are, in seconds since 1970 as the address carries them."""

    first: int
    last: int
    value: int
    place: int  # of the newest reading known then, counted from 1
    count: int
    earlier_href: str
    later_href: str


@dataclass(frozen=True)
class Part:
    """What the case's own post that led then had, where the posts of its incident are shown together."""

    band: int
    reach: int
    likes: bool
    percent: int | None  # the chance within six hours; None before its first forecast


@dataclass(frozen=True)
class Shown:
    """The watch at that moment; `clock` is empty where no deadline was stored.

    `posts`: of how many posts together reach, chances and chart are told; 0: of the case's own post,
    else `part` tells that one.
    """

    at: datetime
    band: int
    reach: int
    likes: bool  # Instagram tells likes, not shares
    clock: str
    clock_note: str
    horizons: Sequence[Horizon]
    reasons: Sequence[str]
    calibrated: bool
    forecast_at: datetime | None
    chart: Fan
    alerts: Sequence[Alert]
    threshold: int | None
    posts: int = 0
    part: Part | None = None


@pages.get("/<code>")
@requires("see_viral")
def show(code: str) -> str:
    """The page; `?sampai=` is the moment, at first that of the first warning."""
    with reading() as session:
        case = load_case(session, code)
        record = viral_record.of_case(session, case, officer())
        if record is None:
            return render_panel(session, "viral_replay.html", "viral_watch", case=case, title=_title(case))
        steps = [ceil(one.timestamp()) for one in viral_record.moments(record)]
        outcome = viral_record.outcome(record)
        asked = _asked(steps, outcome)
        return render_panel(
            session,
            "viral_replay.html",
            "viral_watch",
            case=case,
            title=_title(case),
            slider=_slider(code, steps, asked),
            shown=_shown(record, datetime.fromtimestamp(asked, UTC)),
            summary=_summary(outcome),
        )


def _title(case: Case) -> str:
    return f"{capital(CATEGORY_WORDS[case.category])} · {case.code}"


def _asked(steps: Sequence[int], outcome: Outcome) -> int:
    """The moment of the address, kept between the first step and the last; 400 where it is no number."""
    start = ceil(outcome.warned.timestamp()) if outcome.warned else steps[-1]
    try:
        asked = int(request.args.get("sampai") or start)
    except ValueError:
        abort(400)
    return min(max(asked, steps[0]), steps[-1])


def _slider(code: str, steps: Sequence[int], asked: int) -> Slider:
    earlier = [one for one in steps if one < asked]
    later = [one for one in steps if one > asked]
    return Slider(
        first=steps[0],
        # The slider goes by whole steps: the last one must not fall behind the newest reading.
        last=steps[0] + ceil((steps[-1] - steps[0]) / STEP_SECONDS) * STEP_SECONDS,
        value=asked,
        place=len(steps) - len(later),
        count=len(steps),
        earlier_href=url_for("replay.show", code=code, sampai=earlier[-1]) if earlier else "",
        later_href=url_for("replay.show", code=code, sampai=later[0]) if later else "",
    )


def _shown(record: Record, at: datetime) -> Shown:
    then = viral_record.then(record, at)
    together = then.sums[-1] if then.sums else None
    forecast = together or then.forecast
    channel = together.channel if together else then.post.channel
    line, truth, part = _lines(then, together)
    clock, note = _clock(record.case, then)
    return Shown(
        at=at,
        band=forecast.band if forecast else 0,
        reach=int(line[-1].value) if line else 0,
        likes=channel in viral_facts.TELLS_LIKES,
        clock=clock,
        clock_note=note,
        horizons=viral_facts.horizons(forecast) if forecast else (),
        reasons=list(forecast.reasons)[:3] if forecast else (),
        calibrated=forecast.calibrated if forecast else True,
        forecast_at=forecast.created_at if forecast else None,
        chart=fan(
            line,
            viral_facts.outlook(forecast) if forecast else (),
            viral_facts.minute(then.answered, at) if then.answered else None,
            truth=truth,
            threshold=forecast.threshold if forecast else None,
            part=part,
        ),
        alerts=then.alerts,
        threshold=forecast.threshold if forecast else None,
        posts=together.posts if together else 0,
        part=_part(then) if together else None,
    )


def _lines(
    then: Then, together: IncidentForecast | None
) -> tuple[list[Reading], list[Reading], list[Reading]]:
    """What was read by then, what was read later, and of the case's own post, where its unit is the same."""
    farthest = then.at + timedelta(minutes=viral_facts.LAST_HORIZON_MINUTES)
    own = viral_facts.points(then.known, then.post.channel, then.at)
    if together is None:
        later = [row for row in then.later if row.measured_at <= farthest]
        return own, viral_facts.points(later, then.post.channel, then.at), []
    alike = (then.post.channel in viral_facts.TELLS_LIKES) == (together.channel in viral_facts.TELLS_LIKES)
    sums = [one for one in then.later_sums if one.created_at <= farthest]
    return (
        viral_facts.points_of_sums(then.sums, then.at),
        viral_facts.points_of_sums(sums, then.at),
        own if alike else [],
    )


def _part(then: Then) -> Part:
    channel, forecast = then.post.channel, then.forecast
    return Part(
        band=forecast.band if forecast else 0,
        reach=int(viral_facts.spread(then.known[-1], channel)) if then.known else 0,
        likes=channel in viral_facts.TELLS_LIKES,
        percent=round(100 * forecast.p_6h) if forecast else None,
    )


def _clock(case: Case, then: Then) -> tuple[str, str]:
    """Time left at that moment, large, and what it is the time of."""
    if then.at < case.opened_at:
        return gettext("Belum dibuka"), gettext("pengaduan dibuka %(hour)s", hour=hour(case.opened_at))
    if case.first_answered_at is not None and case.first_answered_at <= then.at:
        return gettext("Sudah dijawab"), hour(case.first_answered_at)
    if then.deadline is None:
        return "", gettext("Batas jawaban pertama saat itu tidak tersimpan.")
    words = left((then.deadline - then.at).total_seconds())
    return words, gettext("sampai batas jawaban pertama, %(hour)s", hour=hour(then.deadline))


def _summary(outcome: Outcome) -> str:
    """Whether the threshold was crossed, and how early the first warning was."""
    whose = gettext("Semua unggahan peristiwa dijumlahkan.") if outcome.together else ""
    return f"{whose} {_crossing(outcome)} {_warning(outcome)}".strip()


def _crossing(outcome: Outcome) -> str:
    likes = outcome.channel in viral_facts.TELLS_LIKES
    words = {
        "threshold": format_decimal(outcome.threshold),
        "count": gettext("disukai") if likes else gettext("dibagikan"),
        "hour": hour(outcome.crossed or outcome.last),
    }
    if outcome.crossed is None:
        sentence = gettext(
            "Ambang %(threshold)s %(count)s tidak terlewati sampai bacaan terakhir, %(hour)s.", **words
        )
    elif outcome.at_first_sight:
        sentence = gettext(
            "Ambang %(threshold)s %(count)s sudah terlewati pada bacaan pertama, %(hour)s.", **words
        )
    else:
        sentence = gettext("Ambang %(threshold)s %(count)s terbaca terlewati %(hour)s.", **words)
    return str(sentence)


def _warning(outcome: Outcome) -> str:
    if outcome.warned is None:
        return str(gettext("Tidak ada peringatan viral."))
    at = hour(outcome.warned)
    if outcome.crossed is None:
        return str(gettext("Peringatan pertama %(hour)s.", hour=at))
    lead = (outcome.crossed - outcome.warned).total_seconds()
    if lead >= 0:
        return str(gettext("Peringatan pertama %(hour)s, %(lead)s sebelumnya.", hour=at, lead=span(lead)))
    return str(gettext("Peringatan pertama %(hour)s, %(lead)s sesudahnya.", hour=at, lead=span(lead)))
