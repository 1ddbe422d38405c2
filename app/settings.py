"""What the environment sets, read once into one frozen object. Every setting begins with KBDIAG_."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings with their defaults; paths are relative to the directory the program is started in."""

    model_config = SettingsConfigDict(env_prefix="KBDIAG_", frozen=True, extra="ignore")

    host: str = Field("127.0.0.1", description="Address to serve on.")
    port: int = Field(8000, ge=0, le=65535, description="Port to serve on; 0 takes a free one.")
    data_dir: Path = Field(Path("data"), description="Directory of the SQLite database; made when missing.")
    database_url: str = Field("", description="SQLAlchemy URL of the database; SQLite in the data directory if empty.")
    rules_dir: Path = Field(Path("rules"), description="Directory of the rule packs.")
    max_body_bytes: int = Field(
        4 * 1024 * 1024, ge=1024, description="Largest request body in bytes; a larger one is 413."
    )
    max_waiting: int = Field(
        1000, ge=1, description="Answers that may wait for their commit; beyond it requests get 503."
    )

    @property
    def resolved_database_url(self) -> str:
        """The database's URL, that of the default file where none is set."""
        return self.database_url or f"sqlite:///{quote(str(self.data_dir.resolve() / 'kbdiag.db'))}"
