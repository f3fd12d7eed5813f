"""What Instagram's private app API shows of the world: users, media, comments, threads, as JSON objects."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import datetime

from simulator.world import Account, Author, Post, World

CHANNEL = "instagram_private"
FEED_PAGE = 12
COMMENT_PAGE = 20
REPLY_PAGE = 10
THREAD_PAGE = 20
PICTURE = "https://scontent.cdninstagram.com/person.jpg"


def user_node(author: Author) -> dict[str, object]:
    return {
        "pk": int(author.external_id),
        "pk_id": author.external_id,
        "username": author.handle,
        "full_name": author.handle,
        "is_private": False,
        "is_verified": author.verified,
        "profile_pic_url": PICTURE,
    }


def account_node(world: World, account: Account) -> dict[str, object]:
    return {
        **user_node(world.author(CHANNEL, account.handle)),
        "pk": int(account.external_id),
        "pk_id": account.external_id,
        "is_business": True,
        "biography": "",
    }


def medium_node(world: World, post: Post) -> dict[str, object]:
    numbers = world.metrics(post)
    return {
        "pk": int(post.external_id),
        "id": f"{post.external_id}_{post.author.external_id}",
        "code": f"C{post.external_id}",
        "taken_at": int(post.created_at.timestamp()),
        "media_type": 1,
        "image_versions2": {
            "candidates": [
                {
                    "url": f"https://scontent.cdninstagram.com/{post.external_id}.jpg",
                    "height": 1080,
                    "width": 1080,
                }
            ]
        },
        "user": user_node(post.author),
        "caption": {"text": post.text},
        "like_count": numbers["likes"],
        "comment_count": len(comments(world, post.external_id, with_replies=True)),
    }


def comment_node(world: World, post: Post) -> dict[str, object]:
    node: dict[str, object] = {
        "pk": post.external_id,
        "user_id": int(post.author.external_id),
        "text": post.text,
        "type": 0,
        "created_at": int(post.created_at.timestamp()),
        "created_at_utc": int(post.created_at.timestamp()),
        "content_type": "comment",
        "status": "Active",
        "user": user_node(post.author),
        "comment_like_count": world.metrics(post)["likes"],
        "has_liked_comment": False,
        "media_id": int(post.thread_id),
    }
    above = top(world, post)
    if above is not post:
        node["parent_comment_id"] = above.external_id
        node["replied_to_comment_id"] = post.reply_to
    else:
        node["child_comment_count"] = len(replies(world, post))
    return node


def comments(world: World, medium_id: str, with_replies: bool = False) -> list[Post]:
    """Comments under a medium, newest first; only top-level ones unless `with_replies`."""
    found = [p for p in reversed(world.thread(CHANNEL, medium_id)) if p.kind in ("comment", "reply")]
    return found if with_replies else [p for p in found if top(world, p) is p]


def replies(world: World, comment: Post) -> list[Post]:
    """Everything under one comment, oldest first."""
    found = comments(world, comment.thread_id, with_replies=True)[::-1]
    return [p for p in found if p is not comment and top(world, p) is comment]


def top(world: World, comment: Post) -> Post:
    while comment.reply_to and comment.reply_to != comment.thread_id:
        parent = world.post(CHANNEL, comment.reply_to)
        if parent is None:
            break
        comment = parent
    return comment


def message_node(account: Account, post: Post) -> dict[str, object]:
    sender = account.external_id if post.ours else post.author.external_id
    return {
        "item_id": post.external_id,
        "user_id": int(sender),
        "timestamp": int(post.created_at.timestamp() * 1_000_000),
        "item_type": "text",
        "text": post.text,
        "client_context": post.external_id,
        "is_sent_by_viewer": post.ours,
        "is_shh_mode": False,
    }


def thread_node(
    world: World, account: Account, thread_id: str, limit: int, cursor: str = ""
) -> dict[str, object]:
    """One conversation with its newest messages, or those before the message `cursor`."""
    messages = direct_messages(world, account, thread_id)[::-1]
    start = next((i + 1 for i, m in enumerate(messages) if m.external_id == cursor), 0)
    shown = messages[start : start + limit]
    more = start + limit < len(messages)
    people = {m.author.handle: m.author for m in messages if not m.ours}
    return {
        "thread_id": thread_id,
        "thread_v2_id": thread_id,
        "items": [message_node(account, message) for message in shown],
        "has_older": more,
        "oldest_cursor": shown[-1].external_id if more else "",
        "users": [user_node(person) for person in people.values()],
        "inviter": None,
        "admin_user_ids": [],
        "last_activity_at": _microseconds(messages[0].created_at),
        "muted": False,
        "named": False,
        "canonical": True,
        "pending": is_pending(messages),
        "archived": False,
        "thread_type": "private",
        "thread_title": next(iter(people), ""),
        "folder": 0,
        "vc_muted": False,
        "is_group": False,
        "mentions_muted": False,
        "approval_required_for_new_members": False,
        "input_mode": 0,
    }


def is_pending(messages: Sequence[Post]) -> bool:
    """Whether a conversation waits among the requests: a stranger wrote, and we never answered."""
    return bool(messages and messages[-1].extra.get("pending")) and not any(m.ours for m in messages)


def direct_messages(world: World, account: Account, thread_id: str) -> list[Post]:
    """The messages of one conversation of the account, oldest first."""
    return [
        p
        for p in world.thread(CHANNEL, thread_id)
        if p.kind == "direct" and p.account.lower() == account.handle.lower()
    ]


def inbox_node(
    world: World, account: Account, pending: bool, message_limit: int, cursor: str
) -> dict[str, object]:
    """One page of conversations, the most recently active first."""
    known = [p for p in world.addressed(CHANNEL, account.handle) if p.kind == "direct"]
    names = dict.fromkeys(p.thread_id for p in known)
    conversations = [direct_messages(world, account, name) for name in names]
    wanted = [messages for messages in conversations if is_pending(messages) is pending]
    wanted.sort(key=lambda messages: messages[-1].created_at, reverse=True)
    order = [messages[-1].thread_id for messages in wanted]
    start = order.index(cursor) + 1 if cursor in order else 0
    shown = order[start : start + THREAD_PAGE]
    more = start + THREAD_PAGE < len(order)
    return {
        "threads": [thread_node(world, account, one, message_limit) for one in shown],
        "has_older": more,
        "oldest_cursor": shown[-1] if more else "",
        "unseen_count": 0,
    }


def chunk(rows: Sequence[Post], after: str, size: int) -> tuple[list[Post], str]:
    """The rows after the cursor `after`, and the next cursor, empty at the end."""
    start = next((i + 1 for i, row in enumerate(rows) if row.external_id == after), 0)
    shown = list(rows[start : start + size])
    return shown, shown[-1].external_id if start + size < len(rows) else ""


def pack(cursor: str) -> str:
    """A comment cursor looks like JSON on the platform, and callers must pass it back untouched."""
    return json.dumps({"server_cursor": cursor, "is_server_cursor_inverse": False}) if cursor else ""


def unpack(cursor: str) -> str:
    return str(json.loads(cursor)["server_cursor"]) if cursor else ""


def page_of(
    rows: Sequence[Post], after: str, size: int, show: Callable[[Post], dict[str, object]], name: str
) -> dict[str, object]:
    """One page of a feed."""
    shown, following = chunk(rows, after, size)
    answer: dict[str, object] = {
        name: [show(row) for row in shown],
        "num_results": len(shown),
        "more_available": bool(following),
    }
    if following:
        answer["next_max_id"] = following
    return answer


def _microseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1_000_000)
