"""The form of the guard's rules."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Rule:
    """One family of forbidden wordings: `pattern` breaks the rule `code`, save where `unless` stands near.

    The patterns are compiled when the first text is judged: that takes a second, and most of the service's
    processes judge none.
    """

    code: str
    reason: str
    wording: str
    harmless: str = ""
    public_only: bool = False

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.wording, re.IGNORECASE)

    @cached_property
    def unless(self) -> re.Pattern[str] | None:
        return re.compile(self.harmless, re.IGNORECASE) if self.harmless else None


def rule(code: str, reason: str, *patterns: str, unless: str = "", public_only: bool = False) -> Rule:
    """A rule of patterns that are whole words; `unless` is looked for in the same sentence, around the match."""
    joined = "|".join(rf"\b(?:{pattern})(?!\w)" for pattern in patterns)
    return Rule(code, reason, joined, unless, public_only)
