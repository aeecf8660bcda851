"""What a document is, found when it was read: its kind, title, telling sentences, and questions
that it answers."""
