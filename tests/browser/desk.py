"""One officer (or a citizen) before one browser window, and what the window complained about."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, StorageState, expect

from tests.browser.town import PASSWORD

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}
NARROW = {"width": 320, "height": 640}
# Generous: the machine may be busy with the other tests.
PATIENCE_MS = 40_000
# What the browser says of an answer the test asked for on purpose (403, 404, 409, 422).
REFUSED = re.compile(r"the server responded with a status of 4\d\d")
TELL_VIOLATIONS = """
document.addEventListener('securitypolicyviolation', (event) => {
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
});
"""
expect.set_options(timeout=PATIENCE_MS)


@dataclass
class Desk:
    """A page with the acts the tests repeat."""

    context: BrowserContext
    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    @classmethod
    def open(
        cls,
        browser: Browser,
        address: str,
        login: str,
        kept: dict[str, StorageState],
        viewport: dict[str, int] | None = None,
        **choices: Any,
    ) -> Desk:
        """A window of its own; signed in as `login` where one is given."""
        size = viewport or DESK
        phone = size["width"] < 500
        context = browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            is_mobile=phone,
            has_touch=phone,
            locale="id-ID",
            storage_state=kept.get(login),
            **choices,
        )
        context.set_default_timeout(PATIENCE_MS)
        context.add_init_script(TELL_VIOLATIONS)
        desk = cls(context, context.new_page(), address)
        desk.page.on("console", desk._heard)
        desk.page.on("pageerror", lambda error: desk.complaints.append(f"{desk.page.url}: {error}"))
        if login and login not in kept:
            desk.sign_in(login)
            kept[login] = context.storage_state()
        return desk

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning") and not REFUSED.search(message.text):
            self.complaints.append(f"{self.page.url}: {message.text}")

    def close(self) -> list[str]:
        """Closes the window; what it complained about."""
        self.context.close()
        return self.complaints

    def sign_in(self, login: str) -> None:
        self.go("/masuk")
        self.page.get_by_label("Nama pengguna").fill(login)
        self.page.get_by_label("Kata sandi").fill(PASSWORD)
        self.page.get_by_role("button", name="Masuk").click()
        self.page.wait_for_url(lambda address: "/masuk" not in address)

    def go(self, path: str) -> int:
        """Opens a page; the status it was answered with."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def row(self, words: str) -> Locator:
        """The inbox row that shows these words."""
        return self.page.locator(".rows .row", has_text=words)

    def open_case(self, code: str) -> None:
        self.go(f"/kasus/{code}")

    @property
    def draft(self) -> Locator:
        return self.page.locator("textarea[data-draft]")

    def reply_state(self, state: str) -> Locator:
        """The line that says how a reply of ours stands."""
        return self.page.locator(f".reply-state[data-state={state}]")

    @property
    def sent(self) -> Locator:
        """The lines of replies that stand on the platform; reading them back takes longer than a test should."""
        return self.page.locator(".reply-state:is([data-state=sent], [data-state=confirmed])")

    def unfold(self, title: str) -> Locator:
        """A section at the side of a case, opened."""
        heading = self.page.get_by_role("heading", name=title, exact=True)
        section = self.page.locator("details.panel-section", has=heading)
        if section.get_attribute("open") is None:
            section.locator("summary").first.click()
        return section

    def says(self, words: str) -> None:
        """Waits until the page shows these words."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def overflow(self) -> int:
        """By how many pixels the page is wider than its window."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))
