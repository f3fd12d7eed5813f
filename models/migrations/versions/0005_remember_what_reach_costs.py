"""remember what reading reach costs, and what the forecast expects of a post

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OUTLOOK = ("watch_p_1h", "watch_p_72h", "watch_pace", "watch_left")


def upgrade() -> None:
    op.create_table(
        "reach_costs",
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("requests", BigId, nullable=False),
        sa.Column("readings", BigId, nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_reach_costs_account_id_accounts")
        ),
        sa.PrimaryKeyConstraint("account_id", "day", name=op.f("pk_reach_costs")),
    )
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        for name in OUTLOOK:
            batch_op.add_column(sa.Column(name, sa.Float(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("mentions", schema=None) as batch_op:
        for name in OUTLOOK:
            batch_op.drop_column(name)
    op.drop_table("reach_costs")
