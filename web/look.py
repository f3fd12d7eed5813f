"""/_look: every component in every state and a sketch of every page, with sample values.

Registered by the app only when the setting `look_page` is on (development). `?theme=dark` and
`?lang=en` show the other faces.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, request
from flask_babel import force_locale

from web import look_samples as samples
from web.charts import fan

look = Blueprint("look", __name__, url_prefix="/_look")

# Page name -> key of the saved view it stands under; the template is look/<name>.html.
PAGES = {
    "components": "",
    "inbox": "inbox",
    "inbox-empty": "inbox",
    "case": "inbox",
    "case-sent": "inbox",
    "viral": "viral",
    "wall": "viral",
    "unit": "unit",
    "audit": "audit",
    "tracking": "",
    "tracking-code": "",
    "sign-in": "",
    "error": "",
}


@look.get("/")
@look.get("/<page>")
def show(page: str = "components") -> Response:
    """One sketch; 404 for a name that is none."""
    if page not in PAGES:
        abort(404)
    locale = "en" if request.args.get("lang") == "en" else "id"
    theme = request.args.get("theme", "auto")
    with force_locale(locale):
        html = render_template(
            f"look/{page}.html",
            frame=samples.frame(PAGES[page]),
            locale=locale,
            theme=theme,
            pages=list(PAGES),
            samples=samples,
            fan=fan,
        )
    return make_response(html)
