"""approve in bulk, and keep the versions of a standard text together

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def _moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "bulk_approvals",
        sa.Column("id", BigId, nullable=False),
        sa.Column("unit_id", BigId, nullable=False),
        sa.Column("template_id", BigId, nullable=False),
        sa.Column("group", sa.String(length=40), nullable=False),
        sa.Column("seen_event_id", BigId, nullable=False),
        sa.Column("prepared_by_id", BigId, nullable=False),
        _moment("prepared_at", nullable=False),
        sa.Column("decided_by_id", BigId, nullable=True),
        _moment("decided_at"),
        sa.Column("released", sa.Boolean(), nullable=True),
        _of("bulk_approvals", "unit_id", "units"),
        _of("bulk_approvals", "template_id", "reply_templates"),
        _of("bulk_approvals", "prepared_by_id", "officers"),
        _of("bulk_approvals", "decided_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_approvals")),
    )
    op.create_index("ix_bulk_approvals_open", "bulk_approvals", ["decided_at", "unit_id"])
    op.create_table(
        "bulk_lines",
        sa.Column("id", BigId, nullable=False),
        sa.Column("bulk_id", BigId, nullable=False),
        sa.Column("reply_id", BigId, nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        _of("bulk_lines", "bulk_id", "bulk_approvals"),
        _of("bulk_lines", "reply_id", "replies"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bulk_lines")),
        sa.UniqueConstraint("bulk_id", "reply_id", name=op.f("uq_bulk_lines_bulk_id_reply_id")),
    )
    op.create_index("ix_bulk_lines_reply_id", "bulk_lines", ["reply_id"])
    with op.batch_alter_table("reply_templates") as batch_op:
        batch_op.add_column(sa.Column("origin_id", BigId, nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_reply_templates_origin_id"), "reply_templates", ["origin_id"], ["id"]
        )
        batch_op.create_index("ix_reply_templates_origin_id", ["origin_id"])
    _join_versions()


def _join_versions() -> None:
    """Which version replaced which stood in the audit trail alone."""
    entries = sa.table(
        "audit_entries", *map(sa.column, ("id", "act", "subject")), sa.column("detail", sa.JSON)
    )
    templates = sa.table("reply_templates", sa.column("id"), sa.column("origin_id"))
    known = sa.select(entries.c.subject, entries.c.detail).where(entries.c.act == "template.edited")
    origin: dict[int, int] = {}
    for subject, detail in op.get_bind().execute(known.order_by(entries.c.id)):
        number, replaced = int(subject.partition(":")[2]), int(detail["replaces"])
        origin[number] = origin.get(replaced, replaced)
        op.execute(sa.update(templates).where(templates.c.id == number).values(origin_id=origin[number]))


def downgrade() -> None:
    with op.batch_alter_table("reply_templates") as batch_op:
        batch_op.drop_index("ix_reply_templates_origin_id")
        batch_op.drop_constraint(op.f("fk_reply_templates_origin_id"), type_="foreignkey")
        batch_op.drop_column("origin_id")
    op.drop_table("bulk_lines")
    op.drop_table("bulk_approvals")
