CREATE TABLE uploaded (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    purpose TEXT NOT NULL,
    size BIGINT NOT NULL,
    created INTEGER NOT NULL,
    item TEXT NOT NULL,
    document TEXT,
    brought INTEGER NOT NULL DEFAULT 0,
    why TEXT
);

CREATE INDEX uploaded_by_document ON uploaded (document);
