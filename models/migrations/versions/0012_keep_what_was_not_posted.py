"""keep what was not posted

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

BigId = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def _moment(name: str, nullable: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _of(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "shadow_modes",
        sa.Column("id", BigId, nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        _moment("began_at", nullable=False),
        sa.Column("began_by_id", BigId, nullable=False),
        sa.Column("end_reason", sa.String(length=300), nullable=False),
        _moment("end_asked_at"),
        sa.Column("end_asked_by_id", BigId, nullable=True),
        _moment("ended_at"),
        sa.Column("ended_by_id", BigId, nullable=True),
        _of("shadow_modes", "began_by_id", "officers"),
        _of("shadow_modes", "end_asked_by_id", "officers"),
        _of("shadow_modes", "ended_by_id", "officers"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_modes")),
    )
    still_on = sa.text("ended_at IS NULL")
    op.create_index(
        "ix_shadow_modes_on",
        "shadow_modes",
        ["target"],
        unique=True,
        sqlite_where=still_on,
        postgresql_where=still_on,
    )
    op.create_table(
        "shadow_posts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("reply_id", BigId, nullable=False),
        sa.Column("case_id", BigId, nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        _moment("at", nullable=False),
        _of("shadow_posts", "reply_id", "replies"),
        _of("shadow_posts", "case_id", "cases"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shadow_posts")),
    )
    op.create_index("ix_shadow_posts_reply_id", "shadow_posts", ["reply_id"])
    op.create_index("ix_shadow_posts_case_id", "shadow_posts", ["case_id"])
    op.create_table(
        "hand_posts",
        sa.Column("id", BigId, nullable=False),
        sa.Column("account_id", BigId, nullable=False),
        sa.Column("mention_id", BigId, nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=False),
        sa.Column("text_masked", sa.String(), nullable=False),
        sa.Column("url", sa.String(length=500), nullable=False),
        _moment("posted_at", nullable=False),
        _of("hand_posts", "account_id", "accounts"),
        _of("hand_posts", "mention_id", "mentions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_posts")),
        sa.UniqueConstraint("account_id", "external_id", name=op.f("uq_hand_posts_account_id_external_id")),
    )
    op.create_index("ix_hand_posts_mention_id", "hand_posts", ["mention_id"])


def downgrade() -> None:
    for table in ("hand_posts", "shadow_posts", "shadow_modes"):
        op.drop_table(table)
