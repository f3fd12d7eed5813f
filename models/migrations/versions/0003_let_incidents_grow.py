"""let incidents grow: keys to find them by, forecasts of the whole, moves made by hand

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Json = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("incidents", sa.Column("viral_band", BigId, nullable=False, server_default="0"))
    op.add_column("cases", sa.Column("likeness", sa.Float(), nullable=True))
    op.create_table(
        "incident_keys",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("mention_id", BigId, nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_incident_keys_case_id")),
        sa.ForeignKeyConstraint(["mention_id"], ["mentions.id"], name=op.f("fk_incident_keys_mention_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_keys")),
        sa.UniqueConstraint("key", "case_id", name=op.f("uq_incident_keys_key_case_id")),
    )
    op.create_index("ix_incident_keys_found", "incident_keys", ["key", "last_at"])
    op.create_index(op.f("ix_incident_keys_case_id"), "incident_keys", ["case_id"])
    op.create_index(op.f("ix_incident_keys_mention_id"), "incident_keys", ["mention_id"])
    op.create_index(op.f("ix_incident_keys_last_at"), "incident_keys", ["last_at"])
    op.create_table(
        "incident_forecasts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("incident_id", BigId, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("model_version", sa.String(length=80), nullable=False),
        sa.Column("calibrated", sa.Boolean(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("posts", BigId, nullable=False),
        sa.Column("reach", sa.Float(), nullable=False),
        sa.Column("threshold", BigId, nullable=False),
        sa.Column("p_1h", sa.Float(), nullable=False),
        sa.Column("p_6h", sa.Float(), nullable=False),
        sa.Column("p_24h", sa.Float(), nullable=False),
        sa.Column("p_72h", sa.Float(), nullable=False),
        sa.Column("size_low", sa.Float(), nullable=False),
        sa.Column("size_mid", sa.Float(), nullable=False),
        sa.Column("size_high", sa.Float(), nullable=False),
        sa.Column("band", BigId, nullable=False),
        sa.Column("reasons", Json, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f("fk_incident_forecasts_incident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_forecasts")),
    )
    op.create_index("ix_incident_forecasts_newest", "incident_forecasts", ["incident_id", "created_at"])
    op.create_table(
        "incident_moves",
        sa.Column("id", BigId, nullable=False),
        sa.Column("act", sa.String(length=32), nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("before_id", BigId, nullable=True),
        sa.Column("after_id", BigId, nullable=True),
        sa.Column("officer_id", BigId, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_incident_moves_case_id")),
        sa.ForeignKeyConstraint(["before_id"], ["incidents.id"], name=op.f("fk_incident_moves_before_id")),
        sa.ForeignKeyConstraint(["after_id"], ["incidents.id"], name=op.f("fk_incident_moves_after_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_incident_moves_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident_moves")),
    )
    op.create_index(op.f("ix_incident_moves_act"), "incident_moves", ["act"])
    op.create_index(op.f("ix_incident_moves_case_id"), "incident_moves", ["case_id"])


def downgrade() -> None:
    op.drop_table("incident_moves")
    op.drop_table("incident_forecasts")
    op.drop_table("incident_keys")
    with op.batch_alter_table("cases") as batch_op:
        batch_op.drop_column("likeness")
    with op.batch_alter_table("incidents") as batch_op:
        batch_op.drop_column("viral_band")
