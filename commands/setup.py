"""`tanggap init`: the secret key, the tables and the standard texts."""

from __future__ import annotations

import secrets
from pathlib import Path

import click
from sqlalchemy import select

from commands import opening
from models import audit, migrate, push_keys, wording
from models.database import Database
from models.records import ReplyTemplate


@click.command()
@opening.json_option
def init(as_json: bool) -> None:
    """Create or upgrade the database; write a secret key into .env on the first call."""
    wrote_key = write_secret_key(Path(".env"))
    settings = opening.settings()
    with opening.database(settings, migrated=False) as database, opening.plain_errors():
        migrate.upgrade(database)
        database.assert_durable()
        added = add_default_templates(database)
        with database.writing() as session:
            push_keys.ensure(session, settings.secret_key)
    place = database.url.render_as_string(hide_password=True)
    words = f"{place} is ready; {added} standard texts added"
    if wrote_key:
        words += "; a new secret key is in .env: keep a copy, sealed credentials open with no other"
    opening.answer(
        {"database": place, "templates_added": added, "wrote_secret_key": wrote_key}, as_json, words
    )


def write_secret_key(env_file: Path) -> bool:
    """Writes TANGGAP_SECRET_KEY into the file unless one is set anywhere; True when it did."""
    if opening.settings().secret_key:
        return False
    old = env_file.read_text(encoding="utf-8") if env_file.exists() else ""
    if old and not old.endswith("\n"):
        old += "\n"
    env_file.touch(mode=0o600)
    env_file.chmod(0o600)
    env_file.write_text(f"{old}TANGGAP_SECRET_KEY={secrets.token_urlsafe(48)}\n", encoding="utf-8")
    return True


def add_default_templates(database: Database) -> int:
    """Puts in the standard texts of each kind that has none yet; returns how many."""
    with database.writing() as session:
        present = set(session.scalars(select(ReplyTemplate.reply_kind).distinct()))
        templates = [one for one in wording.default_templates() if one.reply_kind not in present]
        if not templates:
            return 0
        session.add_all(templates)
        audit.record(session, "cli", "templates.added", "reply_templates", count=len(templates))
        return len(templates)
