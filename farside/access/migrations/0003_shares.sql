CREATE TABLE share (
    id TEXT PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    made TEXT NOT NULL,
    UNIQUE (owner_id, collection)
);

CREATE TABLE share_member (
    share_id TEXT NOT NULL REFERENCES share (id) ON DELETE CASCADE,
    person_id TEXT REFERENCES person (id) ON DELETE CASCADE,
    folded TEXT NOT NULL,
    name TEXT NOT NULL,
    role TEXT NOT NULL,
    given TEXT NOT NULL,
    PRIMARY KEY (share_id, folded)
);

CREATE TABLE share_document (
    share_id TEXT NOT NULL REFERENCES share (id) ON DELETE CASCADE,
    document_id TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (share_id, document_id)
);

CREATE TABLE share_held (
    share_id TEXT NOT NULL REFERENCES share (id) ON DELETE CASCADE,
    person_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    document_id TEXT NOT NULL,
    parsed TEXT NOT NULL,
    PRIMARY KEY (share_id, person_id, document_id)
);

CREATE TABLE share_event (
    number INTEGER PRIMARY KEY,
    owner_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    collection TEXT NOT NULL,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    whom TEXT NOT NULL,
    role TEXT NOT NULL,
    document TEXT NOT NULL,
    document_id TEXT NOT NULL
);

CREATE INDEX share_event_by_collection ON share_event (owner_id, collection, number);
