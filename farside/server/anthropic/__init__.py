"""What clients of Anthropic's API speak: messages, with documents in them that are cited."""

from __future__ import annotations

from farside.server.anthropic import messages

ROUTERS = (messages.router,)
