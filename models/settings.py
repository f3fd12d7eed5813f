"""Every setting of the service, read once from the environment, loud when wrong.

Each field is one setting: its name in upper case with `TANGGAP_` in front is the environment
variable, and `<NAME>_FILE` may point to a file that holds the value (for secrets). The table in
docs/settings.md is made from this module, and a test compares the two.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any

from models.errors import SettingError

TABLE_HEAD = """\
# Settings

Each setting is an environment variable. A file `.env` in the working folder may hold them too (one
`NAME=value` a line); the environment overrides it. Put `_FILE` behind a name to read the value from a
file, as secrets often come. A name that begins with `TANGGAP_` and is not in this table is refused. Switches
take `1` or `0`.

This table is made by `python -c "from models.settings import settings_table; print(settings_table(), end='')"`.

| name | default | what it is for |
|---|---|---|
"""


def _setting(default: object, help: str) -> Any:
    return field(default=default, metadata={"help": help})


@dataclass(frozen=True)
class Settings:
    # --- where things are
    database_url: str = _setting(
        "sqlite:///var/tanggap.sqlite3",
        "SQLAlchemy address of the database: SQLite on one machine, postgresql+psycopg:// on several.",
    )
    secret_key: str = _setting(
        "",
        "Signs sessions and seals stored credentials; 32 or more random characters. 'tanggap init' writes one.",
    )
    data_dir: str = _setting("var", "Folder for backups, exports and logs of this installation.")
    public_url: str = _setting(
        "http://127.0.0.1:8600", "Address under which citizens and officers reach the panel."
    )
    # --- web
    web_host: str = _setting("127.0.0.1", "Interface the panel listens on.")
    web_port: int = _setting(8600, "Port the panel listens on.")
    web_threads: int = _setting(48, "Threads of the panel; each open inbox holds one for its live updates.")
    secure_cookies: bool = _setting(False, "Send cookies over HTTPS only: switch on behind TLS.")
    trusted_proxies: int = _setting(0, "How many reverse proxies stand in front (X-Forwarded-For depth).")
    session_hours: float = _setting(12.0, "Hours after which an officer must sign in again.")
    default_locale: str = _setting("id", "Language of the panel before an officer chooses: id or en.")
    default_timezone: str = _setting(
        "Asia/Jakarta",
        "Time zone of the panel before an officer chooses: Asia/Jakarta, Asia/Makassar, Asia/Jayapura.",
    )
    look_page: bool = _setting(False, "Serve /_look, the page of all components (development only).")
    # --- platforms
    x_base_url: str = _setting("https://api.twitter.com", "Address of the X API.")
    x_spec: str = _setting("tweet", "Spelling of the X API's field names: tweet (older) or post (newer).")
    x_timeout: float = _setting(10.0, "Seconds one X call may take.")
    instagram_base_url: str = _setting("https://graph.instagram.com", "Address of the Instagram Graph API.")
    instagram_api_version: str = _setting("v23.0", "Version in the Graph API's paths.")
    instagram_timeout: float = _setting(10.0, "Seconds one Instagram Graph call may take.")
    instagram_private_enabled: bool = _setting(
        False, "Allow the private Instagram API. Accounts have been suspended for 7 comments in an hour."
    )
    instagram_private_base_url: str = _setting(
        "https://i.instagram.com", "Address of the private Instagram API."
    )
    instagram_private_timeout: float = _setting(15.0, "Seconds one private Instagram call may take.")
    whatsapp_base_url: str = _setting("https://graph.facebook.com", "Address of the WhatsApp Cloud API.")
    whatsapp_api_version: str = _setting("23.0", "Version in the WhatsApp Cloud API's paths.")
    whatsapp_timeout: float = _setting(10.0, "Seconds one WhatsApp call may take.")
    meta_app_secret: str = _setting("", "App secret with which Meta signs Instagram and WhatsApp webhooks.")
    meta_verify_token: str = _setting("", "Token Meta sends back when a webhook is registered.")
    simulated_platforms: bool = _setting(
        False,
        "The platforms are stand-ins: live connectors need no approval_ref, the panel says so on every page.",
    )
    # --- listener
    poll_seconds_min: float = _setting(15.0, "Shortest time between two polls of one account.")
    poll_seconds_max: float = _setting(600.0, "Longest time between two polls of one account.")
    poll_batch: int = _setting(32, "Accounts claimed in one listener step.")
    poll_threads: int = _setting(8, "Accounts polled side by side.")
    x_app_requests_15min: int = _setting(450, "Mention-timeline requests of the whole X app in 15 minutes.")
    x_account_requests_15min: int = _setting(300, "Mention-timeline requests of one X account in 15 minutes.")
    remeasure_hours: float = _setting(72.0, "Hours after posting during which reach is read again.")
    x_read_price_usd: float = _setting(
        0.005, "What X bills for one post read, in US dollars; for the cost shown under coverage."
    )
    # --- classifier
    encoder: str = _setting(
        "",
        "Another sentence encoder by name or folder; empty: the one that ships; none: judge by words alone.",
    )
    classifier_batch: int = _setting(64, "Mentions assessed in one step.")
    classifier_threads: int = _setting(1, "Processor threads of the encoder.")
    # --- responder
    hold_seconds: float = _setting(20.0, "How long an approved reply waits for 'Undo' before it is sent.")
    settle_seconds: float = _setting(
        120.0,
        "How long an uncertain reply rests before the platform is asked; longer than timeout and read lag.",
    )
    status_wait_seconds: float = _setting(
        900.0, "How long an uncertain WhatsApp message waits for its status before a human is asked."
    )
    approval_hours: float = _setting(
        12.0, "Hours after which an unsent approval expires and the reply waits for another one."
    )
    approver_silence_hours: float = _setting(
        2.0, "Hours a reply may wait for its second person before the unit above is alerted."
    )
    claim_silence_hours: float = _setting(
        24.0,
        "Hours a claim ('done', or one to the unit above) may wait for its decision: first a reminder, "
        "then, each time as long again, the next unit above is alerted.",
    )
    replies_per_hour: int = _setting(60, "Replies one account may send in an hour.")
    instagram_private_replies_per_hour: int = _setting(
        5, "Replies one private-API account may send in an hour."
    )
    reply_pause: float = _setting(1.0, "Seconds between two replies of one account.")
    instagram_private_reply_pause: float = _setting(
        60.0, "Seconds between two replies of one private-API account."
    )
    platform_replies_per_minute: int = _setting(
        300, "Replies all accounts of one platform may send in a minute, together."
    )
    x_app_replies_per_day: int = _setting(
        10_000, "Replies all X accounts may send on one day (UTC): the allowance of the app."
    )
    x_reply_price_usd: float = _setting(0.01, "What X bills for one summoned reply, in US dollars.")
    whatsapp_reply_price_usd: float = _setting(0.0, "What WhatsApp bills for one reply, in US dollars.")
    reply_budget_usd: float = _setting(
        0.0,
        "What replies on one platform may cost in a month (UTC), in US dollars; then they wait. 0: no limit.",
    )
    foreign_post_stops_account: bool = _setting(
        False, "Stop sending of an account on whose timeline a post or a deletion is found that is not ours."
    )
    instagram_own_media: str = _setting(
        "note",
        "What our own photos on Instagram are, and their withdrawal: note (kept in the audit trail) or alarm.",
    )
    emergency_auto_card: bool = _setting(
        False, "Send the pre-approved emergency card (call 110) without an officer."
    )
    # --- alerts
    alert_escalate_minutes: float = _setting(
        5.0, "How long an alert may stay unseen before the next in line is told."
    )
    alert_timeout: float = _setting(10.0, "Seconds one push, e-mail, Telegram or webhook call may take.")
    watch_silence_seconds: float = _setting(
        120.0, "Silence of a stage after which the processes still alive raise 'the watch is dead'."
    )
    push_hosts: str = _setting(
        "fcm.googleapis.com,push.services.mozilla.com,push.apple.com,notify.windows.com",
        "Push services that browsers may name, with their subdomains, separated by commas.",
    )
    push_contact: str = _setting(
        "",
        "mailto: or https:// address under which push services reach the operator; empty: the panel's.",
    )
    # --- workers
    tick_seconds: float = _setting(0.5, "Pause of a stage that found nothing to do.")
    lease_seconds: float = _setting(120.0, "How long a claimed row belongs to its worker.")
    executor_id: str = _setting(
        "worker-1", "Stable name of this worker; its unfinished jobs are resumed under it."
    )
    log_level: str = _setting("INFO", "Least severe message that is logged.")


def settings_table() -> str:
    """What docs/settings.md holds: every setting, its default and what it is for."""
    return TABLE_HEAD + "".join(_table_row(spec) for spec in fields(Settings))


def _table_row(spec: Field[Any]) -> str:
    default = int(spec.default) if isinstance(spec.default, bool) else spec.default
    shown = "(empty)" if default == "" else f"`{default}`"
    return f"| `{environment_name(spec)}` | {shown} | {spec.metadata['help']} |\n"


def environment_name(spec: Field[Any]) -> str:
    """The environment variable of one field."""
    return f"TANGGAP_{spec.name.upper()}"


def to_environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables, for a child process."""
    values = {environment_name(spec): getattr(settings, spec.name) for spec in fields(Settings)}
    return {
        name: ("1" if value else "0") if isinstance(value, bool) else str(value)
        for name, value in values.items()
    }


