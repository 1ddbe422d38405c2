"""Rule packs, kept under their digest."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.storage.insertion import insert_unless_there
from app.storage.tables import rule_packs

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from sqlalchemy import Connection


def keep_pack(connection: Connection, revision: str, files: Mapping[str, str], at: datetime) -> None:
    """Keep a rule pack, as decisions and publications refer to it; keeping it again changes nothing."""
    row = {"revision": revision, "files": files_text(files), "first_used_at": at}
    connection.execute(insert_unless_there(connection, rule_packs), row)


def files_text(files: Mapping[str, str]) -> str:
    """The files as one text, always the same for the same files."""
    return json.dumps(dict(files), sort_keys=True)
