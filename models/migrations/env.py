"""Alembic's entry: the connection comes from the caller (`models.migrate`)."""

from alembic import context

from models.records import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
