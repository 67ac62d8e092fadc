"""The shape of each database the log can lie in, as numbered steps that are never edited once released."""

from pathlib import Path


def sqlite_steps() -> tuple[str, ...]:
    """Return the SQL of every step for SQLite, in order; a database at version n has had the first n."""
    folder = Path(__file__).parent / "sqlite"
    return tuple(step.read_text("utf-8") for step in sorted(folder.glob("[0-9]*.sql")))
