"""How several test workers share the tests: by file, but all that drives Chromium stays with one of them.

Two Chromiums with an installation each starve one another on two cores, until something waits in vain.
The chaos runs are long: each is shared out on its own, so that no worker gets both at the end.
"""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling


class ByFile(LoadFileScheduling):
    """xdist's sharing by file with these two exceptions."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith("tests/browser/"):
            return "tests/browser"
        if nodeid.startswith("tests/chaos/"):
            return nodeid
        return super()._split_scope(nodeid)
