"""docs/architecture.md gives a reason for every dependency."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in requirements)
    return {match[0].lower() for match in found if match}


def test_every_dependency_stands_in_the_architecture_document_with_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = names([*project["dependencies"], *(one for group in extras.values() for one in group)])
    document = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\|([^|]+)\|([^|]+)\|", document, flags=re.MULTILINE)
    reasons = {
        name.lower(): reason.strip() for cell, reason in rows for name in re.findall(r"`([^`]+)`", cell)
    }

    assert sorted(wanted - reasons.keys()) == []
    assert [name for name in wanted if len(reasons[name]) < 15] == []
