-- The encoding that a person said a text file is in.
ALTER TABLE item ADD COLUMN encoding TEXT;
