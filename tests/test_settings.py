"""Settings are documented, one and all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.settings import Settings

DOCUMENT = Path(__file__).parents[1] / "docs" / "settings.md"


@pytest.mark.parametrize("name", Settings.model_fields)
def test_every_setting_is_documented_with_its_default(name: str) -> None:
    lines = [line for line in DOCUMENT.read_text("utf-8").splitlines() if f"`KBDIAG_{name.upper()}`" in line]
    assert lines, f"docs/settings.md does not mention KBDIAG_{name.upper()}"
    default = str(Settings.model_fields[name].default)
    assert any(f"`{default}`" in line for line in lines) if default else lines


def test_no_setting_is_documented_that_does_not_exist() -> None:
    known = {f"KBDIAG_{name.upper()}" for name in Settings.model_fields} | {"KBDIAG_TEST_DATABASE_URL"}
    assert set(re.findall(r"`(KBDIAG_[A-Z_]+)`", DOCUMENT.read_text("utf-8"))) <= known


def test_every_setting_says_what_it_is_for() -> None:
    assert all(field.description for field in Settings.model_fields.values())


def test_settings_are_read_from_the_environment_with_their_prefix(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KBDIAG_PORT", "8123")
    monkeypatch.setenv("PORT", "1")
    assert Settings().port == 8123


def test_the_database_stands_in_the_data_directory_unless_said_otherwise(tmp_path: Path) -> None:
    odd = tmp_path / "a b%c?d#e"
    assert Settings(data_dir=odd, database_url="").resolved_database_url.startswith("sqlite:////")
    assert Settings(data_dir=odd, database_url="postgresql://x").resolved_database_url == "postgresql://x"
