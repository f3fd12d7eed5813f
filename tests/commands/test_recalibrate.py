"""`tanggap recalibrate viral`: refusing plainly, listing versions and going back."""

from __future__ import annotations

from classifier.viral import local
from classifier.viral.local import EVERY_LEVEL, Local, LocalPlatform
from models.settings import load_settings
from models.vocabulary import Channel
from tests.commands.conftest import Shell


def test_an_installation_without_finished_posts_is_refused(shell: Shell) -> None:
    result = shell.run("recalibrate", "viral")
    assert result.exit_code == 1
    assert "200 finished posts and 20 crossings" in result.output
    assert "Traceback" not in result.output


def test_versions_are_listed_and_one_can_be_gone_back_to(shell: Shell) -> None:
    place = local.folder(load_settings())
    own = LocalPlatform({EVERY_LEVEL: 90}, ((1.0, 0.0),) * 4)
    for name in ("local-1", "local-2"):
        local.save(place, Local(name, "viral-test", {Channel.X: own}))
    assert shell.json("recalibrate", "viral", "--list") == {
        "live": "local-2",
        "versions": ["local-1", "local-2"],
    }

    assert shell.json("recalibrate", "viral", "--use", "local-1") == {"live": "local-1", "before": "local-2"}
    assert shell.json("recalibrate", "viral", "--use", "shipped")["live"] == "shipped"

    wrong = shell.run("recalibrate", "viral", "--use", "local-9")
    assert wrong.exit_code == 1
    assert "there is no recalibration 'local-9'" in wrong.output
    assert local.live(place) == "shipped"
