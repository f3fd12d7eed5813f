"""What an alert says outside the panel: what kind, which ticket, which unit, and the way there. No more."""

from __future__ import annotations

from alerting.contracts import Message
from models.vocabulary import PRESSING_ALERTS, AlertKind

KINDS: dict[str, dict[AlertKind, str]] = {
    "id": {
        AlertKind.VIRAL: "Berisiko viral",
        AlertKind.EMERGENCY: "Darurat",
        AlertKind.SLA_BREACH: "Lewat batas",
        AlertKind.ACCOUNT_STOPPED: "Akun berhenti",
        AlertKind.STUCK_REPLY: "Balasan tersangkut",
        AlertKind.APPROVER_SILENT: "Penyetuju diam",
        AlertKind.FOREIGN_POST: "Unggahan asing di akun kita",
        AlertKind.RECOVERY_EXHAUSTED: "Pekerjaan berhenti dicoba",
        AlertKind.WATCH_DEAD: "Pemantauan mati",
        AlertKind.ACCESS_ENDS: "Izin akses akun segera berakhir",
        AlertKind.ACCOUNT_DORMANT: "Akun tidur",
        AlertKind.OVERLOAD: "Kewalahan",
    },
    "en": {
        AlertKind.VIRAL: "May go viral",
        AlertKind.EMERGENCY: "Emergency",
        AlertKind.SLA_BREACH: "Overdue",
        AlertKind.ACCOUNT_STOPPED: "Account stopped",
        AlertKind.STUCK_REPLY: "Reply is stuck",
        AlertKind.APPROVER_SILENT: "The approver is silent",
        AlertKind.FOREIGN_POST: "Foreign post on our account",
        AlertKind.RECOVERY_EXHAUSTED: "A job was given up",
        AlertKind.WATCH_DEAD: "The watch is dead",
        AlertKind.ACCESS_ENDS: "An account's access ends soon",
        AlertKind.ACCOUNT_DORMANT: "Dormant account",
        AlertKind.OVERLOAD: "Overloaded",
    },
}
SENTENCES = {
    "id": {
        "seen": "Buka dan tandai sudah dilihat",
        "climbed": "belum ada yang melihat",
        "test": "Uji peringatan Tanggap",
        "test_body": "Jalur ini berfungsi.",
    },
    "en": {
        "seen": "Open and mark as seen",
        "climbed": "nobody has seen it yet",
        "test": "Tanggap test alert",
        "test_body": "This route works.",
    },
}


def alert(
    kind: AlertKind, code: str, unit: str, url: str, *, alert_id: int, level: int, locale: str
) -> Message:
    """The message about one alert; `code` is empty where it is about no case."""
    said = SENTENCES[locale]
    title = f"{KINDS[locale][kind]}: {code}" if code else KINDS[locale][kind]
    body = f"{unit} ({said['climbed']})" if level else unit
    return Message(
        title,
        f"{body}\n{said['seen']}: {url}",
        url,
        tag=f"alert-{alert_id}",
        pressing=kind in PRESSING_ALERTS,
    )


def trial(url: str, delivery_id: int, locale: str) -> Message:
    """What the test button sends."""
    said = SENTENCES[locale]
    return Message(said["test"], f"{said['test_body']}\n{url}", url, f"test-{delivery_id}", pressing=False)
