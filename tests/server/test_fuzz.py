"""Requests that nobody would think of, made from the OpenAPI document: no fault, and no reply that
it does not say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import positive_data_acceptance

from farside.config import Settings
from farside.server.app import create_app
from tests.script import finds
from tests.server.conftest import FACT, TEXT
from tests.server.served import serving

# Excluded is the check that a body of the right form is never refused: a question about no document
# has the right form. A stream that ends with its client.
ENDLESS = "/api/events"
DOCUMENT = schemathesis.openapi.from_dict(create_app(Settings(home=Path("/nowhere"))).openapi())
OPERATIONS = {
    operation.label: operation
    for operation in (
        result.ok() for result in DOCUMENT.get_all_operations() if isinstance(result, Ok)
    )
    if operation.path != ENDLESS
}


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server that has something to give."""
    folder = tmp_path_factory.mktemp("fuzz")
    own = Settings(
        home=folder / "home",
        model=finds(folder, "a.txt, lines 1-1", FACT, FACT),
        window_tokens=1000,
        server_fetch="nobody",
    )
    with serving(own) as server:
        server.add("a.txt", TEXT.encode(), "Vaults")
        yield str(server.base_url)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_reply_is_as_the_document_says(address: str, operation: str) -> None:
    @given(case=OPERATIONS[operation].as_strategy())
    @settings(
        max_examples=8,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    def tried(case: Any) -> None:
        case.call_and_validate(
            base_url=address, timeout=20, excluded_checks=[positive_data_acceptance]
        )

    tried()
