"""The environment variables Django's processes get."""

import os
import secrets
from collections.abc import Callable, Mapping

from scripts.stack.backing import Backing
from scripts.stack.layout import Layout

NOT_INHERITED = frozenset(
    {
        # pytest-django and manage.py choose their own settings module; an exported one would override them.
        "DJANGO_SETTINGS_MODULE",
        # Usual in containers. Without bytecode each of our processes compiles two thousand modules: four seconds.
        "PYTHONDONTWRITEBYTECODE",
    }
)


class DjangoEnvironment:
    """What the caller set, with what a local start needs filled in. Generated secrets are kept in the state directory."""

    def __init__(self, layout: Layout, environ: Mapping[str, str]) -> None:
        self.layout = layout
        self.environ = {name: value for name, value in environ.items() if name not in NOT_INHERITED}

    @property
    def is_demo(self) -> bool:
        """A database somebody pointed us at is theirs: no demo data in it unless they say so."""
        default = "0" if self.environ.get("DATABASE_URL") else "1"
        return self.is_demo_of_city or (self.environ.get("DEMO") or default).lower() in {"1", "true", "yes", "on"}

    @property
    def is_demo_of_city(self) -> bool:
        """DEMO=city: two counties and the city above them."""
        return self.environ.get("DEMO", "").lower() == "city"

    @property
    def demo_password(self) -> str:
        return self.environ.get("DEMO_PASSWORD") or self._kept("demo-password", lambda: secrets.token_urlsafe(9))

    def for_development(self, backing: Backing, *, as_owner: bool = False) -> dict[str, str]:
        """Of the application's role, which can't change what only grows, or of the tables' owner."""
        demo = {"DEMO": "1", "DEMO_PASSWORD": self.demo_password} if self.is_demo else {"DEMO": "0"}
        role = {} if as_owner else {"DATABASE_URL": backing.app_database_url or backing.database_url}
        return self._common(backing) | {
            **role,
            "DJANGO_DEBUG": self.environ.get("DJANGO_DEBUG") or "1",
            "DJANGO_SECRET_KEY": self.environ.get("DJANGO_SECRET_KEY")
            or self._kept("secret-key", secrets.token_urlsafe),
            "PHONE_KEYS": self.environ.get("PHONE_KEYS") or self._kept("phone-keys", lambda: secrets.token_urlsafe(40)),
            # Beside the database they belong to.
            "EVIDENCE_ROOT": self.environ.get("EVIDENCE_ROOT") or str(self.layout.state / "evidence"),
            **demo,
        }

    def for_tests(self, backing: Backing) -> dict[str, str]:
        """The caller's secrets and modes stay outside: tests must not depend on them."""
        left_out = {"DJANGO_SECRET_KEY", "PHONE_KEYS", "DJANGO_DEBUG", "DEMO", "DEMO_PASSWORD", "ALLOWED_HOSTS"}
        env = {name: value for name, value in self._common(backing).items() if name not in left_out}
        return env | {
            "DJANGO_SECRET_KEY": secrets.token_urlsafe(50),
            # The same in every run: a demo county is kept from one to the next.
            "PHONE_KEYS": "only-for-tests-" + "y" * 50,
            "COVERAGE_FILE": str(self.layout.state / "coverage"),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(self.layout.state / "hypothesis"),
        }

    def _common(self, backing: Backing) -> dict[str, str]:
        return self.environ | {
            "DATABASE_URL": backing.database_url,
            "REDIS_URL": backing.redis_url,
            "DATABASE_APP_ROLE": backing.app_role,
            "PG_BIN": backing.pg_bin or self.environ.get("PG_BIN", ""),
            "PYTHONUNBUFFERED": "1",
            "PYTHONUTF8": "1",
            # An arena for each thread, and a thread of BLAS for each processor, is memory that nobody uses.
            "MALLOC_ARENA_MAX": self.environ.get("MALLOC_ARENA_MAX", "2"),
            "OPENBLAS_NUM_THREADS": self.environ.get("OPENBLAS_NUM_THREADS", "1"),
        }

    def _kept(self, name: str, generate: Callable[[], str]) -> str:
        """The value generated the first time; readable by its owner alone."""
        path = self.layout.state / name
        if not path.exists():
            fd = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
            with os.fdopen(fd, "w") as file:
                file.write(generate())
        return path.read_text().strip()
