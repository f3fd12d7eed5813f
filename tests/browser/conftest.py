"""Chromium before a running installation, signed in as whoever a test needs."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, StorageState, sync_playwright

from tests.browser import town as whole
from tests.browser.desk import Desk
from tests.browser.town import Town

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
Open = Callable[..., Desk]


@pytest.fixture(scope="package")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium; without one these tests are skipped."""
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("neither chromium nor google-chrome is installed")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, headless=True, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="package")
def town(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """The installation all tests here share; each has its own citizens and cases. It ends with the folder."""
    folder: Path = tmp_path_factory.mktemp("town")
    with whole.running(folder) as town:
        yield town


@pytest.fixture(scope="package")
def kept() -> dict[str, StorageState]:
    """The cookies of those who have signed in already."""
    return {}


@pytest.fixture
def open_as(chromium: Browser, town: Town, kept: dict[str, StorageState]) -> Iterator[Open]:
    """A desk of the officer with this login; at the end no desk may have complained."""
    desks: list[Desk] = []

    def opened(login: str = "", **choices: Any) -> Desk:
        desk = Desk.open(chromium, town.address, login, kept, **choices)
        desks.append(desk)
        return desk

    yield opened
    complaints = [line for desk in desks for line in desk.close()]
    assert not complaints


@pytest.fixture
def admin(open_as: Open) -> Desk:
    """The social-media admin of the first Polres, before his inbox."""
    desk = open_as("admin")
    desk.go("/")
    return desk
