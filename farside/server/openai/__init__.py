"""The API that other tools speak: OpenAI's chat completions, models and files, and what Kimi adds
to them."""

from __future__ import annotations

from collections.abc import Sequence

from fastapi import APIRouter, FastAPI, Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from farside.errors import NotFound
from farside.server.openai import chat, decisions, files, models, responses, vector_stores

_METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]


def install_openai(app: FastAPI, more: Sequence[APIRouter] = ()) -> None:
    """Adds the routes below `/v1`, with those of other APIs there."""
    families = (chat, responses, decisions, files, vector_stores, models)
    routers = [*(family.router for family in families), *more]
    routes = [route for router in routers for route in router.routes if isinstance(route, APIRoute)]
    for router in routers:
        app.include_router(router)

    @app.api_route("/v1/{path:path}", methods=_METHODS, include_in_schema=False)
    def nothing(request: Request) -> None:
        """OpenAI has more routes than there are here; the page's own route would call them all a
        wrong method."""
        path = request.url.path
        allowed = {
            method
            for route in routes
            if route.path_regex.match(path)
            for method in route.methods or ()
        }
        if allowed:
            raise HTTPException(405, headers={"Allow": ", ".join(sorted(allowed))})
        raise NotFound(
            f"{request.method} {path[:100]}: there is no such route; those that there are: "
            f"{', '.join(sorted({route.path for route in routes if '{' not in route.path}))}"
        )
