"""The small world of the web tests: a command tree, an officer of each role, one stranger, many cases."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from models import casework, outbox, passwords, wording
from models.casework import Matter
from models.clock import utcnow
from models.masking import mask
from models.records import Account, Assessment, Case, Mention, Officer, Reply, Unit
from models.settings import Settings
from models.tree import add_unit
from models.vocabulary import (
    Category,
    Channel,
    Health,
    Kind,
    MentionKind,
    ReplyKind,
    Role,
    Stage,
    UnitKind,
    Urgency,
    Verdict,
)

PASSWORD = "kata-sandi-latihan-1"
_ids = itertools.count(1000)

# login -> (role, code of the unit)
OFFICERS = {
    "admin": (Role.ADMIN, "RES-MLT"),
    "approver": (Role.APPROVER, "RES-MLT"),
    "head": (Role.HEAD, "RES-MLT"),
    "humas": (Role.HUMAS, "DA-NT"),
    "posko": (Role.POSKO, "MABES"),
    "propam": (Role.PROPAM, "PROPAM-NT"),
    "auditor": (Role.AUDITOR, "MABES"),
    "system": (Role.SYSTEM, "MABES"),
    "accused": (Role.ADMIN, "SEK-MLU"),
    "stranger": (Role.ADMIN, "RES-KLP"),
}


@dataclass
class World:
    """What the tests ask for by name; ids and codes only, so that it outlives its session."""

    units: dict[str, int] = field(default_factory=dict)
    officers: dict[str, int] = field(default_factory=dict)
    accounts: dict[str, int] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=dict)  # name -> ticket code
    mentions: dict[str, int] = field(default_factory=dict)  # name of the case -> its first mention
    replies: dict[str, int] = field(default_factory=dict)  # name of the case -> its reply


@dataclass(frozen=True)
class Plan:
    """One case of the world."""

    name: str
    account: str
    text: str
    category: Category
    urgency: int
    about_officer: bool = False
    needs_triage: bool = False
    viral_band: int = 0
    age: timedelta = timedelta(minutes=20)
    drafted: bool = True


PLANS = (
    Plan(
        "waiting",
        "x",
        "@polres_melati jalan Kenanga ketutup pohon tumbang, telp saya 081234567890",
        Category.FALLEN_TREE,
        2,
    ),
    Plan(
        "emergency",
        "x",
        "@polres_melati tolong ada begal bawa parang di jembatan layang sekarang",
        Category.ROBBERY,
        3,
        age=timedelta(minutes=2),
    ),
    Plan(
        "unsure",
        "x",
        "@polres_melati tolong ditindak pak",
        Category.UNSPECIFIED,
        1,
        needs_triage=True,
        drafted=False,
    ),
    Plan(
        "late",
        "instagram",
        "motor saya hilang sejak empat bulan lalu belum ada kabar",
        Category.THEFT,
        2,
        age=timedelta(hours=30),
    ),
    Plan(
        "viral",
        "x",
        "@polres_melati balap liar tiap malam minggu di ring road, sudah ribuan yang lihat",
        Category.ILLEGAL_RACING,
        2,
        viral_band=3,
    ),
    Plan(
        "answered",
        "x",
        "@polres_melati lampu merah simpang lima mati dari pagi",
        Category.TRAFFIC,
        2,
        age=timedelta(hours=5),
    ),
    Plan(
        "closed",
        "x",
        "@polres_melati knalpot brong di depan sekolah",
        Category.NOISE_DISTURBANCE,
        1,
        age=timedelta(days=3),
    ),
    Plan("hotline", "whatsapp", "pak saya mau tanya syarat memperpanjang SIM A", Category.VEHICLE_PAPERS, 1),
    Plan("by_hand", "manual", "banjir setinggi lutut di depan pasar", Category.FLOOD, 2),
    Plan(
        "officer",
        "sector",
        "@polsek_melatiutara petugas di loket minta uang rokok biar cepat",
        Category.PUNGLI,
        2,
        about_officer=True,
    ),
    Plan("sector", "sector", "@polsek_melatiutara ada tawuran di lapangan desa", Category.PUBLIC_ORDER, 2),
    Plan("foreign", "foreign", "@polres_kelapa parkir liar di trotoar pasar", Category.ILLEGAL_PARKING, 1),
)


def build(session: Session, settings: Settings) -> World:
    """Everything, in the caller's transaction."""
    world, now = World(), utcnow()
    _units(session, world)
    _officers(session, world, now)
    _accounts(session, world, now)
    session.add_all(wording.default_templates())
    session.flush()
    for plan in PLANS:
        _case(session, world, plan, settings, now)
    _answer(session, world, "answered", now)
    _answer(session, world, "closed", now)
    casework.change_stage(
        session, _by_name(session, world, "closed"), Stage.DONE, now, world.officers["admin"]
    )
    return world


