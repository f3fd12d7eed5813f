"""suggest where a case belongs

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "route_suggestions",
        sa.Column("case_id", BigId, nullable=False, autoincrement=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("region", sa.String(length=300), nullable=False),
        sa.Column("competence", sa.String(length=20), nullable=False),
        sa.Column("above", sa.Boolean(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_route_suggestions_case_id_cases")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_route_suggestions_unit_id_units")),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_route_suggestions")),
    )
    with op.batch_alter_table("route_suggestions") as batch_op:
        batch_op.create_index(batch_op.f("ix_route_suggestions_unit_id"), ["unit_id"], unique=False)


def downgrade() -> None:
    op.drop_table("route_suggestions")
