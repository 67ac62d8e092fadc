-- Names that a record is found by beside its id, such as the uuids of the cards shown from it: hashes, and no part of the
-- tree, as its payload holds what they are made from.

CREATE TABLE record_name (
    name BLOB NOT NULL,         -- SHA-256 of the name
    seq INTEGER NOT NULL REFERENCES record (seq),
    PRIMARY KEY (name, seq)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER record_name_stays BEFORE UPDATE ON record_name
BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;

CREATE TRIGGER record_name_remains BEFORE DELETE ON record_name
BEGIN SELECT RAISE(ABORT, 'the log only appends'); END;
