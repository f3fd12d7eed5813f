"""Where a case seems to belong, read from the citizen's words and what they quote."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from classifier.message import Judgement
from classifier.places.competence import of_category
from classifier.places.recognise import place_of
from models import routing
from models.records import Case, Mention
from models.routing import Region


def region_of(mention: Mention) -> Region:
    """The region a mention speaks of. The index is built on first use, so ask outside any transaction."""
    quoted = " \n".join(str(post.get("text", "")) for post in mention.context)
    place = place_of(mention.text, quoted)
    return Region(place.province, place.regency, place.district, place.confidence)


def suggest(session: Session, case: Case | None, region: Region, judgement: Judgement, now: datetime) -> None:
    """Puts the suggestion beside the case; who has the case stays as it is."""
    if case is not None:
        competence = of_category(judgement.category, case.about_officer)
        routing.suggest(session, case, region, str(competence), now)
