"""share the line for assessment and the inbox

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

UNASSESSED = sa.text("assessed_at IS NULL")


def upgrade() -> None:
    op.drop_index("ix_mentions_unassessed", table_name="mentions")
    op.add_column("mentions", sa.Column("assess_rank", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE mentions SET assess_rank = assess_after")
    with op.batch_alter_table("mentions") as batch_op:
        batch_op.alter_column("assess_rank", existing_type=sa.DateTime(timezone=True), nullable=False)
        batch_op.create_index("ix_mentions_unassessed", ["assessed_at", "assess_rank"], unique=False)
        batch_op.create_index(
            "ix_mentions_unassessed_of",
            ["account_id", "id"],
            unique=False,
            sqlite_where=UNASSESSED,
            postgresql_where=UNASSESSED,
        )
    for name in ("second_hand", "crowded"):
        op.add_column("cases", sa.Column(name, sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    op.drop_column("cases", "crowded")
    op.drop_column("cases", "second_hand")
    with op.batch_alter_table("mentions") as batch_op:
        batch_op.drop_index("ix_mentions_unassessed_of")
        batch_op.drop_index("ix_mentions_unassessed")
        batch_op.drop_column("assess_rank")
        batch_op.create_index("ix_mentions_unassessed", ["assessed_at", "assess_after"], unique=False)
