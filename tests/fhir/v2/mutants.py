"""Messages damaged at random, in the ways in which lines, hands and programs damage them."""

from random import Random

INSERTED = (
    *(bytes([sign]) for sign in b"|^~\\&\r\n\t #-.\x00\x0b\x1c\x1b\x7f\xff\xc8\xab"),
    *(
        b"\r\n",
        b'""',
        b"||||||",
        b"MSH|",
        b"OBX|",
        b"PID|",
        b"ZZ1|",
        b"DSC|1",
        b"9" * 30,
        b"\\X0D\\",
        b"\\X1C\\",
        b"\\.br\\",
    ),
    *(text.encode() for text in ("홍", "\u2028", "\x85", "\xa0", "\ufeff", "é", "\U0001f600")),
)


def mutant(random: Random, raw: bytes) -> bytes:
    """A message with one to six damages."""
    for _ in range(random.randint(1, 6)):
        raw = random.choice(DAMAGES)(random, raw, random.randrange(len(raw) + 1))
    return raw


def _insert(random: Random, raw: bytes, at: int) -> bytes:
    return raw[:at] + random.choice(INSERTED) + raw[at:]


def _replace(random: Random, raw: bytes, at: int) -> bytes:
    return raw[:at] + random.choice(INSERTED) + raw[at + 1 :]


def _change(random: Random, raw: bytes, at: int) -> bytes:
    return raw[:at] + random.randbytes(1) + raw[at + 1 :]


def _delete(random: Random, raw: bytes, at: int) -> bytes:
    return raw[:at] + raw[at + random.randint(1, 8) :]


def _cut(_: Random, raw: bytes, at: int) -> bytes:
    return raw[:at]


def _repeat(random: Random, raw: bytes, at: int) -> bytes:
    return raw[:at] + raw[max(0, at - random.randint(1, 40)) : at] * random.randint(1, 6) + raw[at:]


def _shuffle(random: Random, raw: bytes, _: int) -> bytes:
    lines = raw.split(b"\r")
    random.shuffle(lines)
    return b"\r".join(lines)


def _move_line(random: Random, raw: bytes, _: int) -> bytes:
    header, *lines = raw.split(b"\r")
    lines.insert(random.randrange(len(lines) + 1), random.choice([*lines, header]))
    return b"\r".join([header, *lines])


def _lose_line(random: Random, raw: bytes, _: int) -> bytes:
    header, *lines = raw.split(b"\r")
    if lines:
        del lines[random.randrange(len(lines))]
    return b"\r".join([header, *lines])


def _end_otherwise(random: Random, raw: bytes, at: int) -> bytes:
    end = random.choice((b"\n", b"\r\n", b"\n\r", b"\r\r"))
    return raw.replace(b"\r", end) if random.random() < 0.5 else raw[:at] + raw[at:].replace(b"\r", end, 1)


def _add_part(random: Random, raw: bytes, at: int) -> bytes:
    sign = raw.find(b"|", at)
    part = random.choice((b"|", b"|a", b"^b", b"~c", b"&d", b"\\T\\", b"|" * 40))
    return raw if sign < 0 else raw[:sign] + part + raw[sign:]


def _other_version(random: Random, raw: bytes, _: int) -> bytes:
    versions = (b"|2.3|", b"|2.3.1|", b"|2.4|", b"|2.6|", b"|2.7|", b"|2.8|")
    return raw.replace(b"|2.5.1|", random.choice(versions), 1)


DAMAGES = (
    *(_insert, _replace, _change, _delete, _cut, _repeat, _shuffle, _move_line, _lose_line),
    *(_end_otherwise, _add_part, _other_version),
)
