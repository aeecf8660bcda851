"""The settings that every llama.cpp is started with, whichever program it is."""

BATCH = 128
"""Tokens. Progress and cancelling come once a batch (1.5 s for 0.5B on two cores). 512 reads up to
a tenth faster."""
PING_SECONDS = 5
"""Between two signs of life while the server computes."""
