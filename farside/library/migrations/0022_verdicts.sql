-- What a person said of an answer, once for each document that it is about: these are its problems.
CREATE TABLE verdict (
    answer TEXT NOT NULL REFERENCES answer (id) ON DELETE CASCADE,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    said TEXT NOT NULL,
    words TEXT NOT NULL,
    made TEXT NOT NULL,
    PRIMARY KEY (answer, document_id)
)
