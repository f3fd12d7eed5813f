"""Everything the pages say is there in English too."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Sequence

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo

from models.database import Database
from models.records import Officer
from tests.web.conftest import Browser
from tests.web.world import World
from web import catalogue

FIELD = re.compile(r"%\(\w+\)[sd]|\{\w*\}")
TRANSLATING = {"gettext", "ngettext", "lazy_gettext", "_"}
# Indonesian words that no English sentence holds; citizens' words on the page are not the panel's, nor are names.
INDONESIAN = re.compile(r"\b(?:yang|belum|tidak|dengan|satuan|pengaduan|balasan|sebutan)\b", re.IGNORECASE)


def _first(message: str | Sequence[str]) -> str:
    return message if isinstance(message, str) else message[0]


def _told(message: Message) -> list[str]:
    assert message.string is not None
    return [message.string] if isinstance(message.string, str) else list(message.string)


def _words(catalog: Catalog) -> dict[str, list[str]]:
    """Each message with its translation; one with a plural has two."""
    return {_first(one.id): _told(one) for one in catalog if one.id}


def test_every_message_is_translated_and_none_is_stale() -> None:
    known = {_first(message.id): message for message in catalogue.known() if message.id}
    said = {_first(message) for message in catalogue.said()}
    assert said - set(known) == set()
    assert set(known) - said == set()
    empty = [
        words for words, one in known.items() if not one.string or (one.pluralizable and not all(one.string))
    ]
    assert empty == []
    assert [words for words, one in known.items() if one.fuzzy] == []


def test_a_translation_keeps_the_fields_of_its_message() -> None:
    for message in catalogue.known():
        if not message.id:
            continue
        for words in _told(message):
            assert sorted(set(FIELD.findall(words))) == sorted(set(FIELD.findall(_first(message.id)))), (
                message.id
            )


def test_the_compiled_words_are_fresh() -> None:
    with catalogue.COMPILED.open("rb") as file:
        running = _words(read_mo(file))
    assert running == _words(catalogue.known())


def test_the_file_is_as_the_tool_writes_it() -> None:
    assert catalogue.WORDS.read_bytes() == catalogue.written(catalogue.brought_up_to_date(catalogue.known()))


def test_no_message_hides_in_an_f_string() -> None:
    for path in catalogue.WEB.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.JoinedStr):
                continue
            calls = [one.func for one in ast.walk(node) if isinstance(one, ast.Call)]
            names = {one.id for one in calls if isinstance(one, ast.Name)}
            assert not names & TRANSLATING, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize(
    ("login", "paths"),
    [
        ("posko", ("/viral/", "/satuan/?unit=DA-PB", "/cakupan/", "/anev/", "/peringatan/", "/saklar/")),
        ("approver", ("/?view=closed&unit=SEK-MLU", "/persetujuan/?unit=SEK-MLU")),
        ("auditor", ("/audit/", "/audit/akses", "/audit/permintaan")),
        (
            "system",
            (
                "/pengaturan/satuan/",
                "/pengaturan/akun/1",
                "/pengaturan/petugas/1",
                "/pengaturan/batas-waktu/",
            ),
        ),
    ],
)
def test_pages_in_english_say_nothing_indonesian(
    sign_in: Callable[[str], Browser], database: Database, world: World, login: str, paths: tuple[str, ...]
) -> None:
    with database.writing() as session:
        session.get_one(Officer, world.officers[login]).locale = "en"
    browser = sign_in(login)
    for path in paths:
        text = re.sub(r"<[^>]*>", " ", browser.page(path))
        found = {word for line in text.splitlines() for word in INDONESIAN.findall(line) if "@" not in line}
        assert found == set(), path
