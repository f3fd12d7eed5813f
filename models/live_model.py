"""Which complaint model is live: candidates, approval by a second person, and the way back.

    <data_dir>/models/complaint                         -> complaint-candidates/<version>
    <data_dir>/models/complaint-candidates/<version>/   a trained model
        comparison.json                                 what it gained and lost
        approved.json                                   there once it was live: who let it, what was live before

The link is the switch: it is replaced in one step, and without it the model that ships is live.
Nothing is ever deleted, so every version that was live can be live again.
"""

from __future__ import annotations

import json
import os
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from models import audit
from models.comparing import Comparison
from models.errors import Conflict, Forbidden, SettingError
from models.settings import Settings

SHIPPED = "shipped"  # the name of the model that comes with the release
APPROVED, ROLLED_BACK, TRAINED = "model.approved", "model.rolled_back", "model.trained"
VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,78}")


@dataclass(frozen=True)
class Version:
    """One version in the candidates' folder; `before` is what was live when it was approved."""

    version: str
    live: bool
    comparison: Comparison | None = None
    approved_at: str = ""
    approved_by: str = ""
    before: str = ""

    @property
    def was_live(self) -> bool:
        return bool(self.approved_at)


def candidates_folder(settings: Settings) -> Path:
    """Where trained versions are kept, one folder each."""
    return Path(settings.data_dir) / "models" / "complaint-candidates"


def live_version(settings: Settings) -> str:
    """The version that is live, SHIPPED for the one that comes with the release."""
    link = _link(settings)
    if link.is_symlink():
        return Path(os.readlink(link)).name if (link / "model.json").exists() else SHIPPED
    return _named_inside(link) if (link / "model.json").exists() else SHIPPED


def versions(settings: Settings) -> list[Version]:
    """Every version trained on this installation, the newest first."""
    live = live_version(settings)
    folders = [path.parent for path in candidates_folder(settings).glob("*/model.json")]
    named = [folder for folder in folders if VERSION.fullmatch(folder.name)]
    newest_first = sorted(named, key=lambda folder: (folder / "model.json").stat().st_mtime, reverse=True)
    return [_version(folder, live) for folder in newest_first]


def find(settings: Settings, version: str) -> Version:
    """The version of this name. Raises SettingError when there is none."""
    folder = candidates_folder(settings) / version
    if not VERSION.fullmatch(version) or not (folder / "model.json").exists():
        raise SettingError(f"there is no complaint model {version!r}; 'tanggap model list' shows them all")
    return _version(folder, live_version(settings))


def may_approve(version: Version, officer_id: int | None) -> bool:
    """Whether this person may let the version go live: whoever trained it may not, and nobody unnamed."""
    trained_by = version.comparison.trained_by if version.comparison else None
    return trained_by is None or officer_id not in (None, trained_by)


def approve(
    session: Session,
    settings: Settings,
    version: str,
    *,
    seen_live: str,
    actor: str,
    officer_id: int | None,
    now: datetime,
) -> None:
    """Makes a candidate the live model, with its audit entry.

    `seen_live` is what was live on the page that was decided on. Raises Conflict when that has
    changed, Forbidden when the approver is who trained it, SettingError for an unknown version.
    """
    # The audit trail's lock comes first: of two approvals the second sees what the first has done.
    audit.record(session, actor, APPROVED, f"model:{version}", before=seen_live)
    chosen = find(settings, version)
    if not may_approve(chosen, officer_id):
        raise Forbidden("a second person lets a model go live: whoever trained it may not approve it")
    _unchanged(settings, seen_live)
    if chosen.live:
        raise Conflict(f"{version} is live already")
    note = {"at": now.isoformat(), "by": actor, "before": seen_live}
    write_json(candidates_folder(settings) / version / "approved.json", note)
    _switch(settings, version)


def roll_back(
    session: Session, settings: Settings, to: str, *, seen_live: str, actor: str, reason: str = ""
) -> None:
    """Makes a version live again that was live before, or the shipped one, with its audit entry.

    Any one person may: the way back must not wait. Raises Conflict when another version is live than
    the one seen or `to` never was, SettingError for an unknown version.
    """
    audit.record(session, actor, ROLLED_BACK, f"model:{to}", before=seen_live, reason=reason)
    _unchanged(settings, seen_live)
    if to == seen_live:
        raise Conflict(f"{to} is live already")
    if to != SHIPPED and not find(settings, to).was_live:
        raise Conflict(f"{to} was never live: approve it instead")
    _switch(settings, to)


def version_before(settings: Settings) -> str:
    """What a roll-back without a name leads to. Raises Conflict while the shipped model is live."""
    live = live_version(settings)
    if live == SHIPPED:
        raise Conflict("the model that comes with the release is live: there is nothing to go back to")
    known = {one.version: one for one in versions(settings)}
    before = known[live].before if live in known else SHIPPED
    return before if before in known else SHIPPED


def _unchanged(settings: Settings, seen: str) -> None:
    if (live := live_version(settings)) != seen:
        raise Conflict(f"{live} is live by now, not {seen}")


def _switch(settings: Settings, version: str) -> None:
    """The last step of an act: what fails before it leaves the live model as it is."""
    link = _link(settings)
    if link.exists() and not link.is_symlink():
        # Somebody put a folder there by hand: it is kept as a version of its own.
        kept = candidates_folder(settings) / _named_inside(link)
        kept.parent.mkdir(parents=True, exist_ok=True)
        since = datetime.fromtimestamp((link / "model.json").stat().st_mtime, UTC)
        write_json(link / "approved.json", {"at": since.isoformat(), "by": "", "before": SHIPPED})
        link.rename(kept)
    if version == SHIPPED:
        link.unlink(missing_ok=True)
        return
    fresh = link.with_name(f"{link.name}.{os.getpid()}.new")
    fresh.unlink(missing_ok=True)
    fresh.symlink_to(Path(candidates_folder(settings).name) / version, target_is_directory=True)
    fresh.replace(link)


def _link(settings: Settings) -> Path:
    return Path(settings.data_dir) / "models" / "complaint"


def _named_inside(folder: Path) -> str:
    described = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    return str(described["about"]["version"])


def _version(folder: Path, live: str) -> Version:
    compared = _read_json(folder / "comparison.json")
    approved = _read_json(folder / "approved.json") or {}
    return Version(
        version=folder.name,
        live=folder.name == live,
        comparison=Comparison.from_json(compared) if compared else None,
        approved_at=str(approved.get("at", "")),
        approved_by=str(approved.get("by", "")),
        before=str(approved.get("before", "")),
    )


def _read_json(path: Path) -> dict[str, Any] | None:
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    return content


def write_json(path: Path, content: dict[str, Any]) -> None:
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    fresh.replace(path)
