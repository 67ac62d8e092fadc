"""A file of secret bytes, made once and whole, that only its owner reads."""

import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from engine.errors import LogError

_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class KeyFileRefused(LogError):
    """A file of a key that cannot be used; the message names the file and never the key."""


def read_key_file(path: Path, name: str, make: Callable[[], bytes], most: int) -> bytes:
    """Return what a key's file holds, up to `most` bytes and one more, made first where there is no file.

    Any number of processes may start at once: the file appears whole, and all of them read the same key. KeyFileRefused
    where others may read it, or it cannot be read.
    """
    try:
        if not path.exists():
            make_key_file(path, make())
        return _read(path, name, most)
    except OSError as problem:
        raise KeyFileRefused(f"{name} {path} cannot be used: {problem.strerror}") from None


def make_key_file(path: Path, key: bytes) -> None:
    """Make the file, unless another process was first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        os.fchmod(descriptor, 0o600)
        os.write(descriptor, key)
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
        os.fsync(folder)  # else a power cut could take the name, and what hangs on the key would begin anew
    finally:
        os.close(folder)


def _read(path: Path, name: str, most: int) -> bytes:
    # What is checked is the open file, which nobody can exchange for another in between.
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise KeyFileRefused(f"{name} {path} is not a file")
        if found.st_mode & _FOR_OTHERS:
            mode = stat.S_IMODE(found.st_mode)
            raise KeyFileRefused(f"{name} {path} is open to others (mode {mode:04o}): chmod 600 {path}")
        return os.read(descriptor, most + 1)
    finally:
        os.close(descriptor)
