"""What a user without a graphics card downloads: everything the service needs, and no CUDA."""

from __future__ import annotations

from importlib import metadata

from packaging.requirements import Requirement

TWO_GIGABYTES = 2 * 10**9


def runtime_distributions() -> dict[str, metadata.Distribution]:
    """The project's dependencies and theirs, without the test tools."""
    found: dict[str, metadata.Distribution] = {}
    waiting = ["tanggap"]
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name in found:
            continue
        try:
            found[name] = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # needed on another system only
        for line in found[name].requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                waiting.append(needed.name)
    return found


def size(distribution: metadata.Distribution) -> int:
    """Bytes on disk of one installed distribution."""
    places = (file.locate() for file in distribution.files or ())
    return sum(place.stat().st_size for place in places if place.is_file())  # type: ignore[attr-defined]


def test_no_cuda_package_is_installed() -> None:
    names = {distribution.metadata["Name"].lower() for distribution in metadata.distributions()}

    assert not [name for name in names if name.startswith(("nvidia-", "triton"))]


def test_what_the_service_needs_stays_under_two_gigabytes() -> None:
    sizes = {name: size(distribution) for name, distribution in runtime_distributions().items()}

    assert "torch" in sizes
    assert 500_000_000 < sum(sizes.values()) < TWO_GIGABYTES
