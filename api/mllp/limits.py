"""What the listener grants: how many, how large, how long; nothing that a sender does costs more than this."""

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one listener; sizes in bytes, times in seconds.

    connections: those that are served. handshakes: those whose TLS is not agreed yet. frame: the longest message.
    idle: without a message. frame_seconds: from a frame's first byte to its last, and from an answer to its being
    taken. batch: frames that are stored in one commit, and batch_bytes what they may weigh together, but for one.
    chunk: what is read at once. large: a frame of which more than this has come needs one of large_frames places.
    linger: what is still read, and thrown away, of a connection that was told no, and linger_seconds how long.
    finish_seconds: for whoever is being received when the listener stops. close_seconds: to agree to the end of TLS.
    """

    connections: int = 64
    handshakes: int = 32
    frame: int = MIB
    idle: float = 300
    frame_seconds: float = 30
    handshake_seconds: float = 10
    batch: int = 64
    batch_bytes: int = MIB
    chunk: int = 64 * KIB
    large: int = 64 * KIB
    large_frames: int = 16
    linger: int = 16 * MIB
    linger_seconds: float = 5
    finish_seconds: float = 10
    close_seconds: float = 2
