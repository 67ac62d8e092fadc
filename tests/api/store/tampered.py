"""What somebody may do to the log of 40 records, as SQL, and all that verifying should say of it."""

from api.store.migrate import PRESENT
from api.store.port import Finding
from tests.api.store.damage import SIZE

LAST = SIZE - 1
LAST_ID = "invented-38"

TAMPERED: dict[str, tuple[str, set[Finding]]] = {
    "a record deleted": (
        "DELETE FROM record WHERE seq = 20",
        {
            Finding("the records from 20 on are missing", 21, "invented-20"),
            Finding("a payload belongs to no record", 20),
        },
    ),
    "the first records deleted": (
        "DELETE FROM record WHERE seq < 3; DELETE FROM payload WHERE seq < 3",
        {
            Finding("the records from 0 on are missing", 3, "invented-2"),
            Finding("supersedes is not the record before it of its episode and kind", 31, "invented-30"),
        },
    ),
    "the last record deleted": (
        "DELETE FROM record WHERE seq = 39; DELETE FROM payload WHERE seq = 39",
        {
            Finding("there is a head of 40 records, and there are 39"),
        },
    ),
    "the last head deleted": (
        "DELETE FROM head WHERE size = 40",
        {Finding("the last head is of 39 records, and there are 40")},
    ),
    "all records deleted": (
        "DELETE FROM record; DELETE FROM payload; DELETE FROM idempotency; DELETE FROM record_name",
        {Finding(f"there is a head of {size} records, and there are 0") for size in (1, 2, 4, 7, 8, 15, 16, 28, 29, 30)}
        | {Finding(f"there is a head of {size} records, and there are 0") for size in (39, 40)},
    ),
    "a head invented": (
        "INSERT INTO head VALUES (35, zeroblob(32))",
        {Finding("the head of 35 records is not the one of its records")},
    ),
    "heads in a row changed": (
        "UPDATE head SET root = zeroblob(32) WHERE size BETWEEN 8 AND 28",
        {Finding("the head of 8 to 28 records is not the one of its records")},
    ),
    "the last heads changed": (
        "UPDATE head SET root = zeroblob(32) WHERE size >= 39",
        {Finding("the head of 39 to 40 records is not the one of its records")},
    ),
    "a payload deleted": (
        "DELETE FROM payload WHERE seq = 7",
        {Finding("the payload is missing", 7, "invented-6")},
    ),
    "a payload invented": (
        "INSERT INTO payload VALUES (99, zeroblob(32), x'00')",
        {Finding("a payload belongs to no record", 99)},
    ),
    "a salt cut short": (
        "UPDATE payload SET salt = x'00' WHERE seq = 7",
        {Finding("payload and salt are not what the header is bound to", 7, "invented-6")},
    ),
    "an edition changed": (
        "UPDATE payload SET bytes = x'7b7d' WHERE seq = 0",
        {Finding("payload and salt are not what the header is bound to", 0, "sha256:<>")},
    ),
    "a subtree's hash taken away": (
        "UPDATE record SET subtrees = x'' WHERE seq = 1",
        {Finding("the hash over records 0 to 1 is not the one of its halves", 1, "invented-0")},
    ),
    "a subtree's hash invented": (
        "UPDATE record SET subtrees = zeroblob(32) WHERE seq = 2",
        {Finding("the hash over records 1 to 2 is not the one of its halves", 2, "invented-1")},
    ),
    "a kind changed": (
        "UPDATE record SET kind = 'key' WHERE seq = 38",
        {Finding("the column kind is not the header's", 38, "invented-37")},
    ),
    "an id changed": (
        "UPDATE record SET id = 'other' WHERE seq = 39",
        {Finding("the column id is not the header's", LAST, "other")},
    ),
    "an id that may be anything": (
        "UPDATE record SET id = 'Invented Patient' WHERE seq = 39",
        {Finding("the column id is not the header's", LAST, None)},
    ),
    "a time changed": (
        "UPDATE record SET time = '2020' || substr(time, 5) WHERE seq = 38",
        {
            Finding("the column time is not the header's", 38, "invented-37"),
            Finding("the time is before that of the record before", 38, "invented-37"),
        },
    ),
    "an episode changed": (
        "UPDATE record SET episode = 'other' WHERE seq = 39",
        {
            Finding("the column episode is not the header's", LAST, LAST_ID),
            Finding("supersedes is not the record before it of its episode and kind", LAST, LAST_ID),
        },
    ),
    "a header that is none": (
        "UPDATE record SET header = x'7b7d' WHERE seq = 39",
        {
            Finding("the header does not give the leaf's hash", LAST, LAST_ID),
            Finding("the header is not of the log's shape", LAST, LAST_ID),
        },
    ),
    "an idempotency key moved": (
        "UPDATE idempotency SET seq = 20 WHERE seq = 6",
        {Finding("an idempotency key is not that of its record", 20)},
    ),
    "an idempotency key without a record": (
        "UPDATE idempotency SET seq = 77 WHERE seq = 6",
        {Finding("an idempotency key is not that of its record", 77)},
    ),
    "an idempotency key cut short": (
        "UPDATE idempotency SET client_key = x'00' WHERE seq = 6",
        {Finding("an idempotency key is not that of its record", 6)},
    ),
    "a body cut short": (
        "UPDATE idempotency SET body = x'00' WHERE seq = 6",
        {Finding("an idempotency key is not that of its record", 6)},
    ),
    "a name invented": (
        "INSERT INTO record_name VALUES (zeroblob(32), 77)",
        {Finding("a name belongs to no record", 77)},
    ),
    "a name moved": (
        "UPDATE record_name SET seq = 77 WHERE seq = 9",
        {Finding("a name belongs to no record", 77)},
    ),
    "a name cut short": (
        "UPDATE record_name SET name = x'00' WHERE seq = 9",
        {Finding("a name belongs to no record", 9)},
    ),
    "the names dropped": (
        "DROP TABLE record_name",
        {
            Finding("a table cannot be read (SQLError)"),
            Finding("the table record_name is not as this program made it"),
            Finding("the trigger record_name_remains is not as this program made it"),
            Finding("the trigger record_name_stays is not as this program made it"),
        },
    ),
    "the version set back": (
        "PRAGMA user_version = 1",
        {
            Finding("the database says that it is a log of version 1, and it has what a later one has"),
            Finding("there is a trigger that this program did not make"),
        },
    ),
    "a trigger dropped": (
        "DROP TRIGGER record_stays",
        {Finding("the trigger record_stays is not as this program made it")},
    ),
    "a trigger changed": (
        "DROP TRIGGER head_stays; CREATE TRIGGER head_stays BEFORE UPDATE ON head BEGIN SELECT 1; END",
        {
            Finding("the trigger head_stays is not as this program made it"),
            Finding("there is a trigger that this program did not make"),
        },
    ),
    "an index dropped": (
        "DROP INDEX record_episode",
        {Finding("the index record_episode is not as this program made it")},
    ),
    "another version": (
        "PRAGMA user_version = 7",
        {Finding(f"the database does not say that it is a log of version {PRESENT}")},
    ),
    "another program": (
        "PRAGMA application_id = 7",
        {Finding(f"the database does not say that it is a log of version {PRESENT}")},
    ),
}
