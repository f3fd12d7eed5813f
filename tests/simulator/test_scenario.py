"""Scenarios and replays are played in time, and the answers to them are compared with what was right."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

from listener.channels.x import XSource
from models.channel_account import ChannelAccount
from models.settings import Settings
from models.vocabulary import Channel
from simulator.player import Player, review
from simulator.scenario import SCENARIOS, Scenario, folder_of, load_replay, load_scenario
from simulator.server import Simulator
from simulator.world import World

SMALL = Path(__file__).parent / "scenarios" / "small"


@pytest.fixture
def scenario() -> Scenario:
    return load_scenario(str(SMALL))


@pytest.fixture
def player(scenario: Scenario) -> Player:
    player = Player(World(), scenario)
    player.register()
    return player


def test_it_plays_each_message_at_its_time(player: Player) -> None:
    assert player.step(0) == 1
    assert player.played == {}
    assert player.step(2) == 4
    assert list(player.played) == ["a", "b", "c"]
    assert player.step(10) == 20
    assert player.step(20) is None


def test_what_was_said_is_what_the_scenario_wants(player: Player) -> None:
    player.step(4)
    world = player.world
    first, second = (world.post("x", player.played[name]) for name in "ab")
    assert first is not None
    assert second is not None
    assert (first.author.handle, first.author.followers, first.media) == ("warga_1", 120, ("image",))
    assert second.reply_to == first.external_id
    assert first.quoted == second.quoted, "the same pair of author and text is the same post"
    chat = world.thread("whatsapp", "62000410233")
    assert [post.text for post in chat] == ["ADR pak tolong", "motor saya hilang"]
    assert chat[1].reply_to is None, "writing the next message quotes nothing"
    world.advance(3600)
    assert world.metrics(first)["likes"] > 500


def test_a_message_is_deleted_at_its_time(player: Player) -> None:
    player.step(19)
    assert len(player.world.addressed("x", "polresta_a")) == 3
    player.step(20)
    assert player.played["e"] not in [post.external_id for post in player.world.addressed("x", "polresta_a")]


def test_a_burst_says_the_first_messages_at_once(scenario: Scenario) -> None:
    player = Player(World(), scenario, burst=3)
    player.register()
    assert player.step(0) == 4
    assert list(player.played) == ["a", "b", "c"]


def test_it_plays_to_the_end_in_real_time_and_tells_how_far(scenario: Scenario) -> None:
    player = Player(World(), scenario, speed=1000)
    player.register()
    told: list[int] = []
    player.run(threading.Event(), told.append)
    assert told[-1] == len(scenario.messages)
    assert told == sorted(told)


def test_it_stops_between_two_messages(scenario: Scenario) -> None:
    player = Player(World(), scenario)
    player.register()
    stopping = threading.Event()
    stopping.set()
    player.run(stopping)
    assert player.played == {}


def test_a_play_without_speed_is_refused(scenario: Scenario) -> None:
    with pytest.raises(ValueError, match="speed"):
        Player(World(), scenario, speed=0)


def test_the_review_tells_what_was_answered_and_how_fast(player: Player, scenario: Scenario) -> None:
    world = player.world
    player.step(4)
    world.advance(30)
    world.accept("x", "polresta_a", player.played["a"], "diterima, TGP-1")
    world.accept("x", "polresta_a", player.played["b"], "terima kasih")
    world.advance(30)
    world.accept("x", "polresta_a", player.played["a"], "TGP-1 selesai")
    fared = {answered.message.id: answered for answered in review(world, scenario)}
    assert list(fared) == ["a", "b", "c", "d"]
    assert fared["a"].seconds == pytest.approx(30, abs=1)
    assert (fared["a"].answer, fared["a"].right) == ("diterima, TGP-1", True)
    assert not fared["b"].right, "what needed no answer got one"
    assert (fared["c"].seconds, fared["c"].right) == (None, False)
    assert fared["d"].message.lesson == "Tanya tempat dan waktu."


def test_one_answer_serves_all_a_citizen_wrote_before_it(player: Player, scenario: Scenario) -> None:
    player.step(2)
    player.world.accept("whatsapp", "62000000201", player.played["c"], "diterima", thread_id="62000410233")
    player.world.advance(1)
    player.step(4)
    fared = {answered.message.id: answered for answered in review(player.world, scenario)}
    assert fared["c"].right
    assert not fared["d"].right, "written after the answer"
    player.world.accept("whatsapp", "62000000201", player.played["d"], "diteruskan", thread_id="62000410233")
    assert all(answered.right for answered in review(player.world, scenario) if answered.message.id in "cd")


def test_an_answer_of_another_account_does_not_count(player: Player, scenario: Scenario) -> None:
    player.step(1)
    player.world.register("x", "polda_b")
    player.world.accept("x", "polda_b", player.played["a"], "diterima")
    assert review(player.world, scenario)[0].answered_at is None


@pytest.mark.parametrize("name", sorted(path.parent.name for path in SCENARIOS.glob("*/scenario.yaml")))
def test_every_scenario_that_ships_plays_to_its_end(name: str) -> None:
    scenario = load_scenario(name)
    player = Player(World(), scenario)
    player.register()
    assert player.step(scenario.duration_seconds) is None
    assert len(player.played) == len(scenario.messages)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"at": None}, "float()"),
        ({"id": "a"}, "not unique"),
        ({"account": "siapa"}, "accounts.csv"),
        ({"channel": "fax"}, "'fax'"),
        ({"kind": "teriakan"}, "'teriakan'"),
        ({"reply_to": "z"}, "answers 'z'"),
        ({"delete_at": 9}, "deleted before"),
        ({"volume": 11}, "volume"),
    ],
)
def test_a_line_that_cannot_be_played_is_named(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    line = {"id": "f", "at": 9, "channel": "x", "account": "polresta_a", "author": "w", "text": "t"} | changes
    for path in SMALL.iterdir():
        (tmp_path / path.name).write_text(path.read_text())
    with (tmp_path / "messages.jsonl").open("a") as messages:
        messages.write(json.dumps(line) + "\n")
    with pytest.raises(ValueError, match=r"messages.jsonl line 6") as raised:
        load_scenario(str(tmp_path))
    assert reason in str(raised.value)


def test_an_unknown_scenario_names_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"there are .*demo"):
        load_scenario("tidak-ada")


def export(folder: Path, *rows: str, header: str = "text,date") -> Path:
    path = folder / "export.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
    return path


def test_a_replay_keeps_the_order_and_spacing_of_the_dates(tmp_path: Path) -> None:
    path = export(
        tmp_path,
        "ketiga,Sun Oct 20 23:30:00 +0000 2024",
        "pertama,Sun Oct 20 23:10:00 +0000 2024",
        "kedua,Sun Oct 20 23:11:00 +0000 2024",
        "serentak,Sun Oct 20 23:11:00 +0000 2024",
    )
    replay = load_replay(path, "akun", speed=60, per_second=20, longest_gap=5)
    assert [message.text for message in replay.messages] == ["pertama", "kedua", "serentak", "ketiga"]
    assert [message.at for message in replay.messages] == pytest.approx([0, 1, 1.05, 6.05])
    assert {message.account for message in replay.messages} == {"akun"}


def test_a_replay_names_the_rows_it_cannot_read(tmp_path: Path) -> None:
    path = export(tmp_path, "satu,2025-01-01", "dua,kemarin", ",2025-01-01", "tiga,2025-01-02T10:00:00+07:00")
    replay = load_replay(path, "akun")
    assert [message.text for message in replay.messages] == ["satu", "tiga"]
    assert [row.split(":")[0] for row in replay.skipped] == ["line 3", "line 4"]


def test_a_replay_reads_created_at_and_author_too(tmp_path: Path) -> None:
    path = export(tmp_path, "@warga_9,2025-01-01,halo", header="author,created_at,text")
    (message,) = load_replay(path, "akun").messages
    assert (message.author, message.text) == ("warga_9", "halo")


def test_a_file_without_the_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="needs the columns text and date"):
        load_replay(export(tmp_path, "1", header="text"), "akun")


def test_replayed_posts_come_in_through_the_real_connector(tmp_path: Path) -> None:
    path = export(
        tmp_path,
        *(f"sebutan {number},2025-01-01T{number // 60:02d}:{number % 60:02d}:00" for number in range(250)),
    )
    player = Player(World(), load_replay(path, "akun_ulang"))
    player.register()
    player.step(player.scenario.duration_seconds)
    with Simulator(player.world, only=["x"]) as simulator:
        source = XSource(Settings(x_base_url=simulator.urls["x"]))
        registered = player.world.register("x", "akun_ulang")
        names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
        credential = dict.fromkeys(names, registered.token)
        account = ChannelAccount(1, Channel.X, "akun_ulang", registered.external_id, credential)
        batch = source.fetch(account, None)
    assert [mention.text for mention in batch.mentions] == [f"sebutan {number}" for number in range(250)]
    assert batch.requests == 3


def test_the_command_prints_its_addresses_plays_and_stops(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "simulator", "--scenario", str(SMALL), "--speed", "50", "--burst", "1"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            announced = json.loads(process.stdout.readline())
            control = announced["urls"]["control"]
            played = httpx.get(f"{control}/played", timeout=10).json()
            reviewed = httpx.get(f"{control}/review", timeout=10).json()
        finally:
            process.send_signal(signal.SIGTERM)
            _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (0, "")
    assert set(announced["urls"]) == {"x", "instagram", "instagram_private", "whatsapp", "control"}
    assert {account["token"] for account in announced["accounts"]} == {
        "token-polresta_a",
        "token-62000000201",
    }
    assert (played["title"], played["messages"]) == ("Kecil", 5)
    assert reviewed[0]["id"] == "a"


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--scenario", "tidak-ada"], "no scenario"),
        (["--ports", "fax=1"], "fax=1"),
        (["--speed", "0"], "speed"),
        (["--scenario", "demo", "--replay", str(SMALL / "accounts.csv")], "not both"),
        (["--replay", str(SMALL / "accounts.csv")], "needs the columns"),
    ],
)
def test_the_command_says_what_is_wrong(arguments: list[str], reason: str) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "simulator", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode != 0
    assert reason in ended.stderr


def test_a_shipped_scenario_is_found_by_name_whatever_the_working_folder_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "demo").mkdir()
    monkeypatch.chdir(tmp_path)

    assert folder_of("demo") == SCENARIOS / "demo"
    assert folder_of("own") == Path("own")
