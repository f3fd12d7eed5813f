"""From a region and a police function to a unit of the command tree: a suggestion, never an act."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.correcting import propam_for
from models.records import Case, RouteSuggestion, Unit
from models.tree import ancestors, nearest_function
from models.vocabulary import UnitKind

SURE_ENOUGH = 0.6
ENOUGH_WITHOUT_A_PLACE = 0.6
LONGEST_LIST = 50
FUNCTIONS = frozenset({"traffic", "ppa", "cyber"})

# What a Polda calls its province; each also goes by the full name.
POLDA_NAMES = {
    "Daerah Khusus Ibukota Jakarta": ("metrojaya", "jakarta"),
    "Daerah Istimewa Yogyakarta": ("diy", "diyogyakarta", "yogyakarta"),
    "Sumatera Utara": ("sumut",),
    "Sumatera Barat": ("sumbar",),
    "Sumatera Selatan": ("sumsel",),
    "Kepulauan Riau": ("kepri",),
    "Kepulauan Bangka Belitung": ("babel", "bangkabelitung"),
    "Jawa Barat": ("jabar",),
    "Jawa Tengah": ("jateng",),
    "Jawa Timur": ("jatim",),
    "Nusa Tenggara Barat": ("ntb",),
    "Nusa Tenggara Timur": ("ntt",),
    "Kalimantan Barat": ("kalbar",),
    "Kalimantan Tengah": ("kalteng",),
    "Kalimantan Selatan": ("kalsel",),
    "Kalimantan Timur": ("kaltim",),
    "Kalimantan Utara": ("kaltara",),
    "Sulawesi Utara": ("sulut",),
    "Sulawesi Tengah": ("sulteng",),
    "Sulawesi Selatan": ("sulsel",),
    "Sulawesi Tenggara": ("sultra",),
    "Sulawesi Barat": ("sulbar",),
    "Maluku Utara": ("malut",),
}
_UNIT_KIND = re.compile(
    r"^(polsek(?:ta|tro|\s+metro)?|polres(?:ta|tabes|tro|\s+metro)?|polda|kepolisian\s+(?:sektor|resor|daerah))\s+",
    re.IGNORECASE,
)
_REGION_KIND = re.compile(r"^(Kabupaten|Kota)( Administrasi)? ")


@dataclass(frozen=True)
class Region:
    """Official names, empty where unknown, and how sure the reading is."""

    province: str = ""
    regency: str = ""
    district: str = ""
    confidence: float = 0.0

    @property
    def words(self) -> str:
        """Nearest first: "Tebet, Kota Administrasi Jakarta Selatan"."""
        return ", ".join(name for name in (self.district, self.regency) if name) or self.province


def suggest(
    session: Session, case: Case, region: Region, competence: str, now: datetime
) -> RouteSuggestion | None:
    """Records the unit a case seems to belong to; None where that is the one that has it, or nobody knows."""
    if session.get(RouteSuggestion, case.id) is not None:
        return None
    found = unit_for(session, session.get_one(Unit, case.unit_id), region, competence)
    if found is None or found.unit.id == case.unit_id or _accused(session, case, found.unit):
        return None
    suggestion = RouteSuggestion(
        case_id=case.id,
        unit_id=found.unit.id,
        region=region.words if found.by_place else "",
        competence=competence,
        above=found.above,
        confidence=region.confidence if found.by_place else ENOUGH_WITHOUT_A_PLACE,
        created_at=now,
    )
    session.add(suggestion)
    return suggestion


@dataclass(frozen=True)
class Found:
    """A unit, and what led to it."""

    unit: Unit
    by_place: bool
    above: bool = False


def unit_for(session: Session, holder: Unit, region: Region, competence: str) -> Found | None:
    """The nearest unit of a region with the competence a matter needs; without a region, near the holder."""
    named = unit_of(session, region) if region.confidence >= SURE_ENOUGH else None
    if named is not None and holder.path.startswith(named.path):
        named = None  # "di Jatim" does not take a case from a Polres in Jawa Timur up to its Polda
    base = named or holder
    if competence == "none":
        return None
    if competence == "propam":
        return Found(propam_for(session, base), named is not None)
    if competence in FUNCTIONS:
        function = nearest_function(session, base, competence)
        # A function of the Polda is not the nearest to a street in one town: the town's own unit is.
        if function is not None and function.parent_id in {base.id, _station(session, base).id}:
            return Found(function, named is not None)
    if competence in {"crime", "ppa", "cyber"} and not base.can_investigate:
        return Found(_investigating(session, base), named is not None, above=True)
    return Found(base, True) if named else None


def unit_of(session: Session, region: Region) -> Unit | None:
    """The unit whose name is the region's: its Polsek, else its Polres, else its Polda."""
    polda = _only(_named(session, UnitKind.POLDA, _polda_keys(region.province)))
    if not region.regency:
        return polda
    stations = _named(session, UnitKind.POLRES, [key_of(_REGION_KIND.sub("", region.regency))], loose=True)
    stations = _within(stations, polda, region.province)
    station = _of_twins(stations, region.regency)
    if region.district:
        sectors = _named(session, UnitKind.POLSEK, [key_of(region.district)])
        inside = _below(sectors, station) if station else _within(sectors, polda, region.province)
        if len(inside) == 1:
            return inside[0]
    return station or polda


