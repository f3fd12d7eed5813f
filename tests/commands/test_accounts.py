"""`tanggap account` against the simulated platforms."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update

from models import vault
from models.records import Account, AuditEntry
from models.vocabulary import Channel, Health
from simulator.server import Simulator
from tests.commands.conftest import Shell
from tests.conftest import SECRET_KEY

HANDLE = "polres_uji_satu"
SECRETS = ("consumer_key=a", "consumer_secret=b", f"access_token=token-{HANDLE}", "access_token_secret=c")
LOGIN = ("account", "login", "x", HANDLE, *(word for secret in SECRETS for word in ("--secret", secret)))


def row(shell: Shell, handle: str = HANDLE) -> Account:
    return next(account for account in shell.rows(Account) if account.handle == handle)


def change(shell: Shell, **columns: object) -> None:
    database = shell.open()
    with database.writing() as session:
        session.execute(update(Account).values(**columns))
    database.close()


def test_a_login_seals_the_credential_and_asks_the_platform(simulated: tuple[Shell, Simulator]) -> None:
    shell, _ = simulated
    change(shell, health=Health.STOPPED)
    result = shell.run(*LOGIN)

    assert result.stdout.strip() == f"x @{HANDLE} works"
    account = row(shell)
    assert "token" not in account.credential_sealed
    assert vault.unseal(SECRET_KEY, account.credential_sealed)["access_token"] == f"token-{HANDLE}"
    assert account.health is Health.OK
    assert [entry.act for entry in shell.rows(AuditEntry)][-1] == "account.credential_stored"
    assert f"token-{HANDLE}" not in str([entry.detail for entry in shell.rows(AuditEntry)])


def test_secrets_that_were_not_given_are_asked_for_and_not_shown(simulated: tuple[Shell, Simulator]) -> None:
    shell, _ = simulated
    result = shell.run("account", "login", "x", HANDLE, input=f"a\nb\ntoken-{HANDLE}\nc\n")

    assert f"x @{HANDLE} works" in result.stdout
    assert f"token-{HANDLE}" not in result.output


def test_a_login_that_does_not_work_says_why(simulated: tuple[Shell, Simulator]) -> None:
    shell, simulator = simulated
    account = simulator.world.account("x", HANDLE)
    assert account is not None
    account.revoked = True
    result = shell.run(*LOGIN)

    assert "does not work" in result.stdout
    assert row(shell).health is Health.STOPPED


def test_a_login_of_an_unknown_account_names_the_import(simulated: tuple[Shell, Simulator]) -> None:
    shell, _ = simulated
    result = shell.run("account", "login", "whatsapp", "620", "--secret", "access_token=x")
    assert result.exit_code == 1
    assert "tanggap import-accounts" in result.stderr


def test_a_credential_of_another_account_is_found_out(simulated: tuple[Shell, Simulator]) -> None:
    shell, _ = simulated
    words = [word.replace(HANDLE, "polres_uji_dua") if "access_token=" in word else word for word in LOGIN]
    result = shell.run(*words)

    assert "@polres_uji_dua" in result.stdout
    assert "another account's" in result.stdout
    assert row(shell).health is Health.STOPPED


def test_a_check_revives_what_was_repaired(simulated: tuple[Shell, Simulator]) -> None:
    shell, _ = simulated
    shell.run(*LOGIN)
    change(shell, health=Health.STOPPED, health_reason="dicabut", failures=9)
    result = shell.run("account", "check", f"@{HANDLE}")

    assert result.exit_code == 0
    account = row(shell)
    assert (account.health, account.health_reason, account.failures) == (Health.OK, "", 0)


def test_a_check_of_all_tells_each_and_fails_when_one_does(simulated: tuple[Shell, Simulator]) -> None:
    shell, _ = simulated
    shell.run(*LOGIN)
    answer = shell.json("account", "check")

    states = {(one["channel"], one["handle"]): one["ok"] for one in answer["accounts"]}
    assert len(states) == 4
    assert states["x", HANDLE] is True
    assert states["x", "polres_uji_dua"] is False
    missing = next(one for one in answer["accounts"] if one["handle"] == "polres_uji_dua")
    assert "tanggap account login x polres_uji_dua" in missing["reason"]
    assert shell.run("account", "check").exit_code == 1


def test_a_platform_that_is_down_does_not_stop_the_account(simulated: tuple[Shell, Simulator]) -> None:
    shell, simulator = simulated
    shell.run(*LOGIN)
    simulator.world.faults.add("x", "read", "error_before")
    shell.run("account", "check", HANDLE)

    assert row(shell).health is Health.FAILING


def test_a_wrong_secret_key_is_told_in_one_line(simulated: tuple[Shell, Simulator]) -> None:
    shell, _ = simulated
    shell.run(*LOGIN)
    shell.set("TANGGAP_SECRET_KEY", "another-secret-key-0123456789abcdef")
    result = shell.run("account", "check", HANDLE)

    assert result.exit_code == 1
    assert "TANGGAP_SECRET_KEY" in result.stderr


@pytest.mark.parametrize("words", [("account", "check", "siapa"), ("account", "check")])
def test_a_check_of_nothing_says_so(shell: Shell, words: tuple[str, ...]) -> None:
    result = shell.run(*words)
    assert result.exit_code == 1
    assert "there " in result.stderr


def test_the_list_shows_every_account_for_people_and_machines(simulated: tuple[Shell, Simulator]) -> None:
    shell, _ = simulated
    shell.run(*LOGIN)
    listed = shell.json("account", "list")["accounts"]

    assert {(one["unit"], one["channel"]) for one in listed} == {
        ("PRA", Channel.X),
        ("PRA", Channel.INSTAGRAM),
        ("PRB", Channel.X),
        ("PRB", Channel.WHATSAPP),
    }
    first = next(one for one in listed if one["handle"] == HANDLE)
    assert (first["health"], first["approval_ref"]) == ("ok", "")
    assert HANDLE in shell.run("account", "list").stdout


def test_the_private_api_warns_before_it_asks_for_anything(
    simulated: tuple[Shell, Simulator], monkeypatch: pytest.MonkeyPatch
) -> None:
    shell, _ = simulated
    signed: list[tuple[object, ...]] = []

    def sign_in(*given: object) -> dict[str, str]:
        signed.append(given)
        return {"uuid": "1"}

    replaced: Callable[..., dict[str, str]] = sign_in
    monkeypatch.setattr("listener.channels.instagram_private.sign_in", replaced)
    result = shell.run("account", "login", "instagram_private", "polresujisatu", input="rahasia\n\n")

    assert "suspended" in result.stderr
    assert [given[1:] for given in signed] == [("polresujisatu", "rahasia", "")]
    assert "import-accounts" in result.stderr, "there is no such account yet"


def test_the_end_of_a_token_is_kept_and_instagrams_is_known_without_saying(
    simulated: tuple[Shell, Simulator],
) -> None:
    shell, _ = simulated
    shell.run(*LOGIN, "--expires", "2031-05-01")
    assert f"{row(shell).token_expires_at:%Y-%m-%d %H:%M}" == "2031-05-01 00:00"
    shell.run(
        "account", "login", "instagram", "polresujisatu", "--secret", "access_token=token-polresujisatu"
    )
    stored = next(one for one in shell.rows(AuditEntry)[::-1] if one.act == "account.credential_stored")
    kept = row(shell, "polresujisatu").token_expires_at
    assert abs(kept - stored.at - timedelta(days=60)) < timedelta(minutes=5)
    shell.run(*LOGIN)
    assert row(shell).token_expires_at is None, "a new token, whose end nobody told"

    refused = shell.run(*LOGIN, "--expires", "besok")
    assert refused.exit_code == 2
    assert "2026-12-31" in refused.stderr
