"""Opens instagrapi on a saved session, so that it asks once, in time, and never for a human.

The same file stands in both directions of the channel, which may not import each other; a test
compares the two. What the library does by itself and must not: POST again after a failure,
wait without limit, sleep, sign in, ask for a code on the terminal.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NoReturn
from urllib.parse import urlsplit, urlunsplit

import requests
from instagrapi import Client
from instagrapi.exceptions import ChallengeRequired, ClientError
from instagrapi.extractors import extract_comment
from instagrapi.types import Comment
from requests.adapters import BaseAdapter, HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from models.channel_account import ChannelAccount
from models.errors import ChannelError, ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.private_api_errors import SIGN_IN, private_api_error
from models.settings import Settings
from models.vocabulary import Refusal

LIVE = "https://i.instagram.com"
# Kept by the library in its settings; these would make it sleep, or write twice.
HARMLESS = {
    "request_timeout": 0,
    "session_retry_total": 0,
    "public_request_retries_count": 1,
    "public_request_retries_timeout": 0,
    "private_transport": "curl",
    "public_transport": "requests",
}


class NotSent(requests.RequestException):
    """No connection came about, so the platform did nothing."""


class OneTry(BaseAdapter):
    """Sends each request once, within `timeout` seconds, to `base_url` unless that is the live platform."""

    def __init__(self, base_url: str, timeout: float, live: BaseAdapter) -> None:
        super().__init__()
        self._stand_in = None if base_url.rstrip("/") == LIVE else urlsplit(base_url)
        # The library's own adapter speaks to the live platform as the app does.
        self._inner = live
        if self._stand_in is not None:
            live.close()
            self._inner = HTTPAdapter(max_retries=0)
        self._timeout = timeout

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        if self._stand_in is not None:
            here = self._stand_in
            there = urlsplit(str(request.url))._replace(scheme=here.scheme, netloc=here.netloc)
            request.url = urlunsplit(there)
        options["timeout"] = self._timeout
        try:
            response = self._inner.send(request, *args, **options)
            # Read here: an answer cut in the middle makes the library send everything again.
            response.content  # noqa: B018 - reading it is the point
        except (requests.exceptions.ChunkedEncodingError, requests.exceptions.ContentDecodingError) as error:
            raise requests.ConnectionError("the answer was cut", request=request) from error
        except requests.ConnectionError as error:
            if _never_connected(error):
                raise NotSent("no connection", request=request) from error
            raise
        if response.status_code == requests.codes.request_timeout:
            # The library waits a minute and sends again when it sees a 408.
            raise requests.ReadTimeout("the platform answered 408", request=request)
        return response

    def close(self) -> None:
        self._inner.close()


def _never_connected(error: requests.ConnectionError) -> bool:
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(
        reason, (NewConnectionError, ConnectTimeoutError)
    )


@contextmanager
def opened(settings: Settings, account: ChannelAccount, wrote: bool) -> Iterator[Client]:
    """A client on the account's saved session; its errors leave as ours, a write's unclear ones as unknown.

    Raises `ChannelRefused` when the private API is switched off or nothing is saved.
    """
    require_enabled(settings)
    session = saved_session(account)
    try:
        client = new_client(settings, session)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(account) from error
    with translated(wrote), closing(client):
        if client.user_id is None:
            raise ChannelRefused(
                f"the saved session of @{account.handle} belongs to nobody: {SIGN_IN}",
                code=Refusal.REVOKED,
                stops_account=True,
            )
        yield client


def require_enabled(settings: Settings) -> None:
    if not settings.instagram_private_enabled:
        raise ChannelRefused(
            "the private Instagram API is off: accounts have been suspended for using it. "
            "Set TANGGAP_INSTAGRAM_PRIVATE_ENABLED=true to take that risk",
            stops_account=True,
        )


def new_client(settings: Settings, session: Mapping[str, object]) -> Client:
    """A client that never retries, sleeps or asks; `session` is what `get_settings` gave at sign-in."""
    client = Client()
    client.set_settings({**session, **HARMLESS})
    client.with_challenge_flow = False
    client.handle_exception = _raise_again
    client.challenge_code_handler = _refuse_to_ask
    client.change_password_handler = _refuse_to_ask
    # After set_settings, which mounts the library's own adapters.
    for http in (client.private, client.public, client.graphql):
        live = http.get_adapter(LIVE)
        adapter = OneTry(settings.instagram_private_base_url, settings.instagram_private_timeout, live)
        http.mount("https://", adapter)
        http.mount("http://", adapter)
    return client


@contextmanager
def closing(client: Client) -> Iterator[None]:
    try:
        yield
    finally:
        for http in (client.private, client.public, client.graphql):
            http.close()


def _raise_again(client: Client, error: Exception) -> NoReturn:
    # Without this the library would send the request a second time.
    raise error


def _refuse_to_ask(*_: object) -> NoReturn:
    raise ChallengeRequired("a person must answer this in the Instagram app")


@contextmanager
def translated(wrote: bool) -> Iterator[None]:
    """Turns the library's errors into ours."""
    try:
        yield
    except ClientError as error:
        names = [kind.__name__ for kind in type(error).__mro__]
        raise private_api_error(names, str(error), wrote) from error
    except NotSent as error:
        raise ChannelUnavailable("Instagram (private API) cannot be reached") from error
    except requests.RequestException as error:
        raise _unclear(f"Instagram (private API) gave no answer: {type(error).__name__}", wrote) from error
    except (KeyError, TypeError, ValueError) as error:
        reason = f"Instagram (private API) answered in an unknown shape: {type(error).__name__}"
        raise _unclear(reason, wrote) from error


def _unclear(reason: str, wrote: bool) -> ChannelError:
    return OutcomeUnknown(reason) if wrote else ChannelUnavailable(reason)


def replies_under(client: Client, medium_id: str, comment_id: str) -> Iterator[Comment]:
    """All replies to one comment. The library's own method POSTs for every page but the first."""
    params: dict[str, str] = {}
    while True:
        answer = client.private_request(
            f"media/{medium_id}/comments/{comment_id}/inline_child_comments/", params=params
        )
        replies = [extract_comment(reply) for reply in answer["child_comments"]]
        yield from replies
        cursor = answer.get("next_min_child_cursor")
        if not cursor or not replies:
            return
        params = {"min_id": cursor}


# --- the saved session


def saved_session(account: ChannelAccount) -> Mapping[str, object]:
    """The session as last used, or as stored at sign-in when that is newer."""
    stored = account.secret("session_json")
    kept = account.state.get("session")
    if isinstance(kept, Mapping) and account.state.get("from") == _fingerprint(stored):
        return kept
    try:
        session = json.loads(stored)
    except ValueError:
        session = None
    if not isinstance(session, dict):
        raise _unreadable(account)
    return session


def _unreadable(account: ChannelAccount) -> ChannelRefused:
    return ChannelRefused(
        f"the saved session of @{account.handle} cannot be read: {SIGN_IN}",
        code=Refusal.MISSING_CREDENTIAL,
        stops_account=True,
    )


def session_to_keep(account: ChannelAccount, client: Client) -> Mapping[str, object] | None:
    """The account's new state when the platform renewed the session; None when it did not."""
    before, after = saved_session(account), client.get_settings()
    renewed = ("authorization_data", "cookies", "mid", "ig_u_rur", "ig_www_claim", "uuids")
    if all(before.get(name) == after.get(name) for name in renewed):
        return None
    return {"session": after, "from": _fingerprint(account.secret("session_json"))}


def _fingerprint(stored: str) -> str:
    return hashlib.sha256(stored.encode()).hexdigest()[:16]
