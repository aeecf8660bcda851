"""What a text stands on: code compares every sentence, cell and note of a model with its
quotations."""
