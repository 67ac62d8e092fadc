-- The log: what is hashed lies apart from what may be about a patient, and neither is ever changed or removed.

CREATE TABLE record (
    seq INTEGER PRIMARY KEY,    -- index in the tree: 0, 1, 2 … without a gap
    id TEXT NOT NULL UNIQUE,    -- id, kind, time and episode repeat the header, to be searched
    kind TEXT NOT NULL,
    time TEXT NOT NULL,
    episode TEXT,
    header BLOB NOT NULL,       -- the canonical bytes that were hashed
    leaf BLOB NOT NULL,         -- RFC 6962 leaf hash of the header
    subtrees BLOB NOT NULL      -- the hashes of the subtrees of 2, 4, 8 … leaves that this leaf completed, 32 bytes each
) STRICT;

CREATE INDEX record_kind ON record (kind);
CREATE INDEX record_episode ON record (episode, kind) WHERE episode IS NOT NULL;

CREATE TABLE payload (
    seq INTEGER PRIMARY KEY REFERENCES record (seq),
    salt BLOB NOT NULL,
    bytes BLOB NOT NULL
) STRICT;

CREATE TABLE head (             -- the tree after each commit; the last row is the log's head
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL
) STRICT;

CREATE TABLE idempotency (      -- for 24 hours, as hashes only
    client_key BLOB PRIMARY KEY,
    body BLOB NOT NULL,
    seq INTEGER NOT NULL REFERENCES record (seq),
    time TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX idempotency_time ON idempotency (time);

CREATE TRIGGER record_appends BEFORE INSERT ON record
WHEN NEW.seq <> (SELECT coalesce(max(seq) + 1, 0) FROM record) OR EXISTS (SELECT 1 FROM record WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;

CREATE TRIGGER payload_appends BEFORE INSERT ON payload
WHEN NEW.seq <> (SELECT max(seq) FROM record) OR EXISTS (SELECT 1 FROM payload WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;

CREATE TRIGGER head_appends BEFORE INSERT ON head
WHEN NEW.size <> (SELECT max(seq) + 1 FROM record) OR EXISTS (SELECT 1 FROM head WHERE size >= NEW.size)
BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;

CREATE TRIGGER record_stays BEFORE UPDATE ON record BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;
CREATE TRIGGER payload_stays BEFORE UPDATE ON payload BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;
CREATE TRIGGER head_stays BEFORE UPDATE ON head BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;

CREATE TRIGGER record_remains BEFORE DELETE ON record BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;
CREATE TRIGGER payload_remains BEFORE DELETE ON payload BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;
CREATE TRIGGER head_remains BEFORE DELETE ON head BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;
