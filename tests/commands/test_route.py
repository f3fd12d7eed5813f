"""`tanggap route` reads {text} a line and answers region, function and confidence a line."""

from __future__ import annotations

import json

from tests.commands.conftest import Shell

EMPTY = {"province": "", "regency": "", "district": "", "competence": "none", "confidence": 0.0}


def test_it_answers_each_line_with_official_names(bare: Shell) -> None:
    lines = [{"text": "begal di Tebet"}, {"text": "soto Lamongan enak"}, {}]
    path = bare.write("posts.jsonl", "".join(json.dumps(line) + "\n" for line in lines))
    first, *others = [json.loads(line) for line in bare.run("route", path).stdout.splitlines()]
    assert first.pop("confidence") > 0.8
    assert first == {
        "province": "Daerah Khusus Ibukota Jakarta",
        "regency": "Kota Administrasi Jakarta Selatan",
        "district": "Tebet",
        "competence": "crime",
    }
    assert others == [EMPTY, EMPTY]


def test_a_bad_line_ends_the_run_with_its_number_after_what_came_before(bare: Shell) -> None:
    result = bare.run("route", "-", input='{"text": "halo"}\nbukan json\n')
    assert result.exit_code == 1
    assert json.loads(result.stdout.splitlines()[0]) == EMPTY
    assert "line 2 is no JSON object" in result.output
