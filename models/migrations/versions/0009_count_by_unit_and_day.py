"""count by unit and day

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

WAITS = sa.text("closed_at IS NULL AND first_answered_at IS NULL")
COUNTS = ("came", "answered", "in_time", "followed", *(f"wait_{n}" for n in range(10)))


def upgrade() -> None:
    op.create_table(
        "unit_days",
        sa.Column("unit_id", BigId, nullable=False, autoincrement=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_days_unit_id_units")),
        sa.PrimaryKeyConstraint("unit_id", "day", name=op.f("pk_unit_days")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stale_unit_days",
        sa.Column("id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_stale_unit_days_unit_id_units")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stale_unit_days")),
    )
    op.create_index("ix_cases_unit_came", "cases", ["unit_id", "first_mention_at"])
    op.create_index(
        "ix_cases_waiting",
        "cases",
        ["unit_id", "due_at", "first_mention_at", "about_officer", "accused_unit_id"],
        sqlite_where=WAITS,
        postgresql_where=WAITS,
    )
    op.create_index("ix_mentions_account_created", "mentions", ["account_id", "created_at"])
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.add_column(sa.Column("verified", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("usual_per_day", sa.Float(), nullable=True))
        batch_op.add_column(sa.Column("usual_at", sa.DateTime(timezone=True), nullable=True))
    # The service counts these days once it runs.
    op.execute(
        sa.text("INSERT INTO stale_unit_days (unit_id, at) SELECT unit_id, first_mention_at FROM cases")
    )


def downgrade() -> None:
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.drop_column("usual_at")
        batch_op.drop_column("usual_per_day")
        batch_op.drop_column("verified")
    op.drop_index("ix_mentions_account_created", table_name="mentions")
    op.drop_index("ix_cases_waiting", table_name="cases")
    op.drop_index("ix_cases_unit_came", table_name="cases")
    op.drop_table("stale_unit_days")
    op.drop_table("unit_days")
