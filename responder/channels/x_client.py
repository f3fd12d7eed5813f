"""The wire of the X sender: tweepy with every retry off, time limits on, and a movable host."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import requests
import tweepy
import urllib3
from requests.adapters import HTTPAdapter

from models.channel_account import ChannelAccount
from models.errors import ChannelError, ChannelUnavailable, OutcomeUnknown
from models.x_answers import read_answer

# tweepy has this host written into its code.
TWEEPY_HOST = "https://api.twitter.com"
RETRY_SECONDS = 60.0


class XAdapter(HTTPAdapter):
    """Sends tweepy's requests to `base_url`, each within `timeout` seconds, and never twice."""

    def __init__(self, base_url: str, timeout: float) -> None:
        super().__init__(max_retries=0)
        self.base_url = base_url.rstrip("/")
        self.timeout = timeout

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if self.base_url != TWEEPY_HOST:
            request.url = (request.url or "").replace(TWEEPY_HOST, self.base_url, 1)
            kwargs["proxies"] = {}
        kwargs["timeout"] = self.timeout
        return super().send(request, *args, **kwargs)


@contextmanager
def open_client(account: ChannelAccount, base_url: str, timeout: float) -> Iterator[tweepy.Client]:
    """A client that signs as `account` (OAuth 1.0a); ChannelRefused names a missing secret.

    Its connection is new and closed afterwards: only on a new connection does a refused
    connection prove that nothing was posted.
    """
    client = tweepy.Client(
        consumer_key=account.secret("consumer_key"),
        consumer_secret=account.secret("consumer_secret"),
        access_token=account.secret("access_token"),
        access_token_secret=account.secret("access_token_secret"),
        return_type=requests.Response,
        wait_on_rate_limit=False,
    )
    client.session.mount(TWEEPY_HOST, XAdapter(base_url, timeout))
    # A followed redirect would post again.
    client.session.max_redirects = 0
    with client.session:
        yield client


def post_reply(client: tweepy.Client, in_reply_to: str, text: str) -> Mapping[str, object]:
    """Posts once; the JSON object X answers with. Raises like `ReplySender.send`."""
    try:
        response = client.create_tweet(text=text, in_reply_to_tweet_id=in_reply_to)
        answer = response.json()
    except tweepy.HTTPException as error:
        doubt = OutcomeUnknown(f"X answered {error.response.status_code}; the reply may be posted")
        raise _read(error.response) or doubt from error
    except requests.RequestException as error:
        if never_connected(error):
            raise ChannelUnavailable("X could not be reached; nothing was sent", RETRY_SECONDS) from error
        raise OutcomeUnknown(f"{type(error).__name__} while posting; the reply may be posted") from error
    if not isinstance(answer, dict):
        raise OutcomeUnknown("X took the reply but its answer cannot be read")
    return answer


def read_json(client: tweepy.Client, route: str, params: Mapping[str, str | int]) -> Mapping[str, object]:
    """The JSON object X answers a GET with; raises ChannelUnavailable or ChannelRefused."""
    try:
        response = client.request("GET", route, params=dict(params), user_auth=True)
        answer = response.json()
    except tweepy.HTTPException as error:
        later = ChannelUnavailable(f"X answered {error.response.status_code}", RETRY_SECONDS)
        translated = _read(error.response)
        raise later if translated is None or isinstance(translated, OutcomeUnknown) else translated from error
    except requests.RequestException as error:
        raise ChannelUnavailable(f"X could not be read: {type(error).__name__}", RETRY_SECONDS) from error
    if not isinstance(answer, dict):
        raise ChannelUnavailable("X answered something that is no JSON object", RETRY_SECONDS)
    return answer


def never_connected(error: requests.RequestException) -> bool:
    """True when no connection was made, so that the platform cannot have seen a byte."""
    if isinstance(error, requests.ConnectTimeout):
        return True
    cause = error.args[0] if error.args else None
    reason = cause.reason if isinstance(cause, urllib3.exceptions.MaxRetryError) else cause
    return isinstance(reason, urllib3.exceptions.NewConnectionError)


def _read(response: requests.Response) -> ChannelError | None:
    headers = {name.lower(): value for name, value in response.headers.items()}
    return read_answer(response.status_code, headers, response.text, time.time())
