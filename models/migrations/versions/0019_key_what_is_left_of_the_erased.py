"""key what is left of erased messages with the installation's secret

Revision ID: 0019
Revises: 0018
"""

import hashlib
import hmac

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

PREFIX = "erased:"
TOMBSTONES = sa.table("tombstones", sa.column("key"))
NAMED = [sa.table(name, sa.column("external_id")) for name in ("inbound_events", "mentions")]


def upgrade() -> None:
    """Lays the key over each plain hash; where nothing was erased no key is needed."""
    connection = op.get_bind()
    keys = connection.execute(sa.select(TOMBSTONES.c.key)).scalars().all()
    names = {table: _erased(connection, table) for table in NAMED}
    if not (keys or any(names.values())):
        return
    from models.settings import load_settings

    secret = load_settings().secret_key
    if not secret:
        raise RuntimeError(
            "TANGGAP_SECRET_KEY is not set, and what is left of the erased must be keyed with it"
        )
    for key in keys:
        new = _keyed(secret, key)
        connection.execute(sa.update(TOMBSTONES).where(TOMBSTONES.c.key == key).values(key=new))
    for table, found in names.items():
        for name in found:
            new = PREFIX + _keyed(secret, name.removeprefix(PREFIX))
            connection.execute(sa.update(table).where(table.c.external_id == name).values(external_id=new))


def downgrade() -> None:
    """What was keyed stays so: the plain hash cannot be told from it."""


def _erased(connection: sa.Connection, table: sa.TableClause) -> list[str]:
    names = sa.select(table.c.external_id).where(table.c.external_id.startswith(PREFIX))
    return list(connection.execute(names).scalars())


def _keyed(secret: str, plain: str) -> str:
    return hmac.new(secret.encode(), f"erased:{plain}".encode(), hashlib.sha256).hexdigest()
