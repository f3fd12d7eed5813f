"""docs/architecture.md gives a reason for every dependency, and for nothing else."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
SECTION = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8").split("## Dependencies", 1)[1]


def names(requirements: list[str]) -> set[str]:
    found = (re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in requirements)
    return {match[0].lower() for match in found if match}


def test_every_dependency_of_the_service_has_its_row_and_no_row_is_left_over() -> None:
    rows = dict(re.findall(r"^\| *([\w.-]+) *\| *(.*?) *\|$", SECTION, flags=re.MULTILINE))
    documented = {name.lower() for name in rows} - {"package", "---"}

    assert documented == names(PROJECT["dependencies"])
    assert [name for name, reason in rows.items() if not reason] == []


def test_every_tool_of_the_tests_and_builds_is_named() -> None:
    text = SECTION.split("For tests:", 1)[1].lower()
    for group, requirements in PROJECT["optional-dependencies"].items():
        missing = [name for name in names(requirements) if name not in text]
        assert missing == [], group