def _units(session: Session, world: World) -> None:
    def unit(code: str, name: str, kind: UnitKind, parent: str | None, **facts: object) -> None:
        above = session.get_one(Unit, world.units[parent]) if parent else None
        world.units[code] = add_unit(session, code=code, name=name, kind=kind, parent=above, **facts).id

    unit("MABES", "Mabes Polri", UnitKind.MABES, None)
    unit("DIVPROPAM", "Divpropam Polri", UnitKind.FUNCTION, "MABES", competence="propam")
    unit("DA-NT", "Polda Nusa Timur", UnitKind.POLDA, "MABES", timezone="Asia/Makassar")
    unit("PROPAM-NT", "Bidpropam Polda Nusa Timur", UnitKind.FUNCTION, "DA-NT", competence="propam")
    unit("RES-MLT", "Polres Kota Melati", UnitKind.POLRES, "DA-NT", timezone="Asia/Makassar")
    unit("SEK-MLU", "Polsek Melati Utara", UnitKind.POLSEK, "RES-MLT", timezone="Asia/Makassar")
    unit("DA-PB", "Polda Pulau Barat", UnitKind.POLDA, "MABES")
    unit("RES-KLP", "Polres Kelapa", UnitKind.POLRES, "DA-PB")


def _officers(session: Session, world: World, now: datetime) -> None:
    hashed = passwords.hash_password(PASSWORD)
    for login, (role, unit) in OFFICERS.items():
        officer = Officer(
            login=login,
            name=f"Petugas {login}",
            password_hash=hashed,
            role=role,
            unit_id=world.units[unit],
            created_at=now,
        )
        session.add(officer)
        session.flush()
        world.officers[login] = officer.id


def _accounts(session: Session, world: World, now: datetime) -> None:
    for name, channel, handle, unit in (
        ("x", Channel.X, "polres_melati", "RES-MLT"),
        ("instagram", Channel.INSTAGRAM, "polresmelati", "RES-MLT"),
        ("whatsapp", Channel.WHATSAPP, "hotline_melati", "RES-MLT"),
        ("manual", Channel.MANUAL, "meja_aduan", "RES-MLT"),
        ("sector", Channel.X, "polsek_melatiutara", "SEK-MLU"),
        ("foreign", Channel.X, "polres_kelapa", "RES-KLP"),
    ):
        account = Account(
            unit_id=world.units[unit],
            channel=channel,
            handle=handle,
            external_id=f"ext-{name}",
            next_poll_at=now,
            health=Health.OK,
            training_allowed=channel is not Channel.X,
        )
        session.add(account)
        session.flush()
        world.accounts[name] = account.id


def add_mention(
    session: Session,
    account: Account,
    text: str,
    created_at: datetime,
    author: str = "warga_2041",
    **facts: object,
) -> Mention:
    """One mention as the listener stores it, already assessed."""
    number = next(_ids)
    columns: dict[str, object] = {
        "kind": MentionKind.DIRECT if account.channel is Channel.WHATSAPP else MentionKind.MENTION,
        "external_id": f"post-{number}",
        "thread_id": f"thread-{number}",
        "context": [],
        "assessed_at": created_at,
        "verdict": Verdict.ACTIONABLE,
        **facts,
    }
    mention = Mention(
        channel=account.channel,
        account_id=account.id,
        unit_id=account.unit_id,
        text=text,
        text_masked=mask(text).text,
        author_handle=author,
        author_external_id=f"id-{author}",
        created_at=created_at,
        fetched_at=created_at,
        assess_after=created_at,
        **columns,
    )
    session.add(mention)
    session.flush()
    return mention


