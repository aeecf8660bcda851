CREATE TABLE answer (
    id TEXT PRIMARY KEY,
    question TEXT NOT NULL,
    created TEXT NOT NULL,
    content TEXT NOT NULL
);

CREATE INDEX answer_by_time ON answer (created);

CREATE TABLE window_state (
    key TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    PRIMARY KEY (key, document_id)
);
