"""The names of the cases in which a service is asked, as reports show them."""

from enum import StrEnum


class Data(StrEnum):
    """How the data that a service wants prefetched come along."""

    ALL = "all data"
    NONE = "no data"
    NULLS = "null for every key"
    OUTCOMES = "an OperationOutcome for every key"
    PARTIAL = "the first page of more"
    UNKNOWN_MEMBERS = "an extension and unknown members"


class Token(StrEnum):
    """What is wrong with the token of a call."""

    MISSING = "no token"
    UNSIGNED = "alg none"
    SYMMETRIC = "signed with the public key as a shared secret"
    FOREIGN_ISSUER = "another issuer, with a key of its own"
    FOREIGN_ADDRESS = "a key of its own, with an address of keys"
    EXPIRED = "expired"
    OTHER_AUDIENCE = "for another address"
    REPLAYED = "sent before"
