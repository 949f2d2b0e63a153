"""PostgreSQL, Redis and nginx as a county's server has them: over TCP, with passwords, with TLS in front."""

import shutil
import subprocess
from pathlib import Path

from scripts.prodtest.handbooks import HOST, Places, site
from scripts.stack.children import Command, run_step
from scripts.stack.layout import Account
from scripts.stack.postgres import Binaries, Postgres
from scripts.stack.redis import Redis
from scripts.stack.stopping import Refusal, StopRequest

# As Debian's: whoever runs the server comes in by the socket, everybody else by TCP with a password.
HBA = "local all postgres trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
NGINX = """\
daemon off;
pid {home}/nginx.pid;
error_log stderr warn;
events {{}}
http {{
    access_log off;
    client_body_temp_path {home}/body;
    proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/fastcgi;
    uwsgi_temp_path {home}/uwsgi;
    scgi_temp_path {home}/scgi;
    include {home}/duty.conf;
}}
"""


class NetworkPostgres(Postgres):
    """A cluster that nobody has put anything into yet."""

    def __init__(self, binaries: Binaries, account: Account, places: Places) -> None:
        super().__init__(binaries, account, places.home / "postgres", places.home / "pg", careless=True)
        self.port = places.postgres

    def _initialise(self, stop: StopRequest) -> None:
        run_step(self._initdb(self.data), stop, quiet=True)
        (self.data / "pg_hba.conf").write_text(HBA)
        (self.data / "has-app-role").touch()

    def _server(self) -> Command:
        command = super()._server()
        network = ["listen_addresses=127.0.0.1", f"port={self.port}", "password_encryption=scram-sha-256"]
        options = [part for setting in network for part in ("-c", setting)]
        return Command(command.name, [*command.argv, *options], command.env, command.account, command.last_words)


class NetworkRedis(Redis):
    """With the lines that the handbook adds to its configuration."""

    def __init__(self, program: Path, account: Account, places: Places, lines: str) -> None:
        super().__init__(program, account, places.home / "redis", places.home / "rd", careless=True)
        self.port = places.redis
        self.config = self.home / "redis.conf"
        self.config.write_text(lines)

    def _server(self) -> Command:
        command = super()._server()
        program, *options = command.argv
        network = ["--port", str(self.port), "--bind", "127.0.0.1"]
        return Command(command.name, [program, self.config, *options, *network], command.env, command.account)

    def _answers(self) -> bool:
        """It asks for the password by then."""
        return self._said_to_ping().startswith((b"+PONG", b"-NOAUTH"))


def nginx(places: Places, account: Account) -> Command:
    """The server in front, with a certificate made for it. Raises Refusal where there is none."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        raise Refusal("nginx is not installed: `apt-get install nginx-light` brings it. Nothing was tried.")
    home = account.own_directory(places.home / "nginx")
    _certify(places)
    (home / "duty.conf").write_text(site(places))
    (home / "nginx.conf").write_text(NGINX.format(home=home))
    for path in (places.certificate, places.key):
        shutil.chown(path, account.uid, account.gid)
    return Command("nginx", [program, "-p", home, "-c", home / "nginx.conf"], {"PATH": "/usr/bin:/bin"}, account)


def _certify(places: Places) -> None:
    """Signed by itself, for the handbooks' host."""
    command: list[str | Path] = [
        "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
        "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}", "-keyout", places.key, "-out", places.certificate,
    ]  # fmt: skip
    if shutil.which("openssl") is None:
        raise Refusal("openssl is not installed: `apt-get install openssl` brings it. Nothing was tried.")
    subprocess.run(command, check=True, capture_output=True)
