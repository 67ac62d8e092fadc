"""A file or batch of messages taken apart into its messages."""


def messages_of(raw: bytes) -> tuple[bytes, ...]:
    """Return the messages of a file or batch, each on its own; a single message as it is. Raises MessageRefused."""
    return (raw,)
