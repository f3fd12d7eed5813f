"""The panel, the public pages and the webhooks: one Flask app, built from its collaborators."""

from __future__ import annotations

from datetime import timedelta

from flask import abort, g, request, session
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from models import vault
from models.database import Database
from models.jobs import JobQueue
from models.settings import Settings
from web import (
    administration,
    alert_routes,
    alerts,
    approvals,
    audit_trail,
    bulk,
    data_requests,
    dead_letters,
    errors,
    health,
    inbox,
    installed,
    languages,
    live,
    load,
    look,
    mentions,
    notices,
    preferences,
    roster,
    security,
    shadow_posts,
    sign_in,
    switches,
    times,
    unit_view,
    units,
    webhooks,
    words,
)
from web.administration import accounts as admin_accounts
from web.administration import addresses as admin_addresses
from web.administration import clocks as admin_clocks
from web.administration import officers as admin_officers
from web.administration import shadow as admin_shadow
from web.administration import templates as admin_templates
from web.administration import units as admin_units
from web.anev import breaches, claims, coverage, league, spending, transparency
from web.anev import report as anev
from web.broadcast import Broadcaster
from web.cases import acts, case, incidents, merges, progress, replies, verification
from web.citizen import says as citizen_says
from web.citizen import tracking
from web.counts import Counts
from web.learning import model
from web.panel import Panel
from web.sessions import DatabaseSessions, RowSession
from web.viral import replay as viral_replay
from web.viral import watch as viral_watch

BLUEPRINTS = (
    sign_in.pages,
    preferences.pages,
    inbox.pages,
    live.pages,
    case.pages,
    replies.pages,
    acts.pages,
    incidents.pages,
    merges.pages,
    progress.pages,
    units.pages,
    webhooks.pages,
    dead_letters.pages,
    approvals.pages,
    bulk.pages,
    shadow_posts.pages,
    viral_watch.pages,
    viral_replay.pages,
    unit_view.pages,
    coverage.pages,
    anev.pages,
    league.pages,
    breaches.pages,
    claims.pages,
    spending.pages,
    alerts.pages,
    alert_routes.pages,
    roster.pages,
    load.pages,
    installed.pages,
    switches.pages,
    health.pages,
    tracking.pages,
    transparency.pages,
    citizen_says.pages,
    verification.pages,
    mentions.pages,
    model.pages,
    audit_trail.pages,
    data_requests.pages,
    administration.pages,
    admin_units.pages,
    admin_accounts.pages,
    admin_officers.pages,
    admin_templates.pages,
    admin_shadow.pages,
    admin_clocks.pages,
    admin_addresses.pages,
)
# Everything else is for officers who are signed in; what they may do is said at each view.
PUBLIC = frozenset(
    {"sign_in", "tracking", "transparency", "citizen", "webhooks", "health", "look", "installed"}
)
# Meta signs its bodies instead of carrying our token.
WITHOUT_TOKEN = frozenset({"webhooks"})
LARGEST_BODY = 1024 * 1024


def create_app(settings: Settings, database: Database, queue: JobQueue) -> Panel:
    """The whole web side. Cheap to build: no thread is started, nothing is read from the database."""
    app = Panel(__name__)
    app.settings, app.database, app.queue = settings, database, queue
    app.broadcaster, app.counts = Broadcaster(database), Counts()
    app.secret_key = vault.keyed_hash(settings.secret_key, "web", "forms")
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        # A page stays open for a whole shift; its token lives as long as the session.
        WTF_CSRF_TIME_LIMIT=None,
        # The citizens' pages send no referrer on purpose, and the sign-in page is one of them.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = DatabaseSessions(
        database, timedelta(hours=settings.session_hours), settings.secure_cookies
    )
    app.before_request(_admit)
    languages.register(app, settings)
    words.register(app)
    times.register(app)
    notices.register(app)
    security.register(app, settings.secure_cookies)
    errors.register(app)
    tokens = CSRFProtect(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
        if blueprint.name in WITHOUT_TOKEN:
            tokens.exempt(blueprint)
    if settings.look_page:
        app.register_blueprint(look.look)
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    return app


def _admit() -> None:
    """Says who is asking; without signing in only the public pages answer."""
    assert isinstance(session._get_current_object(), RowSession)  # type: ignore[attr-defined]
    g.officer = session.officer  # type: ignore[attr-defined]
    public = request.endpoint in (None, "static") or request.blueprint in PUBLIC
    if g.officer is None and not public:
        abort(401)
    # PostgreSQL's text cannot hold this sign, and no keyboard makes it. Webhooks are read raw.
    if request.blueprint not in WITHOUT_TOKEN and any("\x00" in word for word in request.values.values()):
        abort(400)
