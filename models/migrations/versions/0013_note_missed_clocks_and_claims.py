"""note missed clocks, and let claims go up the tree

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WAITS = "closed_at IS NULL AND first_answered_at IS NULL"
UNNOTED = "(answer_missed_at IS NULL OR answer_missed_at < due_at)"
NO_NEWS = "closed_at IS NULL AND (news_missed_at IS NULL OR news_missed_at < next_news_at)"
WAITING = ["unit_id", "due_at", "first_mention_at", "about_officer", "accused_unit_id"]

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def _moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _partial(name: str, columns: list[str], where: str) -> None:
    op.create_index(name, "cases", columns, sqlite_where=sa.text(where), postgresql_where=sa.text(where))


def upgrade() -> None:
    # Added one by one: a batch would copy a table of a million rows on SQLite.
    op.add_column("cases", _moment("answer_missed_at"))
    op.add_column("cases", _moment("news_missed_at"))
    op.add_column("cases", sa.Column("excused", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.drop_index("ix_cases_waiting", table_name="cases")
    _partial("ix_cases_waiting", [*WAITING, "excused"], WAITS)
    _partial("ix_cases_answer_unnoted", ["due_at"], f"{WAITS} AND {UNNOTED}")
    _partial("ix_cases_news_unnoted", ["next_news_at"], NO_NEWS)
    op.create_table(
        "breaches",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("deadline", sa.String(length=40), nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=True),
        sa.Column("request_id", BigId, nullable=True),
        _moment("due_at", nullable=False),
        _moment("noticed_at", nullable=False),
        _moment("met_at"),
        _moment("excused_at"),
        _of("breaches", "unit_id", "units"),
        _of("breaches", "case_id", "cases"),
        _of("breaches", "request_id", "data_requests"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breaches")),
        sa.UniqueConstraint("key", name=op.f("uq_breaches_key")),
    )
    for column in ("case_id", "request_id"):
        op.create_index(f"ix_breaches_{column}", "breaches", [column])
    op.create_index("ix_breaches_unit_due", "breaches", ["unit_id", "due_at"])
    _note_what_was_missed()
    op.create_table("claims", *_claims("claims"))
    op.execute(
        "INSERT INTO claims (id, matter, unit_id, case_id, claimed_by_id, claimed_at, evidence, tell,"
        " decided_by_id, decided_at, confirmed, reason)"
        " SELECT d.id, 'done', c.unit_id, d.case_id, d.claimed_by_id, d.claimed_at, d.evidence, d.tell,"
        " d.decided_by_id, d.decided_at, d.confirmed, d.reason"
        " FROM done_claims d JOIN cases c ON c.id = d.case_id"
    )
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SELECT setval(pg_get_serial_sequence('claims', 'id'), coalesce(max(id), 1)) FROM claims")
    for column in ("case_id", "breach_id", "account_id"):
        op.create_index(f"ix_claims_{column}", "claims", [column])
    op.create_index("ix_claims_open", "claims", ["decided_at", "case_id"])
    op.create_index("ix_claims_unit", "claims", ["unit_id", "decided_at"])
    op.drop_table("done_claims")


def _note_what_was_missed() -> None:
    """Late first answers and passed clocks of a law, by the unit that has the case now: more is not kept."""
    op.execute(
        "INSERT INTO breaches (key, deadline, unit_id, case_id, due_at, noticed_at)"
        " SELECT 'first_answer:' || id, 'first_answer', unit_id, id, due_at, due_at FROM cases"
        " WHERE first_answered_at > due_at AND merged_into_id IS NULL"
    )
    op.execute(
        "INSERT INTO breaches (key, deadline, unit_id, case_id, due_at, noticed_at)"
        " SELECT k.kind || ':' || k.case_id, k.kind, c.unit_id, k.case_id, k.due_at, k.breached_at"
        " FROM case_clocks k JOIN cases c ON c.id = k.case_id WHERE k.breached_at IS NOT NULL"
    )


def _claims(table: str) -> list[sa.Column[object] | sa.Constraint]:
    upward = table == "claims"
    columns: list[sa.Column[object]] = [
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=upward),
        sa.Column("claimed_by_id", BigId, nullable=False),
        _moment("claimed_at", nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("tell", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", BigId, nullable=True),
        _moment("decided_at"),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
    ]
    keys = [("case_id", "cases"), ("claimed_by_id", "officers"), ("decided_by_id", "officers")]
    if upward:
        columns += [
            sa.Column("matter", sa.String(length=40), nullable=False),
            sa.Column("unit_id", BigId, nullable=False),
            sa.Column("breach_id", BigId, nullable=True),
            sa.Column("account_id", BigId, nullable=True),
        ]
        keys += [("unit_id", "units"), ("breach_id", "breaches"), ("account_id", "accounts")]
    return [
        *columns,
        *(_of(table, column, target) for column, target in keys),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def downgrade() -> None:
    op.create_table("done_claims", *_claims("done_claims"))
    op.execute(
        "INSERT INTO done_claims (id, case_id, claimed_by_id, claimed_at, evidence, tell, decided_by_id,"
        " decided_at, confirmed, reason)"
        " SELECT id, case_id, claimed_by_id, claimed_at, evidence, tell, decided_by_id, decided_at,"
        " confirmed, reason FROM claims WHERE matter = 'done'"
    )
    op.create_index("ix_done_claims_case_id", "done_claims", ["case_id"])
    op.create_index("ix_done_claims_open", "done_claims", ["decided_at", "case_id"])
    op.drop_table("claims")
    op.drop_table("breaches")
    for index in ("ix_cases_news_unnoted", "ix_cases_answer_unnoted", "ix_cases_waiting"):
        op.drop_index(index, table_name="cases")
    for column in ("excused", "news_missed_at", "answer_missed_at"):
        op.drop_column("cases", column)
    _partial("ix_cases_waiting", WAITING, WAITS)