def _value(spec: Field[Any], environ: Mapping[str, str]) -> Any:
    name = environment_name(spec)
    raw = environ.get(name)
    if raw is None and (path := environ.get(f"{name}_FILE")):
        try:
            raw = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingError(
                f"{name}_FILE points to {path}, which cannot be read: {error.strerror}"
            ) from error
    if raw is None:
        return spec.default
    kind: Any = type(spec.default)
    try:
        if kind is bool:
            return {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False, "": False}[
                raw.lower()
            ]
        return kind(raw)
    except (KeyError, ValueError) as error:
        raise SettingError(f"{name} is {raw!r}; it must be a {kind.__name__}") from error


def load_settings(environ: Mapping[str, str] | None = None) -> Settings:
    """Settings from the environment (and from `.env` in the working folder, which the environment overrides).

    Raises SettingError for an unknown `TANGGAP_` name, an unreadable file or a value of the wrong type.
    """
    values: dict[str, str] = {**_dotenv(Path(".env")), **os.environ} if environ is None else dict(environ)
    known = {environment_name(spec): spec for spec in fields(Settings)}
    for name in values:
        if name.startswith("TANGGAP_") and name.removesuffix("_FILE") not in known and name not in known:
            raise SettingError(f"{name} is no setting of Tanggap; docs/settings.md lists them all")
    settings = Settings(**{spec.name: _value(spec, values) for spec in fields(Settings)})
    _reject_nonsense(settings)
    return settings


