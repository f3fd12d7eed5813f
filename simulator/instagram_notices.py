"""What Instagram's webhooks say: comments, mentions and direct messages, as JSON objects.

Shapes: https://developers.facebook.com/docs/instagram-platform/webhooks/examples. A photo tag
makes no webhook, on the platform as here: only the reconciliation poll finds it.
"""

from __future__ import annotations

from collections.abc import Iterator

from simulator.world import Post, World

# Account id, section of the entry ("changes" or "messaging"), content.
Notice = tuple[str, str, dict[str, object]]


def heard(world: World, post: Post) -> Iterator[Notice]:
    """What each of our accounts is told when the public has said `post`."""
    account = world.account("instagram", post.account)
    if account is not None and post.kind == "direct":
        yield account.external_id, "messaging", _direct(post, post.author.external_id, account.external_id)
    elif account is not None and post.kind in ("comment", "reply") and _under_our_medium(world, post):
        yield account.external_id, "changes", _comment(post)
    elif account is not None and post.kind in ("mention", "comment", "reply"):
        yield account.external_id, "changes", _mention(post)
    for handle in post.also_mentions:
        other = world.account("instagram", handle)
        if other is not None and other is not account:
            yield other.external_id, "changes", _mention(post)


def wrote(world: World, post: Post) -> Iterator[Notice]:
    """The echo of what we wrote ourselves: the platform tells it to us like anybody's words."""
    account = world.account("instagram", post.account)
    if account is None:
        return
    if post.kind == "direct":
        echo = _direct(post, account.external_id, post.thread_id)
        message = echo["message"]
        assert isinstance(message, dict)
        yield account.external_id, "messaging", {**echo, "message": {**message, "is_echo": True}}
    elif _under_our_medium(world, post):
        yield account.external_id, "changes", _comment(post)


def _under_our_medium(world: World, post: Post) -> bool:
    medium = world.post("instagram", post.thread_id)
    return medium is not None and medium.ours and medium.kind == "media"


def _comment(post: Post) -> dict[str, object]:
    value: dict[str, object] = {
        "id": post.external_id,
        "from": {"id": post.author.external_id, "username": post.author.handle},
        "text": post.text,
        "media": {"id": post.thread_id, "media_product_type": "FEED"},
    }
    if post.reply_to:
        value["parent_id"] = post.reply_to
    return {"field": "comments", "value": value}


def _mention(post: Post) -> dict[str, object]:
    if post.thread_id == post.external_id:
        return {"field": "mentions", "value": {"media_id": post.external_id}}
    return {"field": "mentions", "value": {"media_id": post.thread_id, "comment_id": post.external_id}}


def _direct(post: Post, sender: str, recipient: str) -> dict[str, object]:
    message: dict[str, object] = {"mid": post.external_id, "text": post.text}
    if post.media:
        message["attachments"] = [{"type": kind, "payload": {"url": ""}} for kind in post.media]
    if post.reply_to:
        message["reply_to"] = {"mid": post.reply_to}
    return {
        "sender": {"id": sender},
        "recipient": {"id": recipient},
        "timestamp": int(post.created_at.timestamp() * 1000),
        "message": message,
    }
