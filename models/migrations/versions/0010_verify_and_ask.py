"""verify what is done and ask the citizen

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def _moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "done_claims",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("claimed_by_id", BigId, nullable=False),
        _moment("claimed_at", nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("tell", sa.Boolean(), nullable=False),
        sa.Column("decided_by_id", BigId, nullable=True),
        _moment("decided_at"),
        sa.Column("confirmed", sa.Boolean(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        _of("done_claims", "case_id", "cases"),
        _of("done_claims", "claimed_by_id", "officers"),
        _of("done_claims", "decided_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_done_claims")),
    )
    op.create_index("ix_done_claims_case_id", "done_claims", ["case_id"])
    op.create_index("ix_done_claims_open", "done_claims", ["decided_at", "case_id"])
    op.create_table(
        "satisfactions",
        sa.Column("case_id", BigId, nullable=False, autoincrement=False),
        sa.Column("score", BigId, nullable=False),
        sa.Column("words_masked", sa.String(), nullable=False),
        _moment("at", nullable=False),
        _of("satisfactions", "case_id", "cases"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_satisfactions")),
    )
    op.create_index("ix_satisfactions_at", "satisfactions", ["at"])
    op.create_table(
        "contact_details",
        sa.Column("case_id", BigId, nullable=False, autoincrement=False),
        sa.Column("sealed", sa.String(), nullable=False),
        _moment("at", nullable=False),
        _of("contact_details", "case_id", "cases"),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_contact_details")),
    )
    op.create_table(
        "tombstones",
        sa.Column("key", sa.String(length=64), nullable=False),
        _moment("erased_at", nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_tombstones")),
    )
    with op.batch_alter_table("data_requests") as batch_op:
        batch_op.add_column(sa.Column("prepared_by_id", BigId, nullable=True))
        batch_op.add_column(_moment("prepared_at"))
        batch_op.create_foreign_key(
            op.f("fk_data_requests_prepared_by_id"), "officers", ["prepared_by_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("data_requests") as batch_op:
        batch_op.drop_constraint(op.f("fk_data_requests_prepared_by_id"), type_="foreignkey")
        batch_op.drop_column("prepared_at")
        batch_op.drop_column("prepared_by_id")
    for table in ("tombstones", "contact_details", "satisfactions", "done_claims"):
        op.drop_table(table)
