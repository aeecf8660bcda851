"""What a document is, told when it was read: its kind, title, telling sentences, and questions that
it answers."""
