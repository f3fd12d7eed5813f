"""Importing the tree and its accounts, and adding officers: bad rows are told, the rest goes in."""

from __future__ import annotations

from typing import Any

import pytest

from models import passwords
from models.records import Account, AuditEntry, Officer, Unit
from models.vocabulary import Role
from tests.commands.conftest import Shell

HEADER = "code,name,kind,parent_code,timezone,can_investigate,competence\n"
UNITS = (
    "SKA,Polsek Uji,polsek,PRA,,false,\n"
    "PRA,Polres Uji,polres,PDA,,,\n"
    "PDA,Polda Uji,polda,MABES,Asia/Makassar,,\n"
    "PROPAM,Bidpropam Polda Uji,function,PDA,,,\n"
    "MABES,Mabes Polri,mabes,,,,\n"
)
ACCOUNTS = "unit_code,channel,handle,external_id,approval_ref,central,training_allowed\n"


def import_units(shell: Shell, rows: str, header: str = HEADER) -> dict[str, Any]:
    return shell.json("import-units", shell.write("units.csv", header + rows))


def import_accounts(shell: Shell, rows: str) -> dict[str, Any]:
    return shell.json("import-accounts", shell.write("accounts.csv", ACCOUNTS + rows))


def units(shell: Shell) -> dict[str, Unit]:
    return {unit.code: unit for unit in shell.rows(Unit)}


def test_units_come_in_whatever_the_order_of_the_lines(shell: Shell) -> None:
    assert import_units(shell, UNITS) == {"added": 5, "changed": 0, "errors": []}

    found = units(shell)
    line = [found[code].id for code in ("MABES", "PDA", "PRA", "SKA")]
    assert found["SKA"].path == "/" + "".join(f"{one}/" for one in line)
    assert found["SKA"].can_investigate is False
    assert found["PDA"].timezone == "Asia/Makassar"
    assert found["PROPAM"].competence == "propam"


def test_a_second_import_of_the_same_file_changes_nothing(shell: Shell) -> None:
    import_units(shell, UNITS)
    assert import_units(shell, UNITS) == {"added": 0, "changed": 0, "errors": []}


def test_a_changed_row_changes_its_unit_and_moves_what_hangs_below(shell: Shell) -> None:
    import_units(shell, UNITS)
    moved = import_units(shell, "PRA,Polres Uji Baru,polres,MABES,Asia/Jayapura,,\n")

    assert moved == {"added": 0, "changed": 1, "errors": []}
    found = units(shell)
    assert (found["PRA"].name, found["PRA"].timezone) == ("Polres Uji Baru", "Asia/Jayapura")
    assert found["SKA"].path == f"{found['MABES'].path}{found['PRA'].id}/{found['SKA'].id}/"


def test_each_bad_row_is_told_with_its_line_and_reason(shell: Shell) -> None:
    rows = (
        "MABES,Mabes Polri,mabes,,,,\n"
        ",Tanpa Kode,polda,MABES,,,\n"
        "PDA,Polda Uji,kodam,MABES,,,\n"
        "PDB,Polda Dua,polda,MABES,Asia/Jakrta,,\n"
        "PRZ,Polres Yatim,polres,TIDAKADA,,,\n"
        "PDC,Polda Tiga,polda,MABES,,,,,kelebihan\n"
        "PDD,Polda Empat,polda,MABES,,,\n"
    )
    answer = import_units(shell, rows)

    assert answer["added"] == 2
    reasons = {error["line"]: error["reason"] for error in answer["errors"]}
    assert sorted(reasons) == [3, 4, 5, 6, 7]
    assert "code" in reasons[3]
    assert "kodam" in reasons[4]
    assert "Asia/Jakrta" in reasons[5]
    assert "TIDAKADA" in reasons[6]
    assert "more fields" in reasons[7]


def test_a_circle_of_parents_is_told_and_the_rest_goes_in(shell: Shell) -> None:
    rows = "A,Polda A,polda,B,,,\nB,Polda B,polda,A,,,\nC,Polres C,polres,A,,,\nMABES,Mabes,mabes,,,,\n"
    answer = import_units(shell, rows)

    assert answer["added"] == 1
    errors = answer["errors"]
    assert [error["line"] for error in errors] == [2, 3, 4]
    assert all("hangs below" in error["reason"] for error in errors)


def test_a_unit_is_not_hung_below_itself_by_a_later_import(shell: Shell) -> None:
    import_units(shell, UNITS)
    answer = import_units(shell, "PDA,Polda Uji,polda,SKA,Asia/Makassar,,\n")

    (error,) = answer["errors"]
    assert "PDA" in error["reason"]
    assert units(shell)["PDA"].parent_id == units(shell)["MABES"].id


def test_bytes_that_are_no_utf8_spoil_their_own_row_only(shell: Shell) -> None:
    raw = HEADER.encode() + b"MABES,Mabes,mabes,,,,\nPDA,Polda \xe9,polda,MABES,,,\n"
    answer = shell.json("import-units", shell.write("units.csv", raw))

    assert answer["added"] == 1
    assert answer["errors"] == [{"line": 3, "reason": "not UTF-8"}]


