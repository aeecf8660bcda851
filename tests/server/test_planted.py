"""A run goes on past a row that somebody wrote into its person's database of jobs, and nothing of
it is loaded."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import text

from farside.config import Settings
from farside.work.jobs.store import url_of
from tests.server.conftest import TEXT
from tests.server.served import Client
from tests.work.jobs import planted


def test_a_run_is_answered_beside_a_planted_row_with_its_job_s_id(
    server: Client, settings: Settings, tmp_path: Path
) -> None:
    document, url = server.add("a.txt", TEXT.encode()), url_of(settings)

    def answer() -> str:
        return str(server.over(server.ask("What is the code?", [document])["id"])["state"])

    assert answer() == "finished"
    with planted.rows(url) as connection:
        begun = list(
            connection.execute(
                text("SELECT workflow_uuid FROM workflow_status WHERE name = 'job'")
            ).scalars()
        )
    for name in (*begun, *(f"{name}-2" for name in begun)):
        planted.plant(url, name, planted.pickled(tmp_path / "trace"))
    assert begun
    assert answer() == "finished"
    assert not (tmp_path / "trace").exists()
