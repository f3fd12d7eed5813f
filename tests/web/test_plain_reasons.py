"""Every reason a worker can write is told in the panel's language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import Babel

from web.plain_reasons import in_words

ROOT = Path(__file__).parents[2]
TELLING = {
    "ChannelUnavailable",
    "ChannelRefused",
    "OutcomeUnknown",
    "Hold",
    "uncertain",
    "needs_human",
    "postponed",
}
# The manual connector reports to whoever imports a file, on the command line.
FILES = [
    path
    for folder in ("listener", "responder", "models")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path.name not in ("manual.py", "errors.py")
]
TECHNICAL = "keterangan teknis"


def reasons() -> list[str]:
    """The reasons as they stand in the source; what is filled in at run time is the number 503."""
    found = []
    for path in FILES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "id", getattr(node.func, "attr", ""))
                told = [*node.args[:1], *node.args[3:4]] if name.islower() else node.args
                found += [text for one in told if name in TELLING and (text := _text(one)) and " " in text]
    return sorted(set(found))


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(str(one.value) if isinstance(one, ast.Constant) else "503" for one in node.values)
    return ""


@pytest.fixture(autouse=True)
def panel():
    app = Flask(__name__)
    Babel(app, default_locale="id")
    with app.test_request_context():
        yield


def test_the_source_is_really_read():
    assert len(reasons()) > 35


@pytest.mark.parametrize("reason", reasons())
def test_each_reason_of_a_worker_has_its_sentence(reason):
    assert TECHNICAL not in in_words(reason)


@pytest.mark.parametrize(
    "reason",
    [
        "no JSON: Expecting value: line 1 column 1 (char 0)",
        "message wamid.1 has the unknown type 'poll'",
        "the message has no id",
        "a comment without id, media or author",
        "no whatsapp account with id 12: import it with 'tanggap import-accounts'",
    ],
)
def test_what_could_not_be_read_has_its_sentence(reason):
    assert TECHNICAL not in in_words(reason)


def test_what_is_filled_in_stays():
    assert "@polres_cilacap" in in_words("sending is paused for @polres_cilacap")
    assert "20" in in_words("20 replies an hour are reached")


def test_the_platforms_own_words_are_shown_and_named_as_such():
    assert in_words("something entirely new") == "keterangan teknis: something entirely new"
    assert in_words("") == ""


def test_a_sentence_is_no_english():
    english = re.compile(r"\b(?:the|cannot|could|not|answered|refused)\b")
    assert not [words for words in map(in_words, reasons()) if english.search(words)]
