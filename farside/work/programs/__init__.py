"""A question over many documents as a program: columns read from each document, and a SELECT over
them."""
