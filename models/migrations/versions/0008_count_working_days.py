"""count working days

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

OLD = "uq_sla_policies_unit_id_group_urgency"
NEW = "uq_sla_policies_unit_id_category_group_urgency"


def _moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def upgrade() -> None:
    op.create_table(
        "case_clocks",
        sa.Column("id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        _moment("started_at", nullable=False),
        sa.Column("days", BigId, nullable=False),
        sa.Column("paused_days", BigId, nullable=False),
        _moment("due_at", nullable=False),
        _moment("paused_at"),
        sa.Column("pause_reason", sa.String(length=40), nullable=True),
        _moment("met_at"),
        _moment("lifted_at"),
        _moment("breached_at"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_clocks_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_clocks")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_case_clocks_case_id_kind")),
    )
    op.create_index("ix_case_clocks_running", "case_clocks", ["met_at", "due_at"])
    op.create_table(
        "send_pauses",
        sa.Column("id", BigId, nullable=False),
        sa.Column("target", sa.String(length=60), nullable=False),
        _moment("started_at", nullable=False),
        _moment("ended_at"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_send_pauses")),
    )
    op.create_index("ix_send_pauses_target", "send_pauses", ["target"])
    op.create_index("ix_send_pauses_ended_at", "send_pauses", ["ended_at"])
    with op.batch_alter_table("cases") as batch_op:
        batch_op.add_column(sa.Column("next_news_hours", BigId, nullable=False, server_default="72"))
        batch_op.add_column(_moment("followed_up_at"))
        batch_op.add_column(sa.Column("paused_seconds", BigId, nullable=False, server_default="0"))
    with op.batch_alter_table("sla_policies") as batch_op:
        batch_op.add_column(sa.Column("category", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("law", sa.String(length=40), nullable=True))
        batch_op.add_column(
            sa.Column("waits_for_citizen", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.drop_constraint(OLD, type_="unique")
        batch_op.create_unique_constraint(NEW, ["unit_id", "category", "group", "urgency"])


def downgrade() -> None:
    # Two policies may differ in the category alone, which the older tables cannot tell apart.
    op.execute(sa.text("DELETE FROM sla_policies WHERE category IS NOT NULL"))
    with op.batch_alter_table("sla_policies") as batch_op:
        batch_op.drop_constraint(NEW, type_="unique")
        batch_op.create_unique_constraint(OLD, ["unit_id", "group", "urgency"])
        batch_op.drop_column("waits_for_citizen")
        batch_op.drop_column("law")
        batch_op.drop_column("category")
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_column("paused_seconds")
        batch_op.drop_column("followed_up_at")
        batch_op.drop_column("next_news_hours")
    op.drop_table("send_pauses")
    op.drop_table("case_clocks")
