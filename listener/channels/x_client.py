"""The wire of the X source: tweepy with its retries off, time limits on, and a movable host."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

import requests
import tweepy
from requests.adapters import HTTPAdapter

from models.channel_account import ChannelAccount
from models.errors import ChannelRefused, ChannelUnavailable, OutcomeUnknown
from models.x_answers import read_answer

# tweepy has this host written into its code.
TWEEPY_HOST = "https://api.twitter.com"
RETRY_SECONDS = 60.0


class XAdapter(HTTPAdapter):
    """Sends tweepy's requests to `base_url`, each within `timeout` seconds."""

    def __init__(self, base_url: str, timeout: float) -> None:
        super().__init__(pool_maxsize=32, max_retries=0)
        self.base_url = base_url.rstrip("/")
        self.timeout = timeout

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> requests.Response:
        if self.base_url != TWEEPY_HOST:
            request.url = (request.url or "").replace(TWEEPY_HOST, self.base_url, 1)
            kwargs["proxies"] = {}
        kwargs["timeout"] = self.timeout
        return super().send(request, *args, **kwargs)


def open_client(account: ChannelAccount, adapter: XAdapter) -> tweepy.Client:
    """A client that signs as `account` (OAuth 1.0a); ChannelRefused names a missing secret."""
    client = tweepy.Client(
        consumer_key=account.secret("consumer_key"),
        consumer_secret=account.secret("consumer_secret"),
        access_token=account.secret("access_token"),
        access_token_secret=account.secret("access_token_secret"),
        wait_on_rate_limit=False,
    )
    client.session.mount(TWEEPY_HOST, adapter)
    client.session.max_redirects = 0
    return client


def read_json(client: tweepy.Client, route: str, params: Mapping[str, str | int]) -> Mapping[str, object]:
    """The JSON object X answers a GET with.

    Raw, since tweepy's models know one spelling of the field names only. Raises ChannelUnavailable
    or ChannelRefused.
    """
    try:
        response = client.request("GET", route, params=dict(params), user_auth=True)
        answer = response.json()
    except tweepy.HTTPException as error:
        raise _translate(error.response) from error
    except requests.RequestException as error:
        raise ChannelUnavailable(f"X could not be read: {type(error).__name__}", RETRY_SECONDS) from error
    if not isinstance(answer, dict):
        raise ChannelUnavailable("X answered something that is no JSON object", RETRY_SECONDS)
    return answer


def _translate(response: requests.Response) -> ChannelUnavailable | ChannelRefused:
    headers = {name.lower(): value for name, value in response.headers.items()}
    error = read_answer(response.status_code, headers, response.text, time.time())
    if error is None or isinstance(error, OutcomeUnknown):
        return ChannelUnavailable(f"X answered {response.status_code}", RETRY_SECONDS)
    assert isinstance(error, ChannelUnavailable | ChannelRefused)
    return error
