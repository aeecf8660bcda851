-- How a person wants answers about a collection to be written: in their words, and in a language.
ALTER TABLE collection ADD COLUMN wish TEXT NOT NULL DEFAULT '';
ALTER TABLE collection ADD COLUMN language TEXT NOT NULL DEFAULT ''
