"""The site key is made once, whole, for its owner alone, and is refused where it is anything else."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from api.security.key_file import KeyFileRefused, make_key_file
from api.security.site_key import read_site_key


def test_key_is_made_at_first_start_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "site.key"
    before = os.umask(0)
    try:
        key = read_site_key(file)
    finally:
        os.umask(before)
    assert (len(key), file.read_bytes()) == (32, key)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [each.name for each in file.parent.iterdir()] == ["site.key"]


def test_key_stays_the_same(tmp_path: Path) -> None:
    assert read_site_key(tmp_path / "k") == read_site_key(tmp_path / "k")
    assert read_site_key(tmp_path / "k") != read_site_key(tmp_path / "other")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610, 0o601])
def test_key_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "k"
    read_site_key(file)
    file.chmod(mode)
    with pytest.raises(KeyFileRefused) as refused:
        read_site_key(file)
    assert str(refused.value) == f"the site key {file} is open to others (mode {mode:04o}): chmod 600 {file}"


@pytest.mark.parametrize("size", [0, 31, 33, 64])
def test_key_of_another_size_is_refused(tmp_path: Path, size: int) -> None:
    file = tmp_path / "k"
    file.write_bytes(bytes(size))
    file.chmod(0o600)
    with pytest.raises(KeyFileRefused) as refused:
        read_site_key(file)
    assert str(refused.value) == f"the site key {file} is not 32 bytes long: restore it from its backup"


def test_folder_in_place_of_the_key_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KeyFileRefused) as refused:
        read_site_key(tmp_path)
    assert str(refused.value) == f"the site key {tmp_path} is not a file"


def test_key_where_no_file_can_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(KeyFileRefused) as refused:
        read_site_key(tmp_path / "file" / "k")
    assert str(refused.value) == f"the site key {tmp_path / 'file' / 'k'} cannot be used: File exists"


def test_processes_that_start_at_once_read_one_key(tmp_path: Path) -> None:
    # Each waits for the others' start, so that all find no file.
    script = (
        "import sys; from pathlib import Path; from api.security.site_key import read_site_key;"
        "sys.stdin.read(1); print(read_site_key(Path(sys.argv[1])).hex())"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "k")]
    started = [
        subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[3]
        )
        for _ in range(6)
    ]
    for process in started:
        assert process.stdin is not None
        process.stdin.write("x")
        process.stdin.flush()
    keys = [process.communicate()[0].strip() for process in started]
    assert keys == [(tmp_path / "k").read_bytes().hex()] * 6


def test_key_that_another_process_made_first_is_kept(tmp_path: Path) -> None:
    key = read_site_key(tmp_path / "k")
    make_key_file(tmp_path / "k", bytes(32))
    assert read_site_key(tmp_path / "k") == key
    assert [each.name for each in tmp_path.iterdir()] == ["k"]
