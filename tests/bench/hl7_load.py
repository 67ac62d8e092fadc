"""A client that sends invented HL7 v2 orders over MLLP, and says how many a second were answered."""

import socket
import time
from collections.abc import Iterator, Sequence

BEGINS, ENDS = b"\x0b", b"\x1c\r"
ACCEPTED = b"MSA|AA|"
_SECONDS = 60
_CHUNK = 1 << 16


def orders(first: int, count: int) -> list[bytes]:
    """Return orders of a chest CT, about 700 bytes each, of as many patients; all invented."""
    return [_order(number) for number in range(first, first + count)]


def _order(number: int) -> bytes:
    segments = (
        f"MSH|^~\\&|HIS|INVENTED|CDS|INVENTED|20200407120000+0900||ORM^O01^ORM_O01|{number}|P|2.5.1||||||UNICODE UTF-8",
        f"PID|1||{number:08d}^^^INVENTED^MR||INVENTED^BENCH^{number}||19610302|F",
        f"PV1|1|E|ER^01^1^INVENTED||||9001^INVENTED^PHYSICIAN|||||||||||E|V{number}^^^INVENTED^VN",
        f"ORC|NW|O{number}^HIS||||||^^^^^S|20200407115900+0900|||9001^INVENTED^PHYSICIAN",
        f"OBR|1|O{number}^HIS||24627-2^Chest CT^LN|||20200407115900+0900||||||fever, cough||||||||||CT|||^^^^^S",
        "DG1|1||U07.2^COVID-19, virus not identified^I10||20200407115000+0900|W",
        "OBX|1|NM|59408-5^SpO2^LN||97|%^percent^UCUM|||||F|||20200407114000+0900",
        "OBX|2|NM|9279-1^Respiratory rate^LN||18|/min^per minute^UCUM|||||F|||20200407114000+0900",
        "OBX|3|CE|95419-8^Symptomatic^LN||Y^Yes^HL70136||||||F|||20200407114000+0900",
        "",
    )
    return "\r".join(segments).encode()


class Sender:
    """One system that sends to a port of this machine."""

    def __init__(self, port: int) -> None:
        self._port = port

    def in_turn(self, messages: Sequence[bytes]) -> float:
        """Send each after the one before was answered, on one connection; return how many a second."""
        began = time.perf_counter()
        with self._connected() as connection:
            for message in messages:
                connection.sendall(BEGINS + message + ENDS)
                _check(next(_answers(connection)))
        return len(messages) / (time.perf_counter() - began)

    def steadily(self, messages: Sequence[bytes], a_second: int) -> list[float]:
        """Send at a rate, or as soon as the one before was answered; return the milliseconds to each answer."""
        taken = []
        began = time.perf_counter()
        with self._connected() as connection:
            for number, message in enumerate(messages):
                due = began + number / a_second
                time.sleep(max(0.0, due - time.perf_counter()))
                connection.sendall(BEGINS + message + ENDS)
                _check(next(_answers(connection)))
                taken.append((time.perf_counter() - due) * 1000)
        return taken

    def connecting_anew(self, messages: Sequence[bytes]) -> float:
        """Send each on a connection of its own; return how many a second."""
        began = time.perf_counter()
        for message in messages:
            with self._connected() as connection:
                connection.sendall(BEGINS + message + ENDS)
                _check(next(_answers(connection)))
        return len(messages) / (time.perf_counter() - began)

    def pipelined(self, messages: Sequence[bytes], ahead: int) -> float:
        """Send so many ahead of the answers, on one connection; return how many a second."""
        began = time.perf_counter()
        with self._connected() as connection:
            answers = _answers(connection)
            for first in range(0, len(messages), ahead):
                several = messages[first : first + ahead]
                connection.sendall(b"".join(BEGINS + each + ENDS for each in several))
                for _ in several:
                    _check(next(answers))
        return len(messages) / (time.perf_counter() - began)

    def _connected(self) -> socket.socket:
        connection = socket.create_connection(("127.0.0.1", self._port), timeout=_SECONDS)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection


def _answers(connection: socket.socket) -> Iterator[bytes]:
    """Yield what is answered; it must have been read up to the end of an answer."""
    rest = b""
    while True:
        while ENDS not in rest:
            chunk = connection.recv(_CHUNK)
            if not chunk:
                message = "the connection was closed before the answer"
                raise ConnectionError(message)
            rest += chunk
        answer, _, rest = rest.partition(ENDS)
        yield answer


def _check(answer: bytes) -> None:
    if ACCEPTED not in answer:
        message = "a message was not accepted"
        raise RuntimeError(message)
