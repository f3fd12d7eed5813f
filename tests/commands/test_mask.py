"""`tanggap mask` reads {text} a line and answers {text, spans} a line, with spans into what it read."""

from __future__ import annotations

import json

from tests.commands.conftest import Shell

LINES = [
    {"text": "hp saya 0812 3456 7890, plat b4567tzx"},
    {"text": "jalan sudirman macet 😡 tolong pak"},
    {"text": ""},
]


def test_it_masks_each_line_and_says_where(bare: Shell) -> None:
    path = bare.write("posts.jsonl", "".join(json.dumps(line) + "\n" for line in LINES))
    answers = [json.loads(line) for line in bare.run("mask", path).stdout.splitlines()]
    assert answers == [
        {"text": "hp saya [phone], plat [plate]", "spans": [[8, 22, "phone"], [29, 37, "plate"]]},
        {"text": "jalan sudirman macet 😡 tolong pak", "spans": []},
        {"text": "", "spans": []},
    ]


def test_it_reads_from_a_pipe(bare: Shell) -> None:
    answer = json.loads(bare.run("mask", "-", input='{"text": "NIK 3404011203900001"}\n').stdout)
    assert answer == {"text": "NIK [nik]", "spans": [[4, 20, "nik"]]}
