"""A program for each client of other people, run in an environment that has the client and not
Farside."""
