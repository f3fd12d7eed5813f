"""Settings: read once, loud when wrong, all of them documented."""

from __future__ import annotations

import os
from dataclasses import fields
from pathlib import Path

import pytest

from models.errors import SettingError
from models.settings import Settings, environment_name, load_settings, settings_table, to_environment

DOCUMENT = Path(__file__).parents[2] / "docs" / "settings.md"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty working folder and no TANGGAP_ name in the environment."""
    for name in [name for name in os.environ if name.startswith("TANGGAP_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_document_is_current() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == settings_table()


def test_every_setting_says_what_it_is_for() -> None:
    for spec in fields(Settings):
        assert spec.metadata["help"].endswith("."), spec.name
        assert f"| `{environment_name(spec)}` |" in settings_table()


def test_nothing_set_gives_the_defaults(folder: Path) -> None:
    assert load_settings() == Settings()


def test_each_type_is_read(folder: Path) -> None:
    settings = load_settings(
        {
            "TANGGAP_WEB_PORT": "9000",
            "TANGGAP_HOLD_SECONDS": "2.5",
            "TANGGAP_SECURE_COOKIES": "yes",
            "TANGGAP_LOOK_PAGE": "0",
            "TANGGAP_PUBLIC_URL": "https://tanggap.contoh.go.id",
            "HOME": "/anywhere",
        }
    )
    assert (settings.web_port, settings.hold_seconds) == (9000, 2.5)
    assert (settings.secure_cookies, settings.look_page) == (True, False)
    assert settings.public_url == "https://tanggap.contoh.go.id"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("TANGGAP_WEB_PORT", "banyak", "must be a int"),
        ("TANGGAP_HOLD_SECONDS", "dua", "must be a float"),
        ("TANGGAP_INSTAGRAM_OWN_MEDIA", "perhaps", "must be 'note' or 'alarm'"),
        ("TANGGAP_SECURE_COOKIES", "mungkin", "must be a bool"),
        ("TANGGAP_WEB_PROT", "9000", "docs/settings.md"),
        ("TANGGAP_WEB_PROT_FILE", "x", "docs/settings.md"),
        ("TANGGAP_SECRET_KEY", "pendek", "tanggap init"),
        ("TANGGAP_X_SPEC", "toot", "'tweet' or 'post'"),
        ("TANGGAP_POLL_SECONDS_MIN", "9999", "TANGGAP_POLL_SECONDS_MAX"),
        ("TANGGAP_DATABASE_URL", "mysql://localhost/x", "sqlite:///"),
        ("TANGGAP_SECRET_KEY_FILE", "nowhere.txt", "nowhere.txt"),
    ],
)
def test_what_is_wrong_is_named_with_what_to_do(folder: Path, name: str, value: str, words: str) -> None:
    with pytest.raises(SettingError) as caught:
        load_settings({name: value})
    assert name.removesuffix("_FILE") in str(caught.value)
    assert words in str(caught.value)


def test_a_secret_may_lie_in_a_file(folder: Path) -> None:
    (folder / "kunci.txt").write_text("k" * 40 + "\n")
    settings = load_settings({"TANGGAP_SECRET_KEY_FILE": str(folder / "kunci.txt")})
    assert settings.secret_key == "k" * 40


def test_a_value_given_directly_comes_before_its_file(folder: Path) -> None:
    (folder / "port.txt").write_text("1")
    environ = {"TANGGAP_WEB_PORT": "2", "TANGGAP_WEB_PORT_FILE": str(folder / "port.txt")}
    assert load_settings(environ).web_port == 2


def test_the_environment_overrides_the_env_file(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (folder / ".env").write_text(
        "# catatan = TANGGAP_NOTHING\n\nTANGGAP_WEB_PORT=7000\nTANGGAP_WEB_HOST = 0.0.0.0\n"
        "TANGGAP_PUBLIC_URL=\"https://a.contoh.go.id/?b=c\"\nTANGGAP_DATA_DIR='var lain'\n"
    )
    monkeypatch.setenv("TANGGAP_WEB_PORT", "7001")
    settings = load_settings()
    assert (settings.web_port, settings.web_host) == (7001, "0.0.0.0")
    assert settings.public_url == "https://a.contoh.go.id/?b=c"
    assert settings.data_dir == "var lain"


def test_an_unknown_name_in_the_env_file_is_refused_too(folder: Path) -> None:
    (folder / ".env").write_text("TANGGAP_WEB_PROT=7000\n")
    with pytest.raises(SettingError, match="TANGGAP_WEB_PROT"):
        load_settings()


def test_settings_travel_to_a_child_process_unchanged(folder: Path) -> None:
    settings = Settings(
        secret_key="s" * 40, web_port=1, hold_seconds=0.25, secure_cookies=True, simulated_platforms=True
    )
    assert load_settings(to_environment(settings)) == settings
