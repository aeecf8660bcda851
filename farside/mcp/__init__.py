"""Farside for programs that speak the Model Context Protocol (https://modelcontextprotocol.io):
assistants and editors ask one's documents, and get answers with citations."""
