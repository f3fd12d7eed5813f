from sqlalchemy import inspect

from models import migrate
from models.database import Database
from models.records import Base


def test_it_upgrades_from_empty_to_what_the_records_say(empty_database: Database) -> None:
    migrate.upgrade(empty_database)

    assert migrate.differences(empty_database) == []
    current, newest = migrate.revisions(empty_database)
    assert current == newest


def test_it_downgrades_to_nothing(empty_database: Database) -> None:
    migrate.upgrade(empty_database)
    migrate.downgrade(empty_database)

    assert not set(inspect(empty_database.engine).get_table_names()) & set(Base.metadata.tables)


def test_upgrading_twice_changes_nothing(empty_database: Database) -> None:
    migrate.upgrade(empty_database)
    before = sorted(inspect(empty_database.engine).get_table_names())
    migrate.upgrade(empty_database)

    assert sorted(inspect(empty_database.engine).get_table_names()) == before
