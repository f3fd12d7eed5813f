"""Workers are killed with SIGKILL while every platform misbehaves; the platforms' own ledger is the judge."""

from __future__ import annotations

import pytest

from bench import chaos, postgres

KILLS = 20


@pytest.mark.chaos
@pytest.mark.timeout(900)
@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_nothing_is_lost_doubled_or_stuck_over_twenty_kills(database: str) -> None:
    if database == "postgresql" and postgres.find_binaries() is None:
        pytest.skip("PostgreSQL is not installed")

    figures = chaos.run(["--kills", str(KILLS), "--database", database, "--seed", "7"])

    assert figures["stored"] == figures["mentions"]
    assert figures["replies"] == figures["mentions"]
    assert (figures["lost"], figures["duplicated"], figures["stuck"]) == (0, 0, 0)
