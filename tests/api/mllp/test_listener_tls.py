"""Under TLS both sides show who they are, and whoever does not is not heard."""

import socket
import ssl
import warnings
from dataclasses import replace
from pathlib import Path

import pytest

from api.hl7_settings import Hl7FileRefused, Tls
from api.mllp.limits import Limits
from api.mllp.tls import client_context, names_of, server_context
from tests.api.mllp.certificates import Authority, authority, client
from tests.api.mllp.listening import GENTLE, Running, Speaking, acknowledgement, message, mllp


def listening(own: Tls, loop: str, limits: Limits = GENTLE) -> Running:
    """A listener under TLS."""
    return Running(limits, server_context(own), loop)


def is_refused(running: Running, context: ssl.SSLContext | None) -> bool:
    """Whether a sender that connects with this gets no answer."""
    try:
        with Speaking(running.address, context) as speaking:
            speaking.send(mllp(message("1")))
            return speaking.answers(1) == []
    except OSError:
        return True


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_who_cannot_be_trusted_is_not_heard(own: Tls, sender: Tls, tmp_path: Path, loop: str) -> None:
    stranger = authority(tmp_path / "other").vouch("his", "his.example")
    old = client(sender)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        old.minimum_version = old.maximum_version = ssl.TLSVersion.TLSv1_1
    old.set_ciphers("ALL:@SECLEVEL=0")
    trusting = replace(sender, certificate=None)
    other = client(trusting)
    assert stranger.certificate is not None
    other.load_cert_chain(stranger.certificate, stranger.key)
    with listening(own, loop) as running:
        assert is_refused(running, client(trusting))
        assert is_refused(running, other)
        assert is_refused(running, old)
        assert is_refused(running, None)
        with Speaking(running.address, client(sender)) as speaking:
            assert speaking.ask(message("2")) == acknowledgement("AA", "2")
    assert running.kept.bodies == [message("2")]
    assert running.counts.ends("handshake") == 4
    assert running.lines("hl7-connection-ended")[0]["error"] == "PEER_DID_NOT_RETURN_A_CERTIFICATE"


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_sender_that_trusts_another_does_not_speak_to_us(own: Tls, tmp_path: Path, loop: str) -> None:
    with listening(own, loop) as running, pytest.raises(ssl.SSLCertVerificationError):
        Speaking(running.address, client(authority(tmp_path / "other").vouch("his")))


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_handshake_has_its_time_and_the_oldest_makes_room(own: Tls, sender: Tls, loop: str) -> None:
    with listening(own, loop, replace(GENTLE, handshakes=2, handshake_seconds=0.3)) as running:
        silent = [socket.create_connection(running.address, 20) for _ in range(5)]
        with Speaking(running.address, client(sender)) as speaking:
            assert speaking.ask(message("1")) == acknowledgement("AA", "1")
        for each in silent:
            try:
                assert each.recv(1) == b""
            except ConnectionError:
                continue
            finally:
                each.close()
    errors = [line["error"] for line in running.lines("hl7-connection-ended")]
    assert len(errors) == 5
    assert errors.count("no-time-left") >= 3


@pytest.mark.parametrize("loop", ["uvloop", "asyncio"])
def test_handshake_does_not_keep_the_listener_from_stopping(own: Tls, loop: str) -> None:
    with listening(own, loop) as running, socket.create_connection(running.address, 20):
        running.stop()
        running.wait()


def test_names_are_those_of_the_alternatives_or_else_the_common_name(own: Tls, trusted: Authority) -> None:
    with listening(own, "uvloop") as running:
        for tls in (trusted.vouch("one", "HIS.example", "10.0.0.1"), trusted.vouch("Two")):
            with Speaking(running.address, client(tls)) as speaking:
                speaking.ask(message("1"))
    names = [frame.names for portion in running.kept.portions for frame in portion]
    assert names == [{"his.example", "10.0.0.1"}, {"two"}]


@pytest.mark.parametrize("certificate", [None, {}, {"subject": "odd"}, {"subjectAltName": ()}])
def test_certificate_without_names_has_none(certificate: dict[str, object] | None) -> None:
    assert names_of(certificate) == frozenset()


def test_files_that_cannot_be_used_are_named(own: Tls, tmp_path: Path) -> None:
    junk = tmp_path / "junk.pem"
    junk.write_text("no certificate")
    absent = tmp_path / "absent.pem"
    for tls, told in (
        (replace(own, authorities=junk), f"listen/tls/authorities: {junk} cannot be read: is not what it should be"),
        (
            replace(own, authorities=absent),
            f"listen/tls/authorities: {absent} cannot be read: No such file or directory",
        ),
        (
            replace(own, certificate=junk),
            f"listen/tls/certificate or key: {junk} cannot be read: is not what it should be",
        ),
    ):
        with pytest.raises(Hl7FileRefused) as error:
            server_context(tls)
        assert str(error.value) == f"hl7.yaml: {told}"
    with pytest.raises(Hl7FileRefused, match="destinations/0/tls/authorities"):
        client_context(replace(own, authorities=junk), "destinations/0/tls")
