"""Put the program together from its settings: guidelines, site, key and log."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from structlog.typing import FilteringBoundLogger

from api.advise import Advisor, Chance, Decider
from api.feed.drain import Drain
from api.feed.taking import Taking
from api.hl7_file import hl7_file_of
from api.ids import new_id
from api.library import Library, read_library
from api.security.sealing import Sealer
from api.security.site_key import read_site_key
from api.settings import Settings
from api.store.hl7_sqlite import SqliteHl7Store
from api.store.port import Log
from api.store.sqlite import SqliteLog
from engine.errors import LogUnavailable
from engine.log.pseudonym import key_id
from engine.log.record import SALT_SIZE, read_header
from fhir.bundle.site import SiteMap, read_site

_NEWEST = 100
"""So many records are looked at for the key that they were made under."""


def now() -> datetime:
    """Return the time, in UTC."""
    return datetime.now(UTC)


def library_of(settings: Settings) -> Library:
    """Return the guidelines at hand; GuidelineError where one is refused."""
    return read_library(settings.guidelines_dir, settings.guideline)


def decider_of(settings: Settings) -> Decider:
    """Return what decides; GuidelineError where the guidelines are refused."""
    return Decider(library_of(settings), now, settings.demo)


def site_of(settings: Settings, library: Library) -> SiteMap:
    """Return the site's local codes; the empty map where no file is set."""
    zone = ZoneInfo(settings.site_timezone)
    if settings.site_file is None:
        return SiteMap(zone=zone)
    return replace(read_site(settings.site_file.read_bytes(), library.facts), zone=zone)


@contextmanager
def log_of(settings: Settings) -> Iterator[SqliteLog]:
    """Open the log, making its folder first; LogUnavailable where it cannot be opened."""
    try:
        settings.database.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        message = f"the log's folder {settings.database.parent} cannot be made: {error.strerror}"
        raise LogUnavailable(message) from None
    with SqliteLog(settings.database, now) as log:
        yield log


@contextmanager
def drain_of(settings: Settings, advisor: Advisor, site: SiteMap, journal: FilteringBoundLogger) -> Iterator[Drain]:
    """Return what takes HL7 v2 messages in; LogUnavailable where their store cannot be opened."""
    file = hl7_file_of(settings)
    with SqliteHl7Store(settings.database, advisor.site_key, Sealer(advisor.site_key)) as store:
        yield Drain(Taking(advisor, store, site, file, lambda: now().astimezone(site.zone)), journal)


def _refuse_other_key(log: Log, key: bytes, file: Path) -> None:
    """Raise LogUnavailable where the newest patients of the log are pseudonyms of another site key, which was lost."""
    start = max(0, log.size() - _NEWEST)
    keys = [read_header(record.header).subject_key for record in log.records(start)]
    known = [each for each in keys if each is not None]
    if known and known[-1] != key_id(key):
        raise LogUnavailable(
            f"the log was written under another site key than {file}: restore that file from its backup"
        )


@contextmanager
def advisor_of(settings: Settings, decider: Decider, door: str = "cli") -> Iterator[Advisor]:
    """Return what decides and records, with every edition on record before its first decision."""
    with log_of(settings) as log:
        key = read_site_key(settings.key_file)
        _refuse_other_key(log, key, settings.key_file)
        advisor = Advisor(decider, log, key, Chance(new_id, lambda: os.urandom(SALT_SIZE)))
        advisor.record_editions(door)
        yield advisor