def _named(session: Session, kind: UnitKind, keys: Sequence[str], loose: bool = False) -> list[Unit]:
    """Active units of a kind with one of these names; `loose` takes "Kota" before or after it too."""
    if not any(keys):
        return []
    squeezed = func.replace(func.replace(func.lower(Unit.name), " ", ""), "-", "")
    rows: list[Unit] = []
    for key in keys:
        rows += session.scalars(
            select(Unit)
            .where(Unit.kind == kind, Unit.active, squeezed.contains(key, autoescape=True))
            .order_by(Unit.path)
            .limit(LONGEST_LIST)
        )
    wanted = {form for key in keys for form in ((key, key + "kota", "kota" + key) if loose else (key,))}
    return [unit for unit in rows if name_key(unit.name) in wanted]


def name_key(name: str) -> str:
    """The letters of a unit's name without its kind: "Polres Metro Jakarta Selatan" -> "jakartaselatan"."""
    return key_of(_UNIT_KIND.sub("", name))


def key_of(name: str) -> str:
    return "".join(sign for sign in name.lower() if sign.isalnum())


def _polda_keys(province: str) -> list[str]:
    return [key_of(province), *POLDA_NAMES.get(province, ())] if province else []


def _within(units: Sequence[Unit], polda: Unit | None, province: str) -> list[Unit]:
    """Those below the province's Polda, or told to be in the province; all where neither is known."""
    inside = _below(units, polda) if polda else [unit for unit in units if unit.province == province]
    return inside or ([] if polda else [unit for unit in units if not unit.province])


def _below(units: Iterable[Unit], above: Unit) -> list[Unit]:
    return [unit for unit in units if unit.path.startswith(above.path)]


def _of_twins(stations: Sequence[Unit], regency: str) -> Unit | None:
    """Of "Polres Malang" and "Polresta Malang Kota" the one of the city or of the regency around it."""
    city = regency.startswith("Kota ")
    if len(stations) < 2:
        return _only(stations)
    as_city = [unit for unit in stations if "kota" in name_key(unit.name) or "tabes" in unit.name.lower()]
    return _only(as_city if city else [unit for unit in stations if unit not in as_city])


def _only(units: Sequence[Unit]) -> Unit | None:
    return units[0] if len({unit.id for unit in units}) == 1 else None


def _station(session: Session, unit: Unit) -> Unit:
    """The Polres a unit is under, or the unit itself."""
    line = ancestors(session, unit)
    return next((above for above in reversed(line) if above.kind is UnitKind.POLRES), unit)


def _investigating(session: Session, unit: Unit) -> Unit:
    line = [above for above in ancestors(session, unit) if above.can_investigate]
    return line[-1] if line else unit


def _accused(session: Session, case: Case, unit: Unit) -> bool:
    """The unit complained about, and all below it, are suggested to nobody."""
    if case.accused_unit_id is None:
        return False
    return unit.path.startswith(session.get_one(Unit, case.accused_unit_id).path)
