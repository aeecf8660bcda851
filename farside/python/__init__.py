"""What a Python program calls: each kind of work as a function that takes one path or many, and how
to work as keywords."""
