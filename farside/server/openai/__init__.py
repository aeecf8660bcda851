"""The API that other tools speak: OpenAI's chat completions, models and files, and what Kimi adds to them."""

from __future__ import annotations

from fastapi import FastAPI

from farside.server.openai import chat, files, models


def install(app: FastAPI) -> None:
    """Adds the routes below `/v1`."""
    for family in (chat, files, models):
        app.include_router(family.router)
