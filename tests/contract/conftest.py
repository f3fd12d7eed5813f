from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.contract.rigs import RIGS, Rig


@pytest.fixture(params=RIGS)
def rig(request: pytest.FixtureRequest) -> Iterator[Rig]:
    """Every channel in turn, its stand-in running."""
    with RIGS[request.param]() as rig:
        yield rig
