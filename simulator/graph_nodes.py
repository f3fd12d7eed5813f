"""What the Instagram Graph API shows of the world to one of our accounts: nodes, fields, edges, pages."""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from simulator.graph_fields import GraphField
from simulator.world import Account, Author, Post, World

CHANNEL = "instagram"
LARGEST_PAGE = 100


class GraphError(Exception):
    """An error as Meta words it: HTTP status, code, subcode, message."""

    def __init__(self, status: int, code: int, message: str, subcode: int | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.subcode = subcode


def missing(node_id: str, verb: str = "get") -> GraphError:
    """What Meta answers for a deleted object, somebody else's, and one that never was."""
    return GraphError(
        400,
        100,
        f"Unsupported {verb} request. Object with ID '{node_id}' does not exist, cannot be loaded due to "
        "missing permissions, or does not support this operation",
        33,
    )


@dataclass(frozen=True)
class View:
    """The world as the owner of one access token sees it."""

    world: World
    account: Account

    def owns(self, post: Post) -> bool:
        return post.ours and post.account.lower() == self.account.handle.lower()

    def is_with_us(self, post: Post) -> bool:
        """Whether a direct message belongs to a conversation with this account."""
        return post.account.lower() == self.account.handle.lower()

    def medium_of(self, post: Post) -> Post | None:
        """The medium a comment or a mention hangs on; the post itself where it is one."""
        if post.kind in ("media", "tag", "quoted"):
            return post
        return self.world.post(CHANNEL, post.thread_id)

    def own_medium(self, node_id: str) -> Post | None:
        post = self.world.post(CHANNEL, node_id)
        good = post and post.kind == "media" and self.owns(post) and self.world.is_visible(post)
        return post if good else None

    def own_comment(self, node_id: str) -> Post | None:
        """A comment under one of the account's own media."""
        post = self.world.post(CHANNEL, node_id)
        if post is None or post.kind not in ("comment", "reply") or not self.world.is_visible(post):
            return None
        return post if self.own_medium(post.thread_id) else None

    def mention(self, node_id: str, in_comment: bool) -> Post | None:
        """A comment, or a caption, of somebody else that @mentions the account."""
        post = self.world.post(CHANNEL, node_id)
        if post is None or post.kind not in ("mention", "comment", "reply"):
            return None
        if not any(post is one for one in self.world.addressed(CHANNEL, self.account.handle)):
            return None
        return post if (post.thread_id != post.external_id) == in_comment else None

    def comments(self, medium_id: str) -> list[Post]:
        """Top-level comments, newest first."""
        thread = self.world.thread(CHANNEL, medium_id)
        return [p for p in reversed(thread) if _is_comment(p) and _top(self.world, p) is p]

    def replies(self, comment: Post) -> list[Post]:
        """Everything under one comment, oldest first: Instagram has one level of replies only."""
        thread = self.world.thread(CHANNEL, comment.thread_id)
        return [p for p in thread if _is_comment(p) and p is not comment and _top(self.world, p) is comment]

    def parent_id(self, comment: Post) -> str | None:
        top = _top(self.world, comment)
        return None if top is comment else top.external_id


def _is_comment(post: Post) -> bool:
    return post.kind in ("comment", "reply")


def _top(world: World, comment: Post) -> Post:
    while comment.reply_to and comment.reply_to != comment.thread_id:
        parent = world.post(CHANNEL, comment.reply_to)
        if parent is None:
            break
        comment = parent
    return comment


# --- pages


def page(
    rows: Sequence[Post],
    arguments: Mapping[str, str],
    show: Callable[[Post], dict[str, object]],
    address: str,
    default_limit: int = 25,
) -> dict[str, object]:
    """One page after the cursor `after`; cursors name a row, so that new rows never shift a page."""
    limit = max(1, min(int(arguments.get("limit") or default_limit), LARGEST_PAGE))
    start = 0
    if arguments.get("after"):
        last = base64.urlsafe_b64decode(arguments["after"]).decode()
        start = next((i + 1 for i, row in enumerate(rows) if row.external_id == last), len(rows))
    shown = rows[start : start + limit]
    answer: dict[str, object] = {"data": [show(row) for row in shown]}
    if shown:
        after = _cursor(shown[-1])
        paging: dict[str, object] = {"cursors": {"before": _cursor(shown[0]), "after": after}}
        if start + limit < len(rows):
            paging["next"] = f"{address}?limit={limit}&after={after}"
        answer["paging"] = paging
    return answer


def _cursor(row: Post) -> str:
    return base64.urlsafe_b64encode(row.external_id.encode()).decode()


# --- nodes


def graph_time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+0000")


def show_user(view: View, fields: Sequence[GraphField], address: str) -> dict[str, object]:
    account = view.account
    answer: dict[str, object] = {"id": account.external_id}
    for field in fields:
        match field.name:
            case "id":
                pass
            case "user_id":
                answer["user_id"] = account.external_id
            case "username":
                answer["username"] = account.handle
            case "account_type":
                answer["account_type"] = "BUSINESS"
            case "mentioned_comment":
                found = view.mention(field.arguments.get("comment_id", ""), in_comment=True)
                if found is None:
                    raise missing(field.arguments.get("comment_id", ""))
                answer[field.name] = show_comment(view, found, field.fields, address)
            case "mentioned_media":
                found = view.mention(field.arguments.get("media_id", ""), in_comment=False)
                if found is None:
                    raise missing(field.arguments.get("media_id", ""))
                answer[field.name] = show_medium(view, found, field.fields, address)
            case _:
                raise nonexisting(field.name, "IGUser")
    return answer


def show_voice(author: Author, fields: Sequence[GraphField]) -> dict[str, object]:
    """The profile of a person who wrote to us (User Profile API)."""
    known: dict[str, object] = {
        "id": author.external_id,
        "name": author.handle,
        "username": author.handle,
        "follower_count": author.followers,
        "is_verified_user": author.verified,
    }
    return {"id": author.external_id, **{f.name: _known(known, f.name, "IGBusinessScopedID") for f in fields}}


def show_medium(view: View, post: Post, fields: Sequence[GraphField], address: str) -> dict[str, object]:
    numbers = view.world.metrics(post)
    # What hangs under a deleted comment is gone with it.
    thread = [
        p
        for p in view.world.thread(CHANNEL, post.external_id)
        if _is_comment(p) and view.world.is_visible(_top(view.world, p))
    ]
    known: dict[str, object] = {
        "id": post.external_id,
        "caption": post.text,
        "timestamp": graph_time(post.created_at),
        "permalink": f"https://www.instagram.com/p/{post.external_id}/",
        "media_type": "VIDEO" if "video" in post.media else "IMAGE",
        "media_url": _media_url(post),
        "username": post.author.handle,
        "like_count": numbers["likes"],
        "comments_count": len(thread),
        "owner": {"id": post.author.external_id},
    }
    answer: dict[str, object] = {"id": post.external_id}
    for field in fields:
        if field.name == "comments":
            answer["comments"] = comments_page(view, post, field.fields, field.arguments, address)
        else:
            answer[field.name] = _known(known, field.name, "IGMedia")
    return answer


def show_comment(view: View, post: Post, fields: Sequence[GraphField], address: str) -> dict[str, object]:
    medium = view.medium_of(post)
    known: dict[str, object] = {
        "id": post.external_id,
        "text": post.text,
        "timestamp": graph_time(post.created_at),
        "username": post.author.handle,
        "from": {"id": post.author.external_id, "username": post.author.handle},
        "like_count": view.world.metrics(post)["likes"],
        "hidden": False,
        "parent_id": view.parent_id(post),
    }
    answer: dict[str, object] = {"id": post.external_id}
    for field in fields:
        match field.name:
            case "replies":
                answer["replies"] = replies_page(view, post, field.fields, field.arguments, address)
            case "media":
                if medium is not None:
                    answer["media"] = show_medium(view, medium, field.fields, address)
            case _:
                value = _known(known, field.name, "IGComment")
                if value is not None:
                    answer[field.name] = value
    return answer


def comments_page(
    view: View, medium: Post, fields: Sequence[GraphField], arguments: Mapping[str, str], address: str
) -> dict[str, object]:
    at = f"{address}/{medium.external_id}/comments"
    return page(
        view.comments(medium.external_id), arguments, lambda p: show_comment(view, p, fields, address), at
    )


def replies_page(
    view: View, comment: Post, fields: Sequence[GraphField], arguments: Mapping[str, str], address: str
) -> dict[str, object]:
    at = f"{address}/{comment.external_id}/replies"
    return page(view.replies(comment), arguments, lambda p: show_comment(view, p, fields, address), at)


def show_message(post: Post, account: Account, fields: Sequence[GraphField]) -> dict[str, object]:
    ours = {"id": account.external_id, "username": account.handle}
    theirs = {"id": post.thread_id, "username": post.author.handle if not post.ours else ""}
    known: dict[str, object] = {
        "id": post.external_id,
        "created_time": graph_time(post.created_at),
        "message": post.text,
        "from": ours if post.ours else theirs,
        "to": {"data": [theirs if post.ours else ours]},
    }
    return {"id": post.external_id, **{f.name: _known(known, f.name, "Message") for f in fields}}


def nonexisting(name: str, node_type: str) -> GraphError:
    return GraphError(
        400, 100, f"(#100) Tried accessing nonexisting field ({name}) on node type ({node_type})"
    )


def _known(known: Mapping[str, object], name: str, node_type: str) -> object:
    if name not in known:
        raise nonexisting(name, node_type)
    return known[name]


def _media_url(post: Post) -> str:
    first = post.media[0] if post.media else "image"
    return first if first.startswith("http") else f"https://scontent.cdninstagram.com/{post.external_id}.jpg"
