-- What a person noted. A note that was deleted can be taken back for a while.
CREATE TABLE note (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    title TEXT NOT NULL,
    pinned TEXT NOT NULL,
    words TEXT NOT NULL,
    made TEXT NOT NULL,
    changed TEXT NOT NULL
);
-- Where a note stands. It names its document without pointing at it: a note outlives its document.
CREATE TABLE note_citation (
    note TEXT NOT NULL REFERENCES note (id) ON DELETE CASCADE,
    n INTEGER NOT NULL,
    document TEXT NOT NULL,
    document_id TEXT NOT NULL,
    page INTEGER NOT NULL,
    label TEXT NOT NULL,
    start INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    quote TEXT NOT NULL,
    PRIMARY KEY (note, n)
);
CREATE INDEX note_citation_document ON note_citation (document_id);
CREATE TABLE deleted_note (
    id TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    deleted TEXT NOT NULL
);
-- Whether a conversation is about the person's notes.
ALTER TABLE conversation ADD COLUMN notes INTEGER NOT NULL DEFAULT 0
