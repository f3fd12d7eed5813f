"""send alerts to officers: addresses, deliveries, quiet hours, escalation

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
Moment = sa.DateTime(timezone=True)

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("officers") as batch_op:
        batch_op.add_column(sa.Column("quiet_from", sa.Time(), nullable=True))
        batch_op.add_column(sa.Column("quiet_until", sa.Time(), nullable=True))
    with op.batch_alter_table("alerts") as batch_op:
        batch_op.add_column(sa.Column("told_at", Moment, nullable=True))
        batch_op.add_column(sa.Column("told_unit_id", BigId, nullable=True))
        batch_op.add_column(sa.Column("level", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("escalate_at", Moment, nullable=True))
        batch_op.create_foreign_key("fk_alerts_told_unit_id", "units", ["told_unit_id"], ["id"])
        batch_op.create_index("ix_alerts_told_at", ["told_at"], unique=False)
        batch_op.create_index("ix_alerts_escalate_at", ["escalate_at"], unique=False)
    # What was raised before stands on the panel; nobody is woken for it afterwards.
    op.execute("UPDATE alerts SET told_at = raised_at")
    op.create_table(
        "alert_addresses",
        sa.Column("id", BigId, nullable=False),
        sa.Column("officer_id", BigId, nullable=True),
        sa.Column("unit_id", BigId, nullable=True),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("last_sent_at", Moment, nullable=True),
        sa.Column("last_error", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_alert_addresses_officer_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name=op.f("fk_alert_addresses_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_addresses")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_addresses_key")),
    )
    op.create_index("ix_alert_addresses_officer_id", "alert_addresses", ["officer_id"])
    op.create_index("ix_alert_addresses_unit_id", "alert_addresses", ["unit_id"])
    op.create_table(
        "alert_deliveries",
        sa.Column("id", BigId, nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("alert_id", BigId, nullable=True),
        sa.Column("officer_id", BigId, nullable=True),
        sa.Column("address_id", BigId, nullable=True),
        sa.Column("route", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment, nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.Column("sent_at", Moment, nullable=True),
        sa.Column("link_used_at", Moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["address_id"],
            ["alert_addresses.id"],
            name=op.f("fk_alert_deliveries_address_id"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["alert_id"], ["alerts.id"], name=op.f("fk_alert_deliveries_alert_id")),
        sa.ForeignKeyConstraint(["officer_id"], ["officers.id"], name=op.f("fk_alert_deliveries_officer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_deliveries_key")),
    )
    op.create_index("ix_alert_deliveries_due", "alert_deliveries", ["state", "due_at"])
    op.create_index("ix_alert_deliveries_alert_id", "alert_deliveries", ["alert_id"])
    op.create_index("ix_alert_deliveries_address_id", "alert_deliveries", ["address_id"])
    op.create_table(
        "sealed_keys",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("public", sa.String(), nullable=False),
        sa.Column("sealed", sa.String(), nullable=False),
        sa.Column("created_at", Moment, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_sealed_keys")),
    )


def downgrade() -> None:
    op.drop_table("sealed_keys")
    op.drop_table("alert_deliveries")
    op.drop_table("alert_addresses")
    with op.batch_alter_table("alerts") as batch_op:
        batch_op.drop_index("ix_alerts_escalate_at")
        batch_op.drop_index("ix_alerts_told_at")
        batch_op.drop_constraint("fk_alerts_told_unit_id", type_="foreignkey")
        for column in ("escalate_at", "level", "told_unit_id", "told_at"):
            batch_op.drop_column(column)
    with op.batch_alter_table("officers") as batch_op:
        batch_op.drop_column("quiet_until")
        batch_op.drop_column("quiet_from")
