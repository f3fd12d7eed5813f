"""Where each Polda stands on the tile map: one tile each, laid out like the country."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from models.records import Unit

COLUMNS = 16
# Short label -> (column, row, names by which a Polda or its province goes).
TILES: dict[str, tuple[int, int, tuple[str, ...]]] = {
    "ACEH": (0, 0, ("aceh",)),
    "SUMUT": (1, 1, ("sumatera utara", "sumut")),
    "KEPRI": (3, 1, ("kepulauan riau", "kepri")),
    "SUMBAR": (1, 2, ("sumatera barat", "sumbar")),
    "RIAU": (2, 2, ("riau",)),
    "BKULU": (1, 3, ("bengkulu",)),
    "JAMBI": (2, 3, ("jambi",)),
    "BABEL": (4, 3, ("kepulauan bangka belitung", "bangka belitung", "babel")),
    "SUMSEL": (2, 4, ("sumatera selatan", "sumsel")),
    "LAMP": (2, 5, ("lampung",)),
    "BANTEN": (3, 6, ("banten",)),
    "METRO": (4, 5, ("metro jaya", "dki jakarta", "daerah khusus ibukota jakarta", "jakarta")),
    "JABAR": (4, 6, ("jawa barat", "jabar")),
    "JATENG": (5, 6, ("jawa tengah", "jateng")),
    "DIY": (5, 7, ("daerah istimewa yogyakarta", "di yogyakarta", "yogyakarta", "diy")),
    "JATIM": (6, 6, ("jawa timur", "jatim")),
    "BALI": (7, 7, ("bali",)),
    "NTB": (8, 7, ("nusa tenggara barat", "ntb")),
    "NTT": (9, 7, ("nusa tenggara timur", "ntt")),
    "KALBAR": (5, 2, ("kalimantan barat", "kalbar")),
    "KALTENG": (6, 3, ("kalimantan tengah", "kalteng")),
    "KALSEL": (7, 4, ("kalimantan selatan", "kalsel")),
    "KALTIM": (7, 3, ("kalimantan timur", "kaltim")),
    "KALTARA": (7, 2, ("kalimantan utara", "kaltara")),
    "SULUT": (10, 2, ("sulawesi utara", "sulut")),
    "GTO": (9, 2, ("gorontalo",)),
    "SULTENG": (9, 3, ("sulawesi tengah", "sulteng")),
    "SULBAR": (8, 4, ("sulawesi barat", "sulbar")),
    "SULSEL": (9, 5, ("sulawesi selatan", "sulsel")),
    "SULTRA": (9, 4, ("sulawesi tenggara", "sultra")),
    "MALUT": (11, 2, ("maluku utara", "malut")),
    "MALUKU": (11, 4, ("maluku",)),
    "PBD": (12, 2, ("papua barat daya",)),
    "PABAR": (13, 2, ("papua barat",)),
    "PAPUA": (15, 2, ("papua",)),
    "PATENG": (14, 3, ("papua tengah",)),
    "PAPEG": (15, 3, ("papua pegunungan",)),
    "PASEL": (15, 4, ("papua selatan",)),
}
ROWS = 1 + max(row for _, row, _ in TILES.values())
_BY_NAME = {name: label for label, (_, _, names) in TILES.items() for name in names}
_RANK = re.compile(r"^(?:polda|kepolisian daerah|provinsi)\s+", re.IGNORECASE)


@dataclass(frozen=True)
class Placed:
    """One unit's tile."""

    unit: Unit
    label: str
    column: int
    row: int


def placed(units: Sequence[Unit]) -> list[Placed]:
    """A tile for each unit; those of no known province stand in rows of their own below the country."""
    found: list[Placed] = []
    taken: set[str] = set()
    rest: list[Unit] = []
    for unit in units:
        label = _label(unit)
        if label is None or label in taken:
            rest.append(unit)
            continue
        taken.add(label)
        column, row, _ = TILES[label]
        found.append(Placed(unit, label, column, row))
    below = ROWS if found else 0
    found += [Placed(unit, unit.code[:6], n % COLUMNS, below + n // COLUMNS) for n, unit in enumerate(rest)]
    return found


def _label(unit: Unit) -> str | None:
    names = (_RANK.sub("", name.strip()).lower() for name in (unit.name, unit.province))
    return next((_BY_NAME[name] for name in names if name in _BY_NAME), None)
