-- What was made of a document once and is of use again: cells of columns that were read, its guide.
CREATE TABLE product (
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    document_id TEXT NOT NULL REFERENCES document (id) ON DELETE CASCADE,
    content TEXT NOT NULL,
    PRIMARY KEY (kind, key, document_id)
);
CREATE INDEX product_document ON product (document_id, kind)
