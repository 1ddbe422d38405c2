"""What stood last on a page is given back, whatever it is called."""

from __future__ import annotations

import pytest

from app.domain.errors import BadPageToken
from app.services.page_tokens import opened, sealed


@pytest.mark.parametrize("last", ["Q303156/quiet", "Q303157/f\u00fcr-sp\u00e4ter"])
def test_a_token_is_opened_to_what_was_sealed_in_it(last: str) -> None:
    """A draft may have an id that no other rule may have, and is listed with the rest."""
    assert opened(sealed(last, {"status": None}), {"status": None}) == last


def test_a_token_of_other_filters_is_refused() -> None:
    with pytest.raises(BadPageToken):
        opened(sealed("Q303156/quiet", {"status": None}), {"status": "draft"})
