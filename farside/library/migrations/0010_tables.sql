CREATE TABLE reply (
    key TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    PRIMARY KEY (key, document_id)
);

CREATE TABLE correction (
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    item INTEGER NOT NULL,
    column_name TEXT NOT NULL,
    kind TEXT NOT NULL,
    written TEXT NOT NULL,
    made TEXT NOT NULL,
    PRIMARY KEY (document_id, item, column_name, kind)
);
