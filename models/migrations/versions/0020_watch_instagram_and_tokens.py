"""watch what we publish on Instagram, and know when tokens end

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("timeline_looks") as batch_op:
        batch_op.add_column(sa.Column("bookmark", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.add_column(sa.Column("token_expires_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("accounts") as batch_op:
        batch_op.drop_column("token_expires_at")
    with op.batch_alter_table("timeline_looks") as batch_op:
        batch_op.drop_column("bookmark")
