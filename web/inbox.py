"""The inbox."""

from flask import Blueprint

pages = Blueprint("inbox", __name__)


@pages.get("/")
def show() -> str:
    return ""
