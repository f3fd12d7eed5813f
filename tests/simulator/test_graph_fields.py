from __future__ import annotations

import pytest

from simulator.graph_fields import GraphField, parse_fields


def test_it_reads_names_arguments_and_fields_inside() -> None:
    fields = parse_fields("id, media{id,caption},replies.limit(50).after(QQ==){text}")
    assert fields == (
        GraphField("id"),
        GraphField("media", {}, (GraphField("id"), GraphField("caption"))),
        GraphField("replies", {"limit": "50", "after": "QQ=="}, (GraphField("text"),)),
    )


def test_nothing_wanted_is_no_field() -> None:
    assert parse_fields(" ") == ()


@pytest.mark.parametrize("text", ["id,", "media{id", "id}", "{id}", "id,,text", "re plies{", "ID"])
def test_a_broken_list_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        parse_fields(text)
