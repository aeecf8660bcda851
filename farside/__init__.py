"""Farside: an assistant for long documents that reads every page and cites exactly."""
