CREATE TABLE document (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    media_type TEXT NOT NULL,
    size BIGINT NOT NULL,
    added TEXT NOT NULL
);

CREATE TABLE document_name (
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    PRIMARY KEY (document_id, name)
);

CREATE INDEX document_name_by_name ON document_name (name);

CREATE TABLE document_text (
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    variant TEXT NOT NULL,
    pages INTEGER NOT NULL,
    characters BIGINT NOT NULL,
    parsed TEXT NOT NULL,
    PRIMARY KEY (document_id, variant)
);

CREATE TABLE collection (
    name TEXT PRIMARY KEY,
    created TEXT NOT NULL
);

CREATE TABLE collection_document (
    collection TEXT NOT NULL REFERENCES collection (name) ON DELETE CASCADE,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    added TEXT NOT NULL,
    PRIMARY KEY (collection, document_id)
);
