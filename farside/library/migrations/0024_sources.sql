-- What a conversation is about besides documents and one collection: several collections, everything.
ALTER TABLE conversation ADD COLUMN collections TEXT NOT NULL DEFAULT '[]';
ALTER TABLE conversation ADD COLUMN everything INTEGER NOT NULL DEFAULT 0;
-- The archive that a file came in.
ALTER TABLE item ADD COLUMN archive TEXT;
