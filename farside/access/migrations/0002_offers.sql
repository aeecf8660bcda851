CREATE TABLE offer (
    id TEXT PRIMARY KEY,
    giver_id TEXT NOT NULL REFERENCES person (id) ON DELETE CASCADE,
    taker_id TEXT,
    taker TEXT NOT NULL,
    collection TEXT NOT NULL,
    documents TEXT NOT NULL,
    created REAL NOT NULL,
    UNIQUE (giver_id, taker, collection)
);
