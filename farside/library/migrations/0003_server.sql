CREATE TABLE run (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    title TEXT NOT NULL,
    spec TEXT NOT NULL,
    created TEXT NOT NULL,
    started TEXT,
    ended TEXT,
    attempt INTEGER NOT NULL DEFAULT 0,
    answers TEXT NOT NULL DEFAULT '[]',
    result TEXT,
    error TEXT,
    conversation TEXT,
    automatic INTEGER NOT NULL DEFAULT 0,
    hidden INTEGER NOT NULL DEFAULT 0
);

CREATE INDEX run_by_time ON run (created);

CREATE INDEX run_by_state ON run (state);

CREATE TABLE run_log (
    run TEXT PRIMARY KEY REFERENCES run (id) ON DELETE CASCADE,
    events TEXT NOT NULL
);

CREATE TABLE item (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    size BIGINT NOT NULL,
    collection TEXT,
    state TEXT NOT NULL,
    document TEXT,
    members INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    why TEXT,
    created TEXT NOT NULL,
    ended TEXT
);

CREATE INDEX item_by_time ON item (created);

CREATE TABLE conversation (
    id TEXT PRIMARY KEY,
    title TEXT NOT NULL,
    created TEXT NOT NULL,
    updated TEXT NOT NULL,
    documents TEXT NOT NULL DEFAULT '[]',
    collection TEXT
);

CREATE INDEX conversation_by_time ON conversation (updated);

CREATE TABLE message (
    id TEXT PRIMARY KEY,
    conversation TEXT NOT NULL REFERENCES conversation (id) ON DELETE CASCADE,
    role TEXT NOT NULL,
    text TEXT NOT NULL,
    rewritten TEXT,
    run TEXT,
    answer TEXT,
    error TEXT,
    created TEXT NOT NULL
);

CREATE INDEX message_by_conversation ON message (conversation, created);

CREATE TABLE preference (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE reading (
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    model TEXT NOT NULL,
    state TEXT NOT NULL,
    done INTEGER NOT NULL,
    windows INTEGER NOT NULL,
    PRIMARY KEY (document_id, model)
);
