from pathlib import Path

from alembic.script import ScriptDirectory
from sqlalchemy import inspect

from models import migrate
from models.database import Database
from models.records import Base
from models.revisions import newest, revisions


def test_it_upgrades_from_empty_to_what_the_records_say(empty_database: Database) -> None:
    migrate.upgrade(empty_database)

    assert migrate.differences(empty_database) == []
    assert revisions(empty_database) == (newest(), newest())


def test_the_newest_revision_is_the_one_that_alembic_goes_to(empty_database: Database) -> None:
    assert revisions(empty_database) == (None, newest())
    scripts = ScriptDirectory(str(Path(migrate.__file__).parent / "migrations"))
    assert newest() == scripts.get_current_head()


def test_it_downgrades_to_nothing(empty_database: Database) -> None:
    migrate.upgrade(empty_database)
    migrate.downgrade(empty_database)

    assert not set(inspect(empty_database.engine).get_table_names()) & set(Base.metadata.tables)


def test_upgrading_twice_changes_nothing(empty_database: Database) -> None:
    migrate.upgrade(empty_database)
    before = sorted(inspect(empty_database.engine).get_table_names())
    migrate.upgrade(empty_database)

    assert sorted(inspect(empty_database.engine).get_table_names()) == before
