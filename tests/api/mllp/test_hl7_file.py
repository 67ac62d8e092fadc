"""hl7.yaml is read strictly, and what is wrong with it is told in one line, with its place."""

from pathlib import Path

import pytest

from api.hl7_file import hl7_file_of, read_hl7
from api.hl7_settings import Destination, Hl7File, Hl7FileRefused, Listen, Sender, Tls
from api.settings import Settings

WHOLE = b"""
listen:
  host: 0.0.0.0
  port: 6661
  production: false
  tls: {certificate: own.pem, key: own.key, authorities: /etc/ca.pem}
  connections: 8
  idle_seconds: 60
  frame_seconds: 5
  metrics_port: 9101
senders:
  - {application: HIS, facility: KUMC, certificate: HIS.example, charset: cp949, mode: off}
  - {application: LIS}
destinations:
  - id: his
    host: his.example
    port: 2575
    tls: {authorities: ca.pem}
    application: HIS
    facility: KUMC
    charset: cp949
    language: ko
    processing_id: T
"""


def refused(body: bytes) -> str:
    """Why a file is refused."""
    with pytest.raises(Hl7FileRefused) as error:
        read_hl7(body)
    assert "\n" not in str(error.value)
    return str(error.value).removeprefix("hl7.yaml: ")


def test_every_setting_is_read() -> None:
    assert read_hl7(WHOLE, Path("/etc/cds")) == Hl7File(
        Listen(
            host="0.0.0.0",  # noqa: S104
            port=6661,
            production=False,
            tls=Tls(Path("/etc/ca.pem"), Path("/etc/cds/own.pem"), Path("/etc/cds/own.key")),
            connections=8,
            idle_seconds=60,
            frame_seconds=5,
            metrics_port=9101,
        ),
        (Sender("HIS", "KUMC", "his.example", "cp949", "off"), Sender("LIS")),
        (Destination("his", "his.example", 2575, "HIS", "KUMC", Tls(Path("/etc/cds/ca.pem")), "cp949", "ko", "T"),),
    )


@pytest.mark.parametrize("body", [b"", b"{}", b"listen: {}", b"senders: []\ndestinations: []"])
def test_what_is_left_out_has_its_default(body: bytes) -> None:
    assert read_hl7(body) == Hl7File()


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"- a", "the file: is not a mapping"),
        (b"listen: [", "line 1: it is not YAML: expected the node content, but found '<stream end>'"),
        (b"listen: {porto: 1}", "listen/porto: there is no such setting"),
        (b"listen: {port: many}", "listen/port: is not written as it should be (ids: a-z, 0-9 and -; numbers: whole)"),
        (b"listen: {port: 99999}", "listen/port: is not from 0 to 65535"),
        (b"listen: {connections: 0}", "listen/connections: is not from 1 to 4096"),
        (b"listen: {tls: {authorities: a}}", "listen/tls: certificate and key are missing"),
        (b"listen: {tls: {authorities: a, key: k}}", "listen/tls: certificate and key go together"),
        (b"senders: [{facility: A}]", "senders/0/application: is missing"),
        (b"senders: [{application: A}, {application: A}]", "senders/1: the application and facility stand twice"),
        (
            b"senders: [{application: A, certificate: a.example}]",
            "senders/0/certificate: without listen/tls no certificate is ever seen",
        ),
        (
            b"destinations: [{id: a, host: his.example, port: 1, application: A}]",
            "destinations/0/tls: is missing, and decisions leave this machine only under TLS",
        ),
        (
            b"destinations:" + b"\n - {id: a, host: localhost, port: 1, application: A}" * 2,
            "destinations/1/id: the id stands twice",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place(body: bytes, told: str) -> None:
    assert refused(body) == told


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "localhost"])
def test_this_machine_is_listened_to_without_tls(host: str) -> None:
    Listen(host=host).refuse_open_address()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.1.2.3", "imaging.example"])  # noqa: S104
def test_others_are_listened_to_under_tls_alone(host: str) -> None:
    Listen(host=host, tls=Tls(Path("ca"))).refuse_open_address()
    with pytest.raises(Hl7FileRefused, match=f"^hl7.yaml: listen/host: {host} can be reached by others"):
        Listen(host=host).refuse_open_address()


def test_file_is_that_of_the_settings(tmp_path: Path) -> None:
    file = tmp_path / "hl7.yaml"
    assert hl7_file_of(Settings()) == Hl7File()
    with pytest.raises(Hl7FileRefused, match="cannot be read: No such file or directory"):
        hl7_file_of(Settings(hl7_file=file))
    file.write_bytes(b"listen: {port: 0}")
    assert hl7_file_of(Settings(hl7_file=file)) == Hl7File(Listen(port=0))


def test_anybody_is_a_sender_while_nobody_is_registered() -> None:
    assert Hl7File().sender_of("HIS", "KUMC") == Sender("HIS", "KUMC")


def test_registered_sender_is_found_by_what_it_calls_itself() -> None:
    his, lis = Sender("HIS", "KUMC"), Sender("LIS^1.2^ISO", "")
    file = Hl7File(senders=(his, lis))
    assert file.sender_of("HIS^1.2.3^ISO", "KUMC") == his
    assert file.sender_of("LIS^1.2^ISO", "") == lis
    assert file.sender_of("LIS", "") is None
    assert file.sender_of("HIS", "") is None


def test_sender_is_held_to_the_name_of_its_certificate() -> None:
    sender = Sender("HIS", certificate="his.example")
    assert sender.is_shown_by(frozenset({"other.example", "his.example"}))
    assert not sender.is_shown_by(frozenset({"other.example"}))
    assert not sender.is_shown_by(frozenset())
    assert Sender("HIS").is_shown_by(frozenset())
