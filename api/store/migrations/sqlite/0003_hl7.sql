-- HL7 v2: what has come in, what is kept of patients, and what is to be sent. Of a patient there are keyed hashes and sealed
-- bytes only; times, kinds, states and reasons stand in the clear. None of it is part of the tree, and all of it is swept.

CREATE TABLE hl7_inbox (
    seq INTEGER PRIMARY KEY,    -- the order of arrival; the greatest is never swept, so that none is given twice
    id TEXT NOT NULL UNIQUE,
    key BLOB UNIQUE,            -- of sender and control id; NULL once a corrected message has taken a refused one's
    content BLOB NOT NULL,      -- of key and digest: whether the same was sent again
    message BLOB NOT NULL,      -- sealed: sender, control id, and the bytes as received
    answer BLOB NOT NULL,       -- sealed
    accepted INTEGER NOT NULL,  -- 0: refused on arrival
    state TEXT NOT NULL CHECK (state IN ('waiting', 'done', 'refused')),
    reason TEXT,
    received TEXT NOT NULL,
    settled TEXT                -- since when it waits no longer
) STRICT;

CREATE INDEX hl7_inbox_waiting ON hl7_inbox (seq) WHERE state = 'waiting';
CREATE INDEX hl7_inbox_refused ON hl7_inbox (seq) WHERE state = 'refused';
CREATE INDEX hl7_inbox_settled ON hl7_inbox (settled) WHERE settled IS NOT NULL;

CREATE TABLE hl7_kept (
    number INTEGER PRIMARY KEY,
    subject BLOB NOT NULL,
    kind TEXT NOT NULL,
    key BLOB NOT NULL,
    said TEXT NOT NULL,
    rank INTEGER NOT NULL,
    until TEXT NOT NULL,
    sealed BLOB NOT NULL,       -- key, visit, fields, message and content
    UNIQUE (subject, kind, key)
) STRICT;

CREATE INDEX hl7_kept_key ON hl7_kept (key);
CREATE INDEX hl7_kept_until ON hl7_kept (until);

CREATE TABLE hl7_alias (        -- both ways round: numbers of one patient
    one BLOB NOT NULL,
    other BLOB NOT NULL,
    PRIMARY KEY (one, other)
) STRICT, WITHOUT ROWID;

CREATE TABLE hl7_answer (
    subject BLOB NOT NULL,
    key BLOB NOT NULL,          -- of the order
    seq INTEGER NOT NULL,       -- of the message that led to it: of two, the later is the last answer
    at TEXT NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (subject, key)
) STRICT;

CREATE INDEX hl7_answer_at ON hl7_answer (at);

CREATE TABLE hl7_outgoing (
    seq INTEGER PRIMARY KEY,    -- the order of sending; as in the inbox
    destination TEXT NOT NULL,
    id TEXT NOT NULL,
    content BLOB NOT NULL,      -- sealed; empty once it is sent
    state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'set-aside')),
    attempts INTEGER NOT NULL,
    retry_at TEXT,
    reason TEXT,
    settled TEXT,
    UNIQUE (destination, id)
) STRICT;

CREATE INDEX hl7_outgoing_waiting ON hl7_outgoing (destination, seq) WHERE state = 'waiting';
CREATE INDEX hl7_outgoing_set_aside ON hl7_outgoing (seq) WHERE state = 'set-aside';
CREATE INDEX hl7_outgoing_settled ON hl7_outgoing (settled) WHERE settled IS NOT NULL;
