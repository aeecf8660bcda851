"""The settings that every llama.cpp is started with, whichever program it is."""

BATCH = 128
"""Tokens. Progress and cancelling come once a batch (1.5 s for 0.5B on two cores). 512 reads up to
a tenth faster."""
LOOKUP, LOOKED_UP, LOOKUP_HITS = 3, 8, 1
"""The sizes of n-gram lookup, in tokens: when this many tokens stand in the prompt too, this many
that follow there may be guessed. llama.cpp's own 12 and 48 never begin in a short reply, and 48
wrong guesses cost more than a quotation saves."""
PING_SECONDS = 5
"""Between two signs of life while the server computes."""
