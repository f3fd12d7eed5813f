"""`tanggap doctor`: whatever is wrong is found and comes with advice."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from commands import doctor
from models import audit, vault
from models.clock import utcnow
from models.records import (
    Account,
    AuditEntry,
    Heartbeat,
    InboundBody,
    InboundEvent,
    Mention,
    Officer,
    Unit,
)
from models.vocabulary import Channel, Health, InboundKind, InboundState, MentionKind, Role
from tests.commands.conftest import Shell

MODEL = doctor.Finding("model", True, "a model")


@pytest.fixture
def healthy(furnished: Shell, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """An installation a doctor finds nothing wrong with."""
    monkeypatch.setattr(doctor, "_model", lambda settings: MODEL)
    monkeypatch.setattr(doctor, "LOW_DISK", 1024)
    database = furnished.open()
    with database.writing() as session:
        session.add(
            Officer(
                login="humas",
                name="Petugas",
                password_hash="",
                role=Role.HUMAS,
                unit_id=session.scalars(select(Unit.id)).first(),
                created_at=utcnow(),
            )
        )
        session.add(Heartbeat(name="worker-1:listener", at=utcnow(), pid=1))
        audit.record(session, "cli", "note", "note:1")
    database.close()
    return furnished


def bad(answer: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {one["subject"]: one for one in answer["findings"] if not one["ok"]}


def test_a_healthy_installation_is_called_so(healthy: Shell) -> None:
    answer = healthy.json("doctor")

    assert bad(answer) == {}
    assert answer["ok"] is True
    assert healthy.run("doctor").exit_code == 0
    assert {one["subject"] for one in answer["findings"]} >= {
        "settings",
        "disk",
        "model",
        "database journal_mode",
        "database synchronous",
        "units",
        "officers",
        "credentials",
        "x @polres_uji_satu",
        "worker worker-1:listener",
        "dead letters",
        "uncertain replies",
        "audit trail",
    }


def dead_letter(session: Session) -> None:
    body = InboundBody(channel=Channel.WHATSAPP, raw=b"{}", received_at=utcnow())
    session.add(body)
    session.flush()
    session.add(
        InboundEvent(
            body_id=body.id,
            channel=Channel.WHATSAPP,
            kind=InboundKind.MESSAGE,
            account_external_id="1",
            external_id="1",
            payload={},
            state=InboundState.DEAD,
            received_at=utcnow(),
            not_before=utcnow(),
        )
    )


def mention_from_tomorrow(session: Session) -> None:
    account = session.scalars(select(Account)).first()
    assert account is not None
    session.add(
        Mention(
            channel=Channel.X,
            account_id=account.id,
            unit_id=account.unit_id,
            external_id="1",
            kind=MentionKind.MENTION,
            thread_id="1",
            text="x",
            author_handle="w",
            author_external_id="1",
            created_at=utcnow() + timedelta(days=1),
            fetched_at=utcnow(),
            assess_after=utcnow(),
        )
    )


def sealed_with_another_key(session: Session) -> None:
    sealed = vault.seal("another-secret-key-0123456789abcdef", {"access_token": "x"})
    session.execute(update(Account).values(credential_sealed=sealed))


SPOILS: dict[str, Callable[[Session], object]] = {
    "accounts": lambda session: session.execute(delete(Account)),
    "officers": lambda session: session.execute(update(Officer).values(active=False)),
    "x @polres_uji_satu": lambda session: session.execute(
        update(Account).values(health=Health.STOPPED, health_reason="token ditarik")
    ),
    "instagram @polresujisatu": lambda session: session.execute(
        update(Account).values(health=Health.FAILING, health_reason="503")
    ),
    "worker worker-1:listener": lambda session: session.execute(
        update(Heartbeat).values(at=utcnow() - timedelta(hours=1))
    ),
    "dead letters": dead_letter,
    "clock of the platforms": mention_from_tomorrow,
    "audit trail": lambda session: session.execute(update(AuditEntry).values(act="other")),
    "credentials": sealed_with_another_key,
}


@pytest.mark.parametrize("subject", SPOILS)
def test_what_is_wrong_is_found_and_comes_with_advice(healthy: Shell, subject: str) -> None:
    database = healthy.open()
    with database.writing() as session:
        SPOILS[subject](session)
    database.close()

    answer = healthy.json("doctor")

    assert answer["ok"] is False
    assert subject in bad(answer)
    assert all(one["advice"] and one["seen"] for one in bad(answer).values())
    result = healthy.run("doctor")
    assert result.exit_code == 1
    assert any(line.startswith(f"BAD  {subject}: ") and " -> " in line for line in result.stdout.splitlines())


@pytest.mark.parametrize(
    ("name", "value", "subject"),
    [
        ("TANGGAP_WEB_PROT", "1", "settings"),
        ("TANGGAP_SECRET_KEY", "", "settings"),
        ("TANGGAP_DATABASE_URL", "postgresql+psycopg://nobody@127.0.0.1:1/none", "database"),
        ("TANGGAP_DATABASE_URL", "sqlite:///kosong.sqlite3", "database"),
        ("TANGGAP_DATA_DIR", "units.csv", "disk"),
    ],
    ids=["unknown setting", "no key", "no server", "not migrated", "data folder is a file"],
)
def test_a_wrong_setting_is_found_and_comes_with_advice(
    healthy: Shell, name: str, value: str, subject: str
) -> None:
    healthy.set(name, value)
    answer = healthy.json("doctor")

    assert subject in bad(answer)
    assert all(one["advice"] and one["seen"] for one in bad(answer).values())


def test_a_full_disk_is_found(healthy: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "LOW_DISK", 1 << 60)
    assert bad(healthy.json("doctor"))["disk"]["advice"]


def test_an_empty_installation_is_told_every_next_step(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "_model", lambda settings: MODEL)
    monkeypatch.setattr(doctor, "LOW_DISK", 1024)
    found = bad(shell.json("doctor"))

    assert set(found) == {"units", "officers", "accounts"}
    assert "tanggap import-units" in found["units"]["advice"]
    assert "tanggap add-officer" in found["officers"]["advice"]
    assert "tanggap import-accounts" in found["accounts"]["advice"]


def test_the_model_that_ships_is_found(shell: Shell) -> None:
    shell.set("TANGGAP_ENCODER", "none")  # the encoder is loaded in the classifier's own tests
    answer = shell.json("doctor")
    model = next(one for one in answer["findings"] if one["subject"] == "model")
    assert model["ok"] is True
    assert model["seen"]


def test_tokens_that_end_and_accounts_that_sleep_are_told_before_it_hurts(healthy: Shell) -> None:
    now = utcnow()
    database = healthy.open()
    with database.writing() as session:
        first, second, third = session.scalars(select(Account).order_by(Account.id).limit(3)).all()
        first.token_expires_at = now + timedelta(days=10)
        second.token_expires_at = now - timedelta(days=1)
        third.last_mention_at = now - timedelta(days=90)
        names = [f"{one.channel} @{one.handle}" for one in (first, second, third)]
    database.close()
    answer = json.loads(healthy.run("doctor", "--json").stdout)

    found = {one["subject"]: one for one in answer["findings"]}
    assert found[f"token of {names[0]}"]["ok"]
    assert list(bad(answer)) == [f"token of {names[1]}"]
    assert "tanggap account login" in found[f"token of {names[1]}"]["advice"]
    assert found[f"token of {names[1]}"]["seen"].startswith("ended on")
    assert found[f"dormant {names[2]}"]["seen"].startswith("nobody mentioned it since")
