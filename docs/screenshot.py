"""Makes docs/inbox.png: starts the demo, waits for some minutes of its day, photographs the inbox.

python docs/screenshot.py      (needs the test tools: make test installs them)
"""

from __future__ import annotations

import json
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

TARGET = Path(__file__).with_name("inbox.png")
MINUTES_OF_THE_DAY = 12
SPEED = 8
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]


def main() -> None:
    """Runs the demo in a folder of its own and leaves nothing but the picture."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "tanggap",
            "demo",
            "--folder",
            f"{folder}/demo",
            "--speed",
            str(SPEED),
        ]
        demo = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            photograph(_sign_ins(Path(folder) / "demo" / "sign-ins.json"))
        finally:
            demo.send_signal(signal.SIGINT)
            demo.wait(timeout=60)


def _sign_ins(file: Path) -> dict[str, Any]:
    while not file.exists():
        time.sleep(0.5)
    time.sleep(MINUTES_OF_THE_DAY * 60 / SPEED)
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return content


def photograph(installation: dict[str, Any]) -> None:
    """The Humas officer's inbox at 1440 by 900, light."""
    passwords = {one["login"]: one["password"] for one in installation["sign_ins"]}
    with sync_playwright() as playwright:
        chromium = shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="id-ID")
        page.goto(f"{installation['panel']}/masuk")
        page.fill("input[name=name]", "humas")
        page.fill("input[name=password]", passwords["humas"])
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "masuk" not in url)
        page.wait_for_timeout(1500)
        page.screenshot(path=TARGET)
        browser.close()


if __name__ == "__main__":
    main()
