"""One chain of middleware for all clients of a worker: each would build its own, for which WhiteNoise looks at every file."""

from typing import Any

from django.conf import UserSettingsHolder, settings
from django.core.handlers.base import BaseHandler
from django.test.client import ClientHandler

PARTS = ("_middleware_chain", "_view_middleware", "_template_response_middleware", "_exception_middleware")


def share() -> None:
    """As in production, where a process builds it once. Middleware reads the settings when it is built: a test that
    overrides one gets a chain of its own."""
    build, built = ClientHandler.load_middleware, dict[str, Any]()

    def load_middleware(handler: BaseHandler, is_async: bool = False) -> None:
        overridden = isinstance(vars(settings)["_wrapped"], UserSettingsHolder)
        if overridden or not built:
            build(handler, is_async)
        if not overridden:
            built.update(built or {part: getattr(handler, part) for part in PARTS})
            vars(handler).update(built)

    ClientHandler.load_middleware = load_middleware  # type: ignore[assignment, method-assign]