def _case(session: Session, world: World, plan: Plan, settings: Settings, now: datetime) -> None:
    account = session.get_one(Account, world.accounts[plan.account])
    quoted = {
        "external_id": "q-1",
        "text": "Terjadi lagi malam ini.",
        "author_handle": "kabar_melati",
        "created_at": now.isoformat(),
        "media_urls": [],
        "relation": "quoted",
    }
    mention = add_mention(
        session,
        account,
        plan.text,
        now - plan.age,
        context=[quoted] if plan.name == "unsure" else [],
        verdict=Verdict.UNSURE if plan.needs_triage else Verdict.ACTIONABLE,
    )
    unit = session.get_one(Unit, account.unit_id)
    owner = session.get_one(Unit, world.units["PROPAM-NT"]) if plan.about_officer else unit
    matter = Matter(
        plan.category, plan.urgency, plan.about_officer, False, plan.needs_triage, plan.viral_band
    )
    case = casework.open_case(
        session, mention, matter, owner, unit if plan.about_officer else None, settings.secret_key, now
    )
    if plan.urgency == Urgency.NOW:
        # The world outlives the five minutes of an emergency: the tests of a slow machine too.
        case.due_at = now + timedelta(hours=1)
        casework.refresh_attention(case)
    session.add(_assessment(mention, plan, now))
    world.cases[plan.name], world.mentions[plan.name] = case.code, mention.id
    if plan.drafted:
        kind = ReplyKind.EMERGENCY_CARD if plan.urgency == 3 else ReplyKind.ACKNOWLEDGEMENT
        text = wording.compose(session, case, unit, kind, mention.channel, settings)
        reply = outbox.draft(
            session,
            case,
            mention,
            kind,
            text.text,
            now,
            template_id=text.template_id,
            second_approval_needed=plan.about_officer or plan.viral_band >= 2,
        )
        assert reply is not None
        world.replies[plan.name] = reply.id


def _assessment(mention: Mention, plan: Plan, now: datetime) -> Assessment:
    return Assessment(
        mention_id=mention.id,
        model_version="uji-1",
        created_at=now,
        verdict=mention.verdict,
        p_actionable=0.9,
        kind=Kind.REPORT,
        p_kind=0.8,
        category=plan.category,
        p_category=0.88,
        urgency=plan.urgency,
        p_emergency=0.1,
        about_officer=plan.about_officer,
        p_about_officer=0.1,
        victim_sensitive=False,
        p_victim_sensitive=0.1,
        reasons=[{"words": plan.text.split()[2], "weight": 0.4}],
        similar=[{"id": "c-1", "text": "contoh laporan yang serupa", "kind": "report", "similarity": 0.7}],
    )


def _answer(session: Session, world: World, name: str, now: datetime) -> None:
    """Takes the case's reply all the way to the platform and back."""
    reply = session.get_one(Reply, world.replies[name])
    outbox.approve(
        session,
        reply,
        seen_hash=outbox.text_hash(reply.text),
        request_id=f"seed-{name}",
        officer_id=world.officers["admin"],
        now=now,
        hold=timedelta(),
        valid_for=timedelta(hours=1),
    )
    assert outbox.claim(session, reply.id, now, timedelta(seconds=30)) is not None
    outbox.sent(session, reply, f"ours-{name}", "", now, timedelta(seconds=20))
    outbox.confirmed(session, reply, now)


def _by_name(session: Session, world: World, name: str) -> Case:
    return find_case(session, world.cases[name])


def find_case(session: Session, code: str) -> Case:
    """The case with this ticket code, whoever may see it."""
    return session.query(Case).filter_by(code=code).one()