def _dotenv(path: Path) -> dict[str, str]:
    if not path.exists():
        return {}
    pairs = (line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if "=" in line)
    return {
        name.strip(): _unquoted(value.strip()) for name, value in pairs if not name.lstrip().startswith("#")
    }


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def _reject_nonsense(settings: Settings) -> None:
    if settings.secret_key and len(settings.secret_key) < 32:
        raise SettingError(
            "TANGGAP_SECRET_KEY is shorter than 32 characters; 'tanggap init' writes a good one"
        )
    if settings.x_spec not in ("tweet", "post"):
        raise SettingError(f"TANGGAP_X_SPEC is {settings.x_spec!r}; it must be 'tweet' or 'post'")
    if settings.instagram_own_media not in ("note", "alarm"):
        raise SettingError(
            f"TANGGAP_INSTAGRAM_OWN_MEDIA is {settings.instagram_own_media!r}; it must be 'note' or 'alarm'"
        )
    if settings.poll_seconds_min > settings.poll_seconds_max:
        raise SettingError("TANGGAP_POLL_SECONDS_MIN is larger than TANGGAP_POLL_SECONDS_MAX")
    if not settings.database_url.startswith(("sqlite:///", "postgresql+psycopg://")):
        raise SettingError("TANGGAP_DATABASE_URL must start with sqlite:/// or postgresql+psycopg://")
