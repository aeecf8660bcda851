"""Inputs that nobody would think of, for everything that takes a stranger's bytes: `make fuzz`, or
`python -m fuzz`."""
