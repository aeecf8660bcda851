"""What is kept of a table is the same table."""

from __future__ import annotations

import json

from farside.work.tables.kept import pack_table, unpack_table
from tests.work.tables.made import table


def test_every_kind_of_value_comes_back_as_it_was() -> None:
    assert unpack_table(json.loads(json.dumps(pack_table(table())))) == table()
