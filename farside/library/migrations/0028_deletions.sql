-- What a person deleted a moment ago and may still take back: nothing of it is gone until it is due.
CREATE TABLE deletion (
    batch TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    due TEXT NOT NULL,
    begun INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (kind, key)
)
