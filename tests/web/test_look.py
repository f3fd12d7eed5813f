from __future__ import annotations

import hashlib
import math
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.look_app import WEB, look_app
from web.look import PAGES

COMPONENTS = sorted((WEB / "templates" / "components").glob("[a-z]*.html"))
SHEETS = sorted((WEB / "static").rglob("*.css"))
MACRO = re.compile(r"{% macro (\w+)\((.*?)\) -?%}")
COLOUR = re.compile(r"#[0-9a-fA-F]{3,8}\b(?=[^{}]*;)|\b(?:oklch|rgba?|hsla?|light-dark)\(")
TRACKING_LIMIT = 30_000  # bytes, everything a first visit loads
# Pieces of other macros of their own file.
INTERNAL = {"owed", "described", "below", "more"}


class Tags(HTMLParser):
    """Collects every start tag of a page with its attributes."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return look_app().test_client()


def macros() -> Iterator[tuple[Path, str, str]]:
    for path in COMPONENTS:
        for name, arguments in MACRO.findall(path.read_text(encoding="utf-8")):
            yield path, name, arguments


@pytest.mark.parametrize("lang", ["id", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_it_shows_every_sketch(client: FlaskClient, page: str, lang: str) -> None:
    answer = client.get(f"/_look/{page}?lang={lang}&theme=dark")
    assert answer.status_code == 200
    assert f'<html lang="{lang}" data-theme="dark"' in answer.text


def test_it_knows_no_other_sketch(client: FlaskClient) -> None:
    assert client.get("/_look/nothing").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_page_carries_no_inline_style_or_script(client: FlaskClient, page: str) -> None:
    for tag, attributes in Tags(client.get(f"/_look/{page}").text).seen:
        assert tag != "style"
        assert tag != "script" or attributes["src"], f"inline script on {page}"
        assert not [name for name in attributes if re.match(r"style$|on[a-z]|hx-on", name)]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nothing_of_another_site(client: FlaskClient, page: str) -> None:
    for tag, attributes in Tags(client.get(f"/_look/{page}").text).seen:
        if tag in {"link", "script", "img", "use", "form"}:
            address = attributes.get("href") or attributes.get("src") or attributes.get("action") or ""
            assert not re.match(r"https?:|//", address), f"{tag} {address}"


@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_heading_and_no_id_twice(client: FlaskClient, page: str) -> None:
    if page == "components":  # the same component several times over
        return
    seen = Tags(client.get(f"/_look/{page}").text).seen
    rows = {"inbox"}  # its sample rows are repeated to fill the page
    ids = [a["id"] for _, a in seen if "id" in a and not (page in rows and str(a["id"]).startswith("case-"))]
    assert len(ids) == len(set(ids)), sorted(i for i in ids if ids.count(i) > 1)  # type: ignore[type-var]
    assert page == "wall" or [tag for tag, _ in seen].count("h1") == 1


def test_every_macro_is_shown() -> None:
    shown = "".join(path.read_text(encoding="utf-8") for path in (WEB / "templates").rglob("*.html"))
    shown = MACRO.sub("", shown)
    shown = re.sub(r"{#.*?#}", "", shown, flags=re.S)
    # The answer of the unit search comes alone, never as part of a page.
    missing = [name for _, name, _ in macros() if name != "unit_matches" and f"{name}(" not in shown]
    assert missing == []


def test_the_readme_lists_every_macro_with_its_arguments() -> None:
    text = (WEB / "templates" / "components" / "README.md").read_text(encoding="utf-8")
    for path, name, arguments in macros():
        assert name in INTERNAL or f"`{path.stem}.{name}({arguments})`" in text


def test_every_macro_says_what_it_takes() -> None:
    for path, name, _ in macros():
        explained = f"{{# {name}(" in path.read_text(encoding="utf-8")
        assert explained or name in INTERNAL, f"{path.name} does not explain {name}"


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.name != "tokens.css"], ids=lambda s: s.name)
def test_only_the_tokens_name_colours_sizes_and_fonts(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")
    assert not COLOUR.search(text)
    assert not re.search(r"font-size:(?!\s*(?:var|calc\(var))", text)
    assert not re.search(r"font-family:(?!\s*var)", text)
    assert not re.search(r"@import|url\(", text)


def test_no_sheet_uses_a_token_that_is_not_there() -> None:
    known = set(re.findall(r"(--[\w-]+):", (WEB / "static" / "tokens.css").read_text(encoding="utf-8")))
    for sheet in SHEETS:
        assert set(re.findall(r"var\((--[\w-]+)\)", sheet.read_text(encoding="utf-8"))) <= known, sheet.name


def test_every_icon_used_is_drawn(client: FlaskClient) -> None:
    sprite = (WEB / "static" / "icons.svg").read_text(encoding="utf-8")
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', sprite))
    for page in PAGES:
        used = set(re.findall(r"icons\.svg#([\w-]+)", client.get(f"/_look/{page}").text))
        assert used or page not in ("inbox", "case")
        assert used <= drawn


def test_the_vendored_scripts_are_the_ones_written_down() -> None:
    vendor = WEB / "static" / "vendor"
    table = (vendor / "README.md").read_text(encoding="utf-8")
    scripts = sorted(vendor.glob("*.js"))
    assert len(scripts) == 2
    for script in scripts:
        digest = hashlib.sha256(script.read_bytes()).hexdigest()
        assert re.search(rf"{re.escape(script.name)} .*{digest}", table)


def test_the_tracking_page_is_small_and_has_no_script(client: FlaskClient) -> None:
    html = client.get("/_look/tracking").text
    seen = Tags(html).seen
    assert "script" not in [tag for tag, _ in seen]
    total = len(html.encode())
    for tag, attributes in seen:
        if tag in {"link", "use"}:
            with client.get(str(attributes["href"]).split("#")[0]) as answer:
                total += len(answer.data)
    assert total < TRACKING_LIMIT


def _palette(block: str, side: int) -> dict[str, float]:
    """Relative luminance of every token that is a pair of opaque colours; side 0 light, 1 dark."""
    pairs = re.findall(r"--([\w-]+): light-dark\(oklch\(([^)/]+)\), oklch\(([^)/]+)\)\);", block)
    return {name: _luminance(*map(float, colours[side].split())) for name, *colours in pairs}


def _luminance(lightness: float, chroma: float, hue: float) -> float:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    red = 4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short
    green = -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short
    blue = -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short
    red, green, blue = (min(1.0, max(0.0, part)) for part in (red, green, blue))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: float, other: float) -> float:
    high, low = max(one, other), min(one, other)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["usual", "contrast"])
@pytest.mark.parametrize("side", [0, 1], ids=["light", "dark"])
def test_the_colours_can_be_read(theme: str, side: int) -> None:
    tokens = (WEB / "static" / "tokens.css").read_text(encoding="utf-8")
    usual, contrast = tokens.split('[data-theme="contrast"]')
    colours = _palette(usual, side) | (_palette(contrast, side) if theme == "contrast" else {})
    least = 4.5 if theme == "usual" else 7.0
    for ground in ("surface", "surface-raised", "surface-sunken", "accent-soft"):
        assert _contrast(colours["text"], colours[ground]) >= 7.0
        for name in ("text-quiet", "accent", "danger", "warn", "good", "viral"):
            needed = 4.5 if ground == "accent-soft" else least
            assert _contrast(colours[name], colours[ground]) >= needed, f"{name} on {ground}"
    assert _contrast(colours["on-accent"], colours["accent"]) >= least
    assert _contrast(colours["line-strong"], colours["surface-raised"]) >= 3.0
    for name in ("danger", "warn", "good", "viral"):
        assert _contrast(colours["text"], colours[f"{name}-soft"]) >= 7.0
        assert _contrast(colours[name], colours[f"{name}-soft"]) >= 4.5
