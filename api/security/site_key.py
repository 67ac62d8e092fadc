"""The site key: the 32 random bytes under which patients become pseudonyms, in a file that only its owner reads."""

import os
import secrets
import stat
from pathlib import Path

from engine.errors import LogError
from engine.log.pseudonym import KEY_SIZE

_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class SiteKeyRefused(LogError):
    """The file of the site key cannot be used; the message names the file and never the key."""


def read_site_key(path: Path) -> bytes:
    """Return the site key, made first where there is no file; SiteKeyRefused where others may read it or it is no key.

    Any number of processes may start at once: the file appears whole, and all of them read the same key.
    """
    try:
        if not path.exists():
            _make(path)
        return _read(path)
    except OSError as problem:
        raise SiteKeyRefused(f"the site key {path} cannot be used: {problem.strerror}") from None


def _make(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        os.write(descriptor, secrets.token_bytes(KEY_SIZE))
        os.fsync(descriptor)
        _place(draft, path)
    finally:
        os.close(descriptor)
        draft.unlink()


def _place(draft: Path, path: Path) -> None:
    """Give the finished file its name, unless another process was first."""
    try:
        os.link(draft, path)
    except FileExistsError:
        return
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)  # else a power cut could take the name, and pseudonyms would begin anew
    finally:
        os.close(folder)


def _read(path: Path) -> bytes:
    # What is checked is the open file, which nobody can exchange for another in between.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise SiteKeyRefused(f"the site key {path} is not a file")
        if found.st_mode & _FOR_OTHERS:
            mode = stat.S_IMODE(found.st_mode)
            raise SiteKeyRefused(f"the site key {path} is open to others (mode {mode:04o}): chmod 600 {path}")
        key = os.read(descriptor, KEY_SIZE + 1)
    finally:
        os.close(descriptor)
    if len(key) != KEY_SIZE:
        raise SiteKeyRefused(f"the site key {path} is not {KEY_SIZE} bytes long: restore it from its backup")
    return key
