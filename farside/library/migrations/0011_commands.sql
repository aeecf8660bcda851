CREATE TABLE command (
    id TEXT PRIMARY KEY,
    words TEXT NOT NULL,
    folder TEXT NOT NULL,
    begun TEXT NOT NULL,
    done REAL NOT NULL,
    total REAL NOT NULL,
    unit TEXT NOT NULL,
    finished INTEGER NOT NULL,
    stop INTEGER NOT NULL,
    why TEXT NOT NULL
);