def test_a_file_without_a_needed_column_is_refused(shell: Shell) -> None:
    result = shell.run("import-units", shell.write("units.csv", "code,nama\nA,B\n"))
    assert result.exit_code != 0
    assert "kind, name" in result.stderr


def test_a_spreadsheets_byte_order_mark_does_no_harm(shell: Shell) -> None:
    assert import_units(shell, UNITS, "\ufeff" + HEADER)["added"] == 5


def test_people_read_a_summary_and_machines_one_object(shell: Shell) -> None:
    result = shell.run("import-units", shell.write("u.csv", HEADER + "A,Polda,kodam,,,,\n" + UNITS))
    assert "5 units added, 0 changed, 1 rows refused" in result.stdout
    assert "line 2:" in result.stdout


def test_an_import_stands_in_the_audit_trail(shell: Shell) -> None:
    import_units(shell, UNITS)
    (entry,) = shell.rows(AuditEntry)
    assert (entry.act, entry.actor, entry.detail) == ("units.imported", "cli", {"added": 5, "changed": 0})


# --- accounts


@pytest.fixture
def planted(shell: Shell) -> Shell:
    import_units(shell, UNITS)
    return shell


def test_accounts_come_in_without_credentials(planted: Shell) -> None:
    rows = "PRA,x,@polres_uji,9001,izin-1,,\nPDA,whatsapp,62000000110,3001,,ya,\nSKA,manual,ska,ska,,,true\n"
    assert import_accounts(planted, rows) == {"added": 3, "changed": 0, "errors": []}

    first, second, third = planted.rows(Account)
    assert (first.handle, first.approval_ref, first.central, first.credential_sealed) == (
        "polres_uji",
        "izin-1",
        False,
        "",
    )
    assert (second.central, third.training_allowed) == (True, True)


def test_an_account_imported_again_keeps_its_consent_and_counts_only_when_it_changed(planted: Shell) -> None:
    import_accounts(planted, "PRA,x,polres_uji,9001,izin-1,,\n")
    assert import_accounts(planted, "PRA,x,polres_uji,9001,,,\n")["changed"] == 0
    assert import_accounts(planted, "SKA,x,polsek_uji,9001,,,\n")["changed"] == 1

    (account,) = planted.rows(Account)
    assert (account.handle, account.approval_ref) == ("polsek_uji", "izin-1")
    assert account.unit_id == units(planted)["SKA"].id


def test_a_mark_the_file_is_silent_about_stays_as_it_was(planted: Shell) -> None:
    import_accounts(planted, "PDA,whatsapp,62000000110,3001,,ya,ya\n")
    assert import_accounts(planted, "PDA,whatsapp,62000000110,3001,,,\n")["changed"] == 0
    assert import_accounts(planted, "PDA,whatsapp,62000000110,3001,,tidak,\n")["changed"] == 1

    (account,) = planted.rows(Account)
    assert (account.central, account.training_allowed) == (False, True)


def test_bad_account_rows_are_told_and_the_rest_goes_in(planted: Shell) -> None:
    rows = (
        "TIDAKADA,x,a,1,,,\n"
        "PRA,friendster,b,2,,,\n"
        "PRA,x,c,3,,,true\n"
        "PRA,x,,4,,,\n"
        "PRA,instagram,polresuji,5,,,\n"
    )
    answer = import_accounts(planted, rows)

    reasons = {error["line"]: error["reason"] for error in answer["errors"]}
    assert (answer["added"], sorted(reasons)) == (1, [2, 3, 4, 5])
    assert "import the units first" in reasons[2]
    assert "friendster" in reasons[3]
    assert "X forbids training" in reasons[4]
    assert "handle" in reasons[5]


# --- officers


def add(shell: Shell, *more: str, login: str = "humas1", unit: str = "PDA") -> object:
    words = ("add-officer", login, "--name", "Petugas Humas", "--unit", unit, "--role", "humas")
    return shell.run(*words, *more)


def test_an_officer_is_added_with_a_password_that_is_shown_once(planted: Shell) -> None:
    words = ("add-officer", "humas1", "--name", "Petugas Humas", "--unit", "PDA", "--role", "humas")
    answer = planted.json(*words)

    (officer,) = planted.rows(Officer)
    assert (officer.login, officer.role, officer.active) == ("humas1", Role.HUMAS, True)
    assert officer.timezone == "Asia/Makassar", "the unit's own"
    assert answer["password"] not in officer.password_hash
    assert passwords.matches(officer.password_hash, answer["password"])


def test_a_given_password_is_not_repeated(planted: Shell) -> None:
    result = add(planted, "--password", "kata-sandi-panjang")
    assert "kata-sandi-panjang" not in result.output  # type: ignore[attr-defined]
    (officer,) = planted.rows(Officer)
    assert passwords.matches(officer.password_hash, "kata-sandi-panjang")


def test_what_cannot_be_an_officer_is_refused_with_what_to_do(planted: Shell) -> None:
    add(planted)
    for result, words in (
        (add(planted), "is taken"),
        (add(planted, login="b", unit="TIDAKADA"), "import-units"),
        (add(planted, "--password", "pendek", login="c"), f"{passwords.SHORTEST} characters"),
    ):
        assert result.exit_code == 1  # type: ignore[attr-defined]
        assert words in result.stderr  # type: ignore[attr-defined]
    assert len(planted.rows(Officer)) == 1
