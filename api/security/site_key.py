"""The site key: the 32 random bytes under which patients become pseudonyms, in a file that only its owner reads."""

import secrets
from pathlib import Path

from api.security.key_file import KeyFileRefused, read_key_file
from engine.log.pseudonym import KEY_SIZE

_NAME = "the site key"


def read_site_key(path: Path) -> bytes:
    """Return the site key, made first where there is no file; KeyFileRefused where it cannot be used."""
    key = read_key_file(path, _NAME, lambda: secrets.token_bytes(KEY_SIZE), KEY_SIZE)
    if len(key) != KEY_SIZE:
        raise KeyFileRefused(f"{_NAME} {path} is not {KEY_SIZE} bytes long: restore it from its backup")
    return key
