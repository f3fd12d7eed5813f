"""The errors of the WhatsApp Cloud API, as the platform words them.

Source: https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
"""

from __future__ import annotations

import zlib

# code: (HTTP status, title, details), as the platform words them.
ERRORS: dict[int, tuple[int, str, str]] = {
    10: (403, "Application does not have permission for this action", ""),
    80007: (429, "Rate limit issues", "The WhatsApp Business Account has reached its rate limit."),
    130429: (429, "Rate limit hit", "Cloud API message throughput has been reached."),
    131000: (500, "Something went wrong", "Message failed to send due to an unknown error."),
    131008: (400, "Required parameter is missing", "The request is missing a required parameter."),
    131009: (400, "Parameter value is not valid", "One or more parameter values are invalid."),
    131016: (503, "Service unavailable", "A service is temporarily unavailable."),
    131026: (400, "Message undeliverable", "Message Undeliverable."),
    131031: (403, "Business Account locked", "The account has been locked for violating a platform policy."),
    131047: (
        400,
        "Re-engagement message",
        (
            "Message failed to send because more than 24 hours have passed since the customer last replied "
            "to this number."
        ),
    ),
    131048: (
        400,
        "Spam rate limit hit",
        (
            "Message failed to send because there are restrictions on how many messages can be sent from "
            "this phone number. This may be because too many previous messages were blocked or flagged as "
            "spam."
        ),
    ),
    131051: (400, "Unsupported message type", "Message type is not currently supported."),
    131056: (
        400,
        "(Business Account, Consumer Account) pair rate limit hit",
        (
            "Message failed to send because there were too many messages sent from this phone number to the "
            "same phone number in a short period of time."
        ),
    ),
}
FAULT_CODES = {"rate_limited": 130429, "monthly_cap": 131048, "error": 131000, "blocked": 131026}


def error_body(code: int, details: str = "") -> dict[str, object]:
    """The Graph API's error object for one of ERRORS."""
    _, title, usual = ERRORS[code]
    return {
        "message": f"(#{code}) {title}",
        "type": "OAuthException",
        "code": code,
        "error_data": {"messaging_product": "whatsapp", "details": details or usual},
        "fbtrace_id": f"A{zlib.crc32(f'{code}{title}'.encode()):010d}",
    }


def status_error(code: int) -> dict[str, object]:
    """The error of a "failed" status: the same words in the webhook's own form."""
    _, title, details = ERRORS[code]
    href = "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/"
    return {
        "code": code,
        "title": title,
        "message": title,
        "error_data": {"details": details},
        "href": href,
    }


def graph_error(code: int, message: str, subcode: int) -> dict[str, object]:
    """The Graph API's own errors (190, 100), which carry a subcode and no details."""
    return {
        "message": message,
        "type": "OAuthException",
        "code": code,
        "error_subcode": subcode,
        "fbtrace_id": f"A{zlib.crc32(message.encode()):010d}",
    }
