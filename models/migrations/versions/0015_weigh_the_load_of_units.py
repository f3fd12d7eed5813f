"""weigh the load of units

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "unit_loads",
        sa.Column("unit_id", BigId, nullable=False, autoincrement=False),
        sa.Column("capacity", BigId, nullable=True),
        sa.Column("measured", BigId, nullable=True),
        sa.Column("measured_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passes_on", sa.String(length=40), nullable=False),
        sa.Column("overloaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_hand", sa.Boolean(), nullable=False),
        sa.Column("rest_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_unit_loads_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_loads")),
    )
    op.add_column("cases", sa.Column("expected_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("cases", "expected_at")
    op.drop_table("unit_loads")
