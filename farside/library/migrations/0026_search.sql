-- Which texts there are to be searched, and how far the index has them: `done` characters, and all
-- of it where `state` is 'done'. 'lost': its text cannot be read. Triggers keep the list, whoever
-- writes; a text that came anew gets another id, so that nobody goes on with the old one.
CREATE TABLE searchable (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    done BIGINT NOT NULL DEFAULT 0,
    state TEXT NOT NULL DEFAULT 'waiting',
    UNIQUE (kind, key)
);

CREATE INDEX searchable_waiting ON searchable (id) WHERE state = 'waiting';

-- The passages of a text have the rowids from id * 1048576 on. `words` are cut by us, with blanks
-- between them; `start` is the passage's place in the text, `pages` the pages it stands on.
CREATE VIRTUAL TABLE passage USING fts5 (
    words, text UNINDEXED, start UNINDEXED, pages UNINDEXED, tokenize = 'ascii'
);

CREATE TRIGGER searchable_gone AFTER DELETE ON searchable BEGIN
    DELETE FROM passage WHERE rowid >= old.id * 1048576 AND rowid < (old.id + 1) * 1048576;
END;

CREATE TRIGGER document_text_came AFTER INSERT ON document_text BEGIN
    DELETE FROM searchable WHERE kind = 'document' AND key = new.document_id;
    INSERT INTO searchable (kind, key) VALUES ('document', new.document_id);
END;

CREATE TRIGGER document_text_changed AFTER UPDATE ON document_text BEGIN
    DELETE FROM searchable WHERE kind = 'document' AND key = new.document_id;
    INSERT INTO searchable (kind, key) VALUES ('document', new.document_id);
END;

CREATE TRIGGER document_gone AFTER DELETE ON document BEGIN
    DELETE FROM searchable WHERE kind = 'document' AND key = old.id;
END;

CREATE TRIGGER message_came AFTER INSERT ON message BEGIN
    INSERT INTO searchable (kind, key) VALUES ('message', new.id);
END;

CREATE TRIGGER message_gone AFTER DELETE ON message BEGIN
    DELETE FROM searchable WHERE kind = 'message' AND key = old.id;
END;

CREATE TRIGGER answer_came AFTER INSERT ON answer BEGIN
    INSERT INTO searchable (kind, key) VALUES ('answer', new.id);
END;

CREATE TRIGGER answer_gone AFTER DELETE ON answer BEGIN
    DELETE FROM searchable WHERE kind = 'answer' AND key = old.id;
END;

CREATE TRIGGER note_came AFTER INSERT ON note BEGIN
    INSERT INTO searchable (kind, key) VALUES ('note', new.id);
END;

CREATE TRIGGER note_changed AFTER UPDATE ON note BEGIN
    DELETE FROM searchable WHERE kind = 'note' AND key = new.id;
    INSERT INTO searchable (kind, key) VALUES ('note', new.id);
END;

CREATE TRIGGER note_gone AFTER DELETE ON note BEGIN
    DELETE FROM searchable WHERE kind = 'note' AND key = old.id;
END;

CREATE INDEX message_by_answer ON message (answer);

-- What was here before.
INSERT INTO searchable (kind, key) SELECT 'document', id FROM document;
INSERT INTO searchable (kind, key) SELECT 'message', id FROM message;
INSERT INTO searchable (kind, key) SELECT 'answer', id FROM answer;
INSERT INTO searchable (kind, key) SELECT 'note', id FROM note
