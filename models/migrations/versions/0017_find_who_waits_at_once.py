"""find who waits at once

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

WAITS = "closed_at IS NULL AND first_answered_at IS NULL"
COUNTED = ["unit_id", "due_at", "first_mention_at", "about_officer", "accused_unit_id", "excused"]


def _index(columns: list[str]) -> None:
    op.drop_index("ix_cases_waiting", table_name="cases")
    where = sa.text(WAITS)
    op.create_index("ix_cases_waiting", "cases", columns, sqlite_where=where, postgresql_where=where)


def upgrade() -> None:
    _index(["closed_at", "first_answered_at", *COUNTED])


def downgrade() -> None:
    _index(COUNTED)
