"""Invented values for /_look: no real post, no real person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from models.vocabulary import Channel, EventKind, Refusal, ReplyKind, ReplyState, Stage
from web.cases.progress import Notice
from web.shapes import (
    Cell,
    Choice,
    Clock,
    Column,
    Draft,
    Fact,
    Filter,
    Frame,
    HistoryLine,
    Horizon,
    InboxRow,
    Outlook,
    Pages,
    Post,
    Question,
    Reading,
    ReplyStatus,
    Row,
    SavedView,
    Similar,
    StageStep,
    Tile,
    UnitNode,
    ViralCard,
)

NOW = datetime.now(UTC)
HASH = "9f2c41d07b6e58a3"


def ago(minutes: float) -> datetime:
    """A moment before now."""
    return NOW - timedelta(minutes=minutes)


def frame(current: str) -> Frame:
    """The frame as an admin of a Polres sees it."""
    return Frame(
        officer="Admin piket 2",
        role="admin satuan",
        unit="Polres Kota Melati",
        current=current,
        views=(
            SavedView("inbox", "Kotak masuk", "/_look/inbox", "inbox", 37, phone=True),
            SavedView("now", "Bertindak sekarang", "/_look/inbox-empty", "alarm", 2, urgent=True, phone=True),
            SavedView("approvals", "Persetujuan", "/_look/case-sent", "check", 5),
            SavedView("unsure", "Belum pasti", "/_look/inbox", "question", 11),
            SavedView("viral", "Pantauan viral", "/_look/viral", "viral", 3, phone=True),
            SavedView("unit", "Satuan", "/_look/unit", "unit"),
            SavedView("coverage", "Cakupan akun", "/_look/components", "coverage"),
            SavedView("audit", "Audit", "/_look/audit", "audit"),
        ),
        unit_path=(
            UnitNode("Polda Nusa Timur", "#", 412),
            UnitNode("Polres Kota Melati", "#", 37),
        ),
        units_below=(
            UnitNode("Polsek Melati Utara", "#", 9),
            UnitNode("Polsek Melati Selatan", "#", 14),
            UnitNode("Polsek Pelabuhan", "#", 3),
        ),
        unit_search_href="/_look/",
        preferences_href="#",
        sign_out_href="#",
        simulated=True,
    )


def clock(
    left_minutes: float, total_hours: float = 24, label: str = "jawaban pertama", met: bool | None = None
) -> Clock:
    """A deadline some minutes ahead (negative: passed)."""
    return Clock(
        label, int(left_minutes * 60), int(total_hours * 3600), NOW + timedelta(minutes=left_minutes), met
    )


CLOCKS = (
    clock(200),
    clock(22 * 60),
    clock(14, 1),
    clock(-125),
    clock(-3 * 1440, 48, "kabar berikut"),
    clock(60, 24, "jawaban pertama", True),
    clock(-10, 24, "jawaban pertama", False),
)

ROWS = (
    InboxRow(
        1,
        "/_look/case",
        "pak tolong ada begal bawa parang di jembatan layang sekarang, teman saya masih di sana",
        "perampasan",
        Channel.X,
        "polresmelati",
        3,
        clock(3, 0.25),
        3,
        71,
        "",
        "",
        4,
        True,
        True,
        9,
    ),
    InboxRow(
        2,
        "/_look/case",
        "jalan Kenanga ketutup pohon tumbang dari subuh belum ada yg kesini min",
        "pohon tumbang",
        Channel.INSTAGRAM,
        "polresmelati",
        2,
        clock(200),
        0,
        None,
        "Admin piket 2",
        "",
        1,
        True,
    ),
    InboxRow(
        3,
        "/_look/case",
        "Laporan kehilangan motor saya sudah 4 bulan, tiap ditanya jawabnya masih proses terus",
        "penanganan perkara lambat",
        Channel.X,
        "polresmelati",
        2,
        clock(-125),
        2,
        38,
        "Admin piket 1",
    ),
    InboxRow(
        4,
        "/_look/case",
        "mau tanya syarat perpanjang SIM A kalau KTP luar kota apa bisa?",
        "SIM, STNK, tilang",
        Channel.WHATSAPP,
        "0811 hotline",
        1,
        clock(22 * 60),
        0,
        None,
        "",
        "menunggu persetujuan",
    ),
    InboxRow(
        5,
        "/_look/case",
        "tolong ditindak pak",
        "pokok belum jelas",
        Channel.X,
        "polsekmelatiutara",
        1,
        clock(900),
        0,
        None,
        "",
        "",
        1,
        True,
    ),
    InboxRow(
        6,
        "/_look/case",
        "tiap malam minggu balapan liar di ring road, warga tidak bisa tidur, udah lapor RT juga",
        "balap liar",
        Channel.INSTAGRAM_PRIVATE,
        "polsekmelatiselatan",
        2,
        clock(340),
        1,
        None,
        "Admin piket 2",
        "",
        7,
    ),
    InboxRow(
        7,
        "/_look/case",
        "petugas di loket minta uang rokok biar cepat, ini maksudnya gimana",
        "pungutan liar",
        Channel.MANUAL,
        "",
        2,
        clock(600),
        0,
        None,
        "",
        "belum pasti",
    ),
)

FILTERS = (
    Filter(
        "channel",
        "Kanal",
        (Choice("x", "X"), Choice("instagram", "Instagram"), Choice("whatsapp", "WhatsApp")),
    ),
    Filter(
        "urgency", "Urgensi", (Choice("3", "bertindak sekarang"), Choice("2", "tindak lanjut hari ini")), "3"
    ),
    Filter("category", "Kategori", (Choice("theft", "pencurian"), Choice("flood", "banjir"))),
    Filter("assignee", "Siapa", (Choice("me", "saya"), Choice("none", "belum diambil"))),
)
PAGES = Pages(1, 50, 1237, "", "#")
FIRST_PAGES = Pages(51, 100, None, "#", "#")

TEXT = (
    "pak @polresmelati tolong ada begal bawa parang di jembatan layang sekarang, teman saya masih di sana\n"
    "nomor saya [telepon disamarkan]"
)
MARKS = tuple((TEXT.index(word), TEXT.index(word) + len(word)) for word in ("tolong", "begal", "sekarang"))


def status(state: ReplyState, **more: Any) -> ReplyStatus:
    """A reply in one state."""
    return ReplyStatus(1, state, ReplyKind.ACKNOWLEDGEMENT, **more)


REPLY_STATES = (
    status(ReplyState.DRAFT),
    status(ReplyState.AWAITING_APPROVAL),
    status(ReplyState.APPROVED, hold_left=18, undo_href="#"),
    status(ReplyState.APPROVED, at=NOW + timedelta(minutes=9), note="platform membatasi"),
    status(ReplyState.APPROVED),
    status(ReplyState.SENDING),
    status(ReplyState.SENT, at=ago(4)),
    status(ReplyState.CONFIRMED, at=ago(190)),
    status(ReplyState.UNKNOWN),
    status(ReplyState.NEEDS_HUMAN),
    status(ReplyState.FAILED, refusal=Refusal.DELETED),
    status(ReplyState.FAILED, refusal=Refusal.NOT_SUMMONED),
    status(ReplyState.REJECTED),
    status(ReplyState.EXPIRED),
    status(ReplyState.CANCELLED),
    status(ReplyState.SHADOWED),
)

QUOTED = Post(
    "q1",
    "@kabar_melati",
    "Terjadi lagi di jembatan layang, warga diminta hati-hati malam ini.",
    ago(48),
    "context",
    "quoted",
    href="#",
    likes=812,
    shares=1904,
    views=61200,
)
CITIZEN = Post(
    "m1", "@warga_2041", TEXT, ago(12), marks=MARKS, href="#", media=("#",), likes=41, shares=96, views=5300
)
SECOND = Post("m2", "@warga_2041", "sudah ada yang datang pak?", ago(3), likes=2, shares=0)
OURS = Post(
    "r1",
    "@polresmelati",
    "Terima kasih, laporan kami terima dengan kode TGP-4K7Q. Sudah diteruskan ke piket Samapta. "
    "Kabar berikut sebelum 23.00 WIB. Bila terancam, telepon 110.",
    ago(8),
    "ours",
    href="#",
    reply=status(ReplyState.CONFIRMED, at=ago(8)),
)
HELD = Post(
    "r2",
    "@polresmelati",
    "TGP-4K7Q: kini dicek ke lapangan, kabar berikut 23 November 09.00 WIB.",
    ago(0),
    "ours",
    reply=ReplyStatus(2, ReplyState.APPROVED, ReplyKind.PROGRESS, hold_left=18, undo_href="#"),
)
GONE = Post("m3", "@warga_77", "", ago(300), removed=True)
POSTS = (QUOTED, CITIZEN)
POSTS_ANSWERED = (QUOTED, CITIZEN, OURS, SECOND, HELD)

REPLY_TEXT = (
    "Laporan Anda kami terima dengan kode TGP-4K7Q dan diteruskan ke piket Samapta Polres Kota Melati. "
    "Kabar berikut sebelum 23.00 WIB. Bila dalam bahaya, segera telepon 110 (gratis, 24 jam)."
)
NOTICES = [Notice("notice-1", REPLY_TEXT, Channel.X, "polres_melati", ())]
DRAFT = Draft(
    1,
    REPLY_TEXT,
    HASH,
    "r-1",
    "polresmelati",
    Channel.X,
    len(REPLY_TEXT),
    280,
    "#",
    "#",
    "#",
    True,
    "darurat, ragam 2",
)
DRAFT_BLOCKED = Draft(
    2,
    REPLY_TEXT + " Hubungi 081234567890, https://contoh.id/lapor " + REPLY_TEXT,
    HASH,
    "r-2",
    "polresmelati",
    Channel.X,
    431,
    280,
    "#",
    "#",
    "#",
    True,
    warnings=("Ada tautan; X menolak tautan.", "Ada nomor telepon.", "Teks terlalu panjang untuk X."),
    blocked=True,
)
DRAFT_SECOND = Draft(
    3,
    REPLY_TEXT,
    HASH,
    "r-3",
    "0811 hotline",
    Channel.WHATSAPP,
    len(REPLY_TEXT),
    4096,
    "#",
    "#",
    "#",
    second_person=True,
    may_approve=False,
    warnings=("Menyangkut petugas: dilepas penyetuju.",),
)

QUESTIONS = (
    Question(
        4,
        ReplyKind.ACKNOWLEDGEMENT,
        ReplyState.NEEDS_HUMAN,
        "Platform tidak dapat memastikan. Lihat sendiri di sana, lalu pilih.",
        "#",
        "#",
    ),
    Question(5, ReplyKind.PROGRESS, ReplyState.FAILED, "penulis menghapus sebutan", "", "#"),
)

HISTORY = (
    HistoryLine(EventKind.OPENED, ago(12), "", "dari sebutan di X"),
    HistoryLine(EventKind.ASSESSED, ago(12), "", "perampasan, bertindak sekarang"),
    HistoryLine(EventKind.DRAFTED, ago(12), "", "darurat, ragam 2"),
    HistoryLine(EventKind.DEADLINE_MOVED, ago(11), "", "prakiraan viral 71 %"),
    HistoryLine(EventKind.CLAIMED, ago(10), "Admin piket 2"),
    HistoryLine(EventKind.NOTE, ago(9), "Admin piket 2", "piket Samapta sudah dihubungi lewat HT"),
    HistoryLine(EventKind.MENTION_ATTACHED, ago(3)),
)
FACTS = (
    Fact("Satuan", "Polres Kota Melati", "#"),
    Fact("Diambil", "Admin piket 2"),
    Fact("Tempat", "Jembatan layang, Melati Utara"),
    Fact("Masuk", "lewat sebutan di X"),
    Fact("Jangkauan", "5.300 kali dilihat"),
)
SENTENCES = ("Laporan, yakin 94 %.", "Perampasan, yakin 88 %; bertindak sekarang.")
REASON_WORDS = ("begal", "parang", "sekarang", "tolong")
MODEL = "model 2026.11"
SIMILAR = (
    Similar("#", "begal lagi di jembatan layang pak", "2 j lalu, ditangani"),
    Similar("#", "motor teman dirampas dekat jembatan", "kemarin, selesai"),
)
CATEGORIES = (
    Choice("robbery", "perampasan"),
    Choice("theft", "pencurian"),
    Choice("assault", "penganiayaan"),
)
UNITS = (Choice("melati-utara", "Polsek Melati Utara"), Choice("pelabuhan", "Polsek Pelabuhan"))
STAGES = tuple(Stage)

STEPS = (
    StageStep(Stage.RECEIVED, "done", ago(2900), "Polres Kota Melati"),
    StageStep(
        Stage.FORWARDED, "done", ago(2700), "Polsek Melati Utara", "Lokasinya di wilayah Polsek Melati Utara."
    ),
    StageStep(Stage.FIELD_CHECK, "now", ago(500), "Polsek Melati Utara"),
    StageStep(Stage.DONE, "next"),
)

_RISE = (120, 180, 310, 420, 600, 940, 1400, 1900, 2300, 3050, 4100, 5300)
READINGS = tuple(Reading(-180 + 180 * i / 11, float(value)) for i, value in enumerate(_RISE))
OUTLOOK = tuple(Outlook(m, 5300 + 9 * m, 5300 + 34 * m, 5300 + 78 * m) for m in (30, 60, 120, 180, 240))
CARDS = (
    ViralCard(
        1,
        "#",
        "Begal di jembatan layang",
        CITIZEN.text.split("\n")[0],
        Channel.X,
        "polresmelati",
        "Polres Kota Melati",
        3,
        (Horizon(1, 34, 2), Horizon(6, 71, 3), Horizon(24, 88, 3), Horizon(72, 90, 3)),
        READINGS,
        OUTLOOK,
        4 * 3600 + 1260,
        None,
        "belum dijawab",
        5300,
        4,
        "menunggu persetujuan",
        371,
    ),
    ViralCard(
        2,
        "#",
        "Kehilangan motor 4 bulan",
        ROWS[2].words,
        Channel.X,
        "polresmelati",
        "Polsek Melati Selatan",
        2,
        (Horizon(1, 4, 0), Horizon(6, 21, 1), Horizon(24, 38, 2), Horizon(72, 41, 2)),
        READINGS[4:],
        tuple(Outlook(m, 5300, 5300 + 4 * m, 5300 + 12 * m) for m in (60, 120, 240)),
        21 * 3600,
        -60,
        "naik 12 % sejak dijawab 1 j lalu",
        5300,
        1,
        "dijawab",
        238,
    ),
    ViralCard(
        3,
        "#",
        "Balap liar di ring road",
        ROWS[5].words,
        Channel.INSTAGRAM,
        "polsekmelatiselatan",
        "Polsek Melati Selatan",
        1,
        (Horizon(1, 0, 0), Horizon(6, 3, 0), Horizon(24, 9, 1), Horizon(72, 11, 1)),
        (),
        (),
        None,
        None,
        "",
        310,
        7,
        "",
        111,
    ),
)

TILES = (
    Tile("Menunggu jawaban", "37", "#", "9 di satuan bawah"),
    Tile("Tertua", "2 hr 4 j", "#", "kehilangan motor, Polsek Melati Selatan", "warn"),
    Tile("Lewat batas", "5", "#", "2 di antaranya lewat 48 jam", "danger"),
    Tile("Masuk hari ini", "64", "#", "minggu lalu di hari yang sama 51"),
)
UNIT_COLUMNS = (
    Column("Satuan"),
    Column("Menunggu", True),
    Column("Tertua", True),
    Column("Lewat batas", True),
    Column("Dijawab dalam", True),
    Column("Akun"),
)
UNIT_ROWS = (
    Row(
        (
            "Polsek Melati Selatan",
            "14",
            Cell("2 hr 4 j", tone="warn"),
            Cell("4", tone="danger"),
            "5 j 12 m",
            Cell("berhenti, perlu diperbaiki", tone="danger"),
        ),
        "#",
    ),
    Row(("Polsek Melati Utara", "9", "7 j 10 m", Cell("1", tone="danger"), "2 j 40 m", "terhubung"), "#"),
    Row(("Polsek Pelabuhan", "3", "50 m", "0", "31 m", "terhubung"), "#"),
)
AUDIT_COLUMNS = (Column("Waktu"), Column("Siapa"), Column("Tindakan"), Column("Objek"), Column("Rantai"))
AUDIT_ROWS = tuple(
    Row(
        (
            f"{10 - i // 2}.{(47 - 7 * i) % 60:02d} WIB",
            who,
            act,
            subject,
            Cell(f"{HASH[i:]}…"[:9], code=True, tone="quiet"),
        )
    )
    for i, (who, act, subject) in enumerate(
        (
            ("Penyetuju 1", "menyetujui balasan", "TGP-4K7Q"),
            ("Admin piket 2", "mengubah rancangan", "TGP-4K7Q"),
            ("Admin piket 2", "membuka samaran, alasan: menghubungi pelapor", "TGP-4K7Q"),
            ("Admin piket 1", "meneruskan ke Polsek Pelabuhan", "TGP-9XAB"),
            ("Humas 1", "masuk", ""),
        )
    )
)
