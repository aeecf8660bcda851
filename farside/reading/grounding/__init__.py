"""What stands on what: every sentence, cell and note of a model is held to its quotations here, by
code."""
