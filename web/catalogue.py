"""Keeps the English words in step with the pages: `python -m web.catalogue`.

Adds what is new to `translations/en/LC_MESSAGES/messages.po` with an empty translation, takes out
what no page says any more, and compiles the file. Indonesian needs none: it is in the code.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

WEB = Path(__file__).parent
WORDS = WEB / "translations" / "en" / "LC_MESSAGES" / "messages.po"
COMPILED = WORDS.with_suffix(".mo")
KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None}
HEAD = """# English words of the panel and the public pages; `python -m web.catalogue` keeps them in step.
msgid ""
msgstr ""
"Language: en\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""

Message = str | tuple[str, ...]


def said() -> Iterator[Message]:
    """Every message of the code and the templates; a pair where it has a plural."""
    with (WEB / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    for _file, _line, message, _comments, _context in extract_from_dir(
        WEB, method_map=methods, options_map=options, keywords=KEYWORDS
    ):
        yield message


def known() -> Catalog:
    """The translations as they stand."""
    with WORDS.open("rb") as file:
        return read_po(file, locale="en")


def brought_up_to_date(old: Catalog) -> Catalog:
    """The same translations for what is said now; new messages have none yet."""
    new = Catalog(locale="en", fuzzy=False)
    for message in said():
        before = old.get(message if isinstance(message, str) else message[0])
        empty: Message = "" if isinstance(message, str) else ("", "")
        new.add(message, before.string if before is not None else empty)
    return new


def written(catalog: Catalog) -> bytes:
    """The file of a catalog, the same bytes for the same words."""
    body = io.BytesIO()
    write_po(body, catalog, sort_output=True, omit_header=True, width=110)
    return HEAD.encode() + body.getvalue()


def compiled(catalog: Catalog) -> bytes:
    """What the running panel reads."""
    # No moment of writing in it: the same words make the same file.
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    body = io.BytesIO()
    write_mo(body, catalog)
    return body.getvalue()


if __name__ == "__main__":
    catalog = brought_up_to_date(known())
    WORDS.write_bytes(written(catalog))
    COMPILED.write_bytes(compiled(known()))
