"""What the environment sets, read once into one frozen object. Every setting begins with KBDIAG_."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

_DESCRIBED = "Secret of the webhook of {system}; two, divided by a space, while one takes the other's place."
_PREFIX = "webhook_secret_"


def _secret(system: str) -> SecretStr:
    """The field of a source's secrets: empty, so that the source is shut until one is set."""
    field: SecretStr = Field(SecretStr(""), description=_DESCRIBED.format(system=system))
    return field


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
    max_upload_bytes: int = Field(
        64 * 1024 * 1024, ge=1024, description="Largest upload in bytes, its files together; a larger one is 413."
    )
    max_events: int = Field(
        10_000, ge=1, le=100_000, description="Most event entries of a ticket, alike ones of a log folded into one."
    )
    max_reading_seconds: float = Field(
        20.0, gt=0, le=300, description="Longest time for reading one ticket; then reading stops, with a warning."
    )
    max_proving_seconds: float = Field(
        60.0, gt=0, le=3600, description="Longest time for reading and proving rules at a reload; then it is refused."
    )
    max_waiting: int = Field(
        1000, ge=1, description="Answers that may wait for their commit; beyond it requests get 503."
    )

    retention_days: int = Field(
        0, ge=0, le=36_500, description="Days after which what was asked and answered is erased; 0 keeps it for ever."
    )
    signing_key_file: str = Field(
        "", description="File of the Ed25519 private key (PEM) that checkpoints of the log are signed with."
    )
    field_maps_dir: str = Field("", description="Directory of field maps that take the place of those built in.")
    webhook_secret_zammad: SecretStr = _secret("Zammad")
    webhook_secret_glpi: SecretStr = _secret("GLPI")
    webhook_secret_redmine: SecretStr = _secret("Redmine")
    webhook_secret_servicenow: SecretStr = _secret("ServiceNow")
    webhook_secret_jira: SecretStr = _secret("Jira")
    webhook_secret_zendesk: SecretStr = _secret("Zendesk")
    webhook_secret_generic: SecretStr = _secret("any other system")

    @property
    def webhook_secrets(self) -> dict[str, tuple[str, ...]]:
        """The secrets of each source, without those that have none."""
        names = [name for name in type(self).model_fields if name.startswith(_PREFIX)]
        set_here = {name: tuple(getattr(self, name).get_secret_value().split()) for name in names}
        return {name.removeprefix(_PREFIX): secrets for name, secrets in set_here.items() if secrets}

    @property
    def resolved_database_url(self) -> str:
        """The database's URL, that of the default file where none is set."""
        return self.database_url or f"sqlite:///{quote(str(self.data_dir.resolve() / 'kbdiag.db'))}"
