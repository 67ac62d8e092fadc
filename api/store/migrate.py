"""Which version of the log's shape a database has, and how it comes to the present one."""

from contextlib import ExitStack

import apsw

from api.store.connect import Database, disk_errors
from api.store.filelock import FileLock
from api.store.migrations import sqlite_steps
from engine.errors import LogUnavailable

APPLICATION_ID = 0x49434453
PRESENT = len(sqlite_steps())


def version_of(connection: apsw.Connection) -> int:
    """Return how many steps a database has had, 0 for an empty one; LogUnavailable if it is not the log's."""
    application = connection.pragma("application_id")
    version = int(str(connection.pragma("user_version")))
    empty = not version and connection.execute("SELECT count(*) FROM sqlite_schema").fetchone() == (0,)
    if application != APPLICATION_ID and not (application == 0 and empty):
        raise LogUnavailable("the database is not a log of this program")
    return version


def check_present(connection: apsw.Connection) -> None:
    """Raise LogUnavailable if the database was brought to a newer shape, which an older program must not write."""
    version = int(str(connection.pragma("user_version")))
    if version != PRESENT:
        raise LogUnavailable(
            f"the log is at version {version}, this program at {PRESENT}: use the program that made it"
        )


def migrate(connection: apsw.Connection) -> None:
    """Bring a database to the present shape, all steps or none, however many processes try at once."""
    if version_of(connection) < PRESENT:
        connection.execute("BEGIN IMMEDIATE")
        try:
            for number in range(version_of(connection), PRESENT):
                connection.execute(sqlite_steps()[number])
            connection.pragma("application_id", APPLICATION_ID)
            connection.pragma("user_version", PRESENT)
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
    check_present(connection)


def bring_up(database: Database, lock: FileLock, patience: float) -> None:
    """Bring a database to the present shape, under its lock, which is closed where that cannot be done."""
    with ExitStack() as undo:
        undo.callback(lock.close)
        with lock.held_within(patience), disk_errors():
            connection = database.open_to_write()
            undo.callback(connection.close)
            migrate(connection)
            connection.close()
        undo.pop_all()
