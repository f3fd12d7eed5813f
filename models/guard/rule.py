"""The form of the guard's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Rule:
    """One family of forbidden wordings: `pattern` breaks the rule `code`, save where `unless` stands near."""

    code: str
    reason: str
    pattern: re.Pattern[str]
    unless: re.Pattern[str] | None = None
    public_only: bool = False


def rule(code: str, reason: str, *patterns: str, unless: str = "", public_only: bool = False) -> Rule:
    """A rule of patterns that are whole words; `unless` is looked for in the same sentence, around the match."""
    joined = "|".join(rf"\b(?:{pattern})(?!\w)" for pattern in patterns)
    harmless = re.compile(unless, re.IGNORECASE) if unless else None
    return Rule(code, reason, re.compile(joined, re.IGNORECASE), harmless, public_only)
