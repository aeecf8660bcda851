"""The languages of texts and questions: what is known of each, and how one is told from another."""
