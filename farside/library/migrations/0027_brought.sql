-- Where files came from that a person had fetched from the web, while they are on their way and after.
CREATE TABLE item_origin (
    item TEXT PRIMARY KEY REFERENCES item (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    fetched TEXT NOT NULL
);

CREATE TABLE document_origin (
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    url TEXT NOT NULL,
    fetched TEXT NOT NULL,
    PRIMARY KEY (document_id, url)
)
;
-- Folders that are watched, and what became of each of their files.
CREATE TABLE watch (
    id TEXT PRIMARY KEY,
    folder TEXT NOT NULL UNIQUE,
    collection TEXT NOT NULL,
    removes INTEGER NOT NULL,
    active INTEGER NOT NULL,
    created TEXT NOT NULL,
    looked TEXT,
    problem TEXT
);

CREATE TABLE watch_file (
    watch TEXT NOT NULL REFERENCES watch (id) ON DELETE CASCADE,
    path TEXT NOT NULL,
    seen TEXT NOT NULL,
    state TEXT NOT NULL,
    document TEXT,
    brought INTEGER NOT NULL DEFAULT 0,
    item TEXT,
    why TEXT,
    since TEXT NOT NULL,
    PRIMARY KEY (watch, path)
)
