"""The reading half of the Instagram Graph API: one GET, one page after another, errors translated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import httpx

from models.channel_account import ChannelAccount
from models.errors import ChannelUnavailable
from models.graph_errors import graph_error
from models.settings import Settings

Row = Mapping[str, object]


def graph_client(settings: Settings) -> httpx.Client:
    """A client for every account of the installation; safe to share between threads."""
    address = f"{settings.instagram_base_url.rstrip('/')}/{settings.instagram_api_version}"
    return httpx.Client(base_url=address, timeout=settings.instagram_timeout)


class GraphReader:
    """Reads in the name of one account and counts its calls in `requests`."""

    def __init__(self, client: httpx.Client, account: ChannelAccount) -> None:
        self._client = client
        # The token goes into a header: addresses end up in logs.
        self._headers = {"Authorization": f"Bearer {account.secret('access_token')}"}
        self.requests = 0

    def get(self, path: str, **params: str | int) -> Row:
        """The JSON object at `path`. Raises ChannelUnavailable or ChannelRefused."""
        self.requests += 1
        try:
            response = self._client.get(path, params=params, headers=self._headers)
        except httpx.RequestError as error:
            raise ChannelUnavailable(f"Instagram did not answer: {type(error).__name__}") from error
        try:
            body = response.json()
        except ValueError:
            body = None
        if response.status_code != 200 or not isinstance(body, dict):
            raise graph_error(response.status_code, body, response.headers, wrote=False)
        return body

    def pages(self, path: str, first: Row | None = None, **params: str | int) -> Iterator[list[Row]]:
        """Every page of the edge `path`; `first` is a page that came inside another answer.

        Pages are asked for by cursor and never by the `next` address, which names Meta's own host
        and carries the token.
        """
        body = self.get(path, **params) if first is None else first
        while True:
            yield rows(body.get("data"))
            after = next_cursor(body)
            if after is None:
                return
            body = self.get(path, **{**params, "after": after})


def rows(value: object) -> list[Row]:
    """The objects of a JSON list; raises ChannelUnavailable for anything else, so that nothing is skipped."""
    if isinstance(value, list) and all(isinstance(row, Mapping) for row in value):
        return list(value)
    raise ChannelUnavailable("Instagram answered with a list that cannot be read")


def next_cursor(body: Row) -> str | None:
    paging = body.get("paging")
    if not isinstance(paging, Mapping) or not paging.get("next"):
        return None
    cursors = paging.get("cursors")
    after = cursors.get("after") if isinstance(cursors, Mapping) else None
    return str(after) if after else None
