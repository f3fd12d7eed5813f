"""What instagrapi must not do by itself: send again, wait for ever, speak with another host."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
import requests

from listener.channels.instagram_session import LIVE, new_client, opened
from models.channel_account import ChannelAccount
from models.errors import ChannelError, ChannelUnavailable, OutcomeUnknown
from models.settings import Settings
from models.vocabulary import Channel

SESSION = {"authorization_data": {"ds_user_id": "17841", "sessionid": "sesi"}}
ACCOUNT = ChannelAccount(
    1, Channel.INSTAGRAM_PRIVATE, "polres_contoh", "17841", {"session_json": json.dumps(SESSION)}
)
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CUT = [
    HEAD + b"Content-Length: 500\r\n\r\n" + b'{"items": [',
    HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b'b\r\n{"items": [',
    HEAD + b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n",
    b"",
]


@contextmanager
def answering(raw: bytes) -> Iterator[tuple[Settings, list[bytes]]]:
    """A platform that answers every request with `raw` bytes and hangs up, and what it was asked."""
    asked: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(10)

        def serve() -> None:
            while True:
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    first = connection.recv(65536)
                    if not first:
                        return
                    asked.append(first)
                    connection.sendall(raw)

        thread = threading.Thread(target=serve)
        thread.start()
        address = f"http://127.0.0.1:{server.getsockname()[1]}"
        yield (
            Settings(
                instagram_private_enabled=True,
                instagram_private_base_url=address,
                instagram_private_timeout=2,
            ),
            asked,
        )
        # An empty visit ends the loop.
        socket.create_connection(server.getsockname()).close()
        thread.join()


@pytest.mark.parametrize("raw", CUT)
@pytest.mark.parametrize(("wrote", "expected"), [(True, OutcomeUnknown), (False, ChannelUnavailable)])
def test_a_broken_answer_is_never_asked_for_again(
    raw: bytes, wrote: bool, expected: type[ChannelError]
) -> None:
    with (
        answering(raw) as (settings, asked),
        pytest.raises(expected),
        opened(settings, ACCOUNT, wrote=wrote) as client,
    ):
        client.direct_answer(17842, "Terima kasih") if wrote else client.account_info()
    assert len(asked) == 1


def test_every_host_of_the_library_is_led_to_the_stand_in() -> None:
    # It says that it hangs up: a client that has not seen the end yet would ask on the dying connection.
    with answering(HEAD + b"Connection: close\r\nContent-Length: 2\r\n\r\n{}") as (settings, asked):
        client = new_client(settings, SESSION)
        for http in (client.private, client.public, client.graphql):
            for host in ("i.instagram.com", "b.i.instagram.com", "www.instagram.com"):
                assert http.get(f"https://{host}/api/v1/x/?a=1").json() == {}
            http.close()
    assert len(asked) == 9
    assert all(one.startswith(b"GET /api/v1/x/?a=1 ") for one in asked)


def test_the_live_platform_is_spoken_to_as_the_app_does() -> None:
    """The library's own transport stays in place there: another one is noticed by the platform."""
    client = new_client(Settings(instagram_private_enabled=True), SESSION)
    adapter = client.private.get_adapter(LIVE)
    assert type(adapter._inner).__name__ == "_CurlH2Adapter"
    for http in (client.private, client.public, client.graphql):
        http.close()


def test_a_saved_wish_to_retry_is_overruled() -> None:
    wishes = {"private_transport": "requests", "session_retry_total": 5, "request_timeout": 30}
    client = new_client(Settings(), {**SESSION, **wishes})
    assert client.private_transport == "curl"
    assert client.request_timeout == 0
    retries = client.public.get_adapter(LIVE)._inner.max_retries.total
    assert retries == 0
    for http in (client.private, client.public, client.graphql):
        http.close()


def test_a_failure_leaves_the_library_at_once() -> None:
    client = new_client(Settings(), SESSION)
    with pytest.raises(requests.ReadTimeout):
        client.handle_exception(client, requests.ReadTimeout("lambat"))
    for http in (client.private, client.public, client.graphql):
        http.close()
