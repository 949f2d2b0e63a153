"""What people and programs do: signing in, a check that reaches somebody, files, and what the application itself may not."""

import hashlib
import json
from contextlib import closing
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg2
import redis

from scripts.prodtest.browser import Answer, Browser
from scripts.prodtest.questions import Unlike, expect, question
from scripts.prodtest.trial import UNIT, Trial

# Larger than nginx keeps in memory, so that it goes through a file there.
EVIDENCE = "佐证材料\n".encode() * 400_000
GUESSES = 8
BOUNDARY = "prodtest-boundary"


def api(trial: Trial, method: str, path: str, body: object = None, **headers: str) -> Answer:
    """As the office's program; JSON unless `body` is bytes."""
    sent = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
    given = {"Authorization": f"Bearer {trial.token}", "Content_Type": "application/json", **headers}
    return Browser(trial.places).ask(method, f"/api/v1/{path}", body=sent, headers=given)


def made(answer: Answer) -> dict[str, Any]:
    expect(answer.status == 201, f"{answer.status} {answer.text}")
    found: dict[str, Any] = json.loads(answer.body)
    return found


@question("somebody signs in and sees their pages, which no cache keeps")
def sign_in(trial: Trial) -> str:
    browser = Browser(trial.places)
    answer = browser.sign_in("office", trial.password)
    cookie = next((line for line in answer.headers.get_all("Set-Cookie") or () if line.startswith("sessionid=")), "")
    expect(answer.status == 302, f"{answer.status} {answer.text[:200]}")
    expect("Secure" in cookie and "HttpOnly" in cookie and "SameSite=Lax" in cookie, cookie)
    page = browser.get("/units/")
    expect(page.status == 200 and UNIT in page.text, page.status)
    expect("no-store" in page.header("Cache-Control"), page.header("Cache-Control"))
    return f"302, then 200 in {page.milliseconds:.0f} ms"


@question("who guesses passwords locks out its own address alone, whatever it claims")
def guessing(trial: Trial) -> str:
    guesser = Browser(trial.places, "127.0.0.21")
    for number in range(GUESSES):
        guesser.sign_in("auditor", "wrong", X_Forwarded_For=f"10.9.9.{number}")
    locked = guesser.sign_in("auditor", trial.password, X_Forwarded_For="127.0.0.22")
    expect(locked.status == 429, locked.status)
    other = Browser(trial.places, "127.0.0.22").sign_in("auditor", trial.password)
    expect(other.status == 302, other.status)
    return "429, from elsewhere 302"


@question("a check is asked and its message leaves through the sender")
def check(trial: Trial) -> str:
    key = sent_check(trial, "prodtest")
    expect(trial.wait(lambda: trial.services["sender"].has_said(key), 5), "the sender's log has no such message")
    return "accepted, in the sender's log"


def sent_check(trial: Trial, reason: str) -> str:
    """Asks and waits until the console has taken the message; its key."""
    asked = made(api(trial, "POST", "checks/", {"unit": UNIT, "reason": reason, "exception": True}))
    listed = f"notifications/?purpose=check&unit={UNIT}&channel=console"

    def messages() -> list[dict[str, Any]]:
        return [row for row in json.loads(api(trial, "GET", listed).body)["results"] if row["object"] == asked["id"]]

    expect(trial.wait(lambda: any(row["state"] == "accepted" for row in messages())), messages())
    return str(messages()[0]["id"])


@question("evidence goes up and comes back as an attachment")
def evidence(trial: Trial) -> str:
    wanted = {"unit": UNIT, "kind": "other", "matter": "prodtest"}
    task = made(api(trial, "POST", "tasks/", wanted))["id"]
    type_of_form = f"multipart/form-data; boundary={BOUNDARY}"
    file = made(api(trial, "POST", f"tasks/{task}/files/", _form("佐证.txt", EVIDENCE), Content_Type=type_of_form))
    expect(file["sha256"] == hashlib.sha256(EVIDENCE).hexdigest(), file)
    answer = api(trial, "GET", f"tasks/{task}/files/{file['id']}/content/")
    expect(answer.body == EVIDENCE, f"{answer.status}, {len(answer.body)} bytes")
    expect("attachment" in answer.header("Content-Disposition"), answer.headers)
    expect("sandbox" in answer.header("Content-Security-Policy"), answer.headers)
    kept = [path for path in Path(trial.environ["EVIDENCE_ROOT"]).rglob("*") if path.is_file()]
    expect([oct(path.stat().st_mode & 0o777) for path in kept] == ["0o600"], kept)
    return f"{len(EVIDENCE) / 1e6:.1f} MB"


def _form(name: str, content: bytes) -> bytes:
    head = EmailMessage()
    head["Content-Type"] = "text/plain"
    head["Content-Disposition"] = f'form-data; name="file"; filename="{name}"'
    lines = "".join(f"{key}: {value}\r\n" for key, value in head.items())
    return f"--{BOUNDARY}\r\n{lines}\r\n".encode() + content + f"\r\n--{BOUNDARY}--\r\n".encode()


@question("the application's role can add to the trail and change nothing in it")
def trail(trial: Trial) -> str:
    with closing(psycopg2.connect(trial.environ["DATABASE_URL"])) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_user, count(*) FROM units_auditevent")
        (role, rows) = cursor.fetchone()
        expect(role == "duty_app" and rows > 0, (role, rows))
        connection.rollback()
        for statement in (
            "UPDATE units_auditevent SET id = id",
            "DELETE FROM units_auditevent",
            "DROP TABLE units_unit",
        ):
            try:
                cursor.execute(statement)
            except psycopg2.errors.InsufficientPrivilege:
                connection.rollback()
            else:
                raise Unlike(f"{statement} was allowed")
    return f"permission denied, {rows} rows"


@question("database: over TCP, with a password kept as SCRAM, and by no other way in")
def database(trial: Trial) -> str:
    url = trial.environ["DATABASE_URL"]
    for wrong in (url.replace(trial.places.words["PASSWORD"], "wrong"), url.replace("duty_app:", "postgres:")):
        try:
            psycopg2.connect(wrong).close()
        except psycopg2.OperationalError as error:
            expect("password authentication failed" in str(error), error)
        else:
            raise Unlike("a wrong password opens the database")
    kept = trial.administrator("postgres", "SELECT rolpassword FROM pg_authid WHERE rolname LIKE 'duty%'")
    expect(len(kept) == 2 and all(str(row[0]).startswith("SCRAM-SHA-256$") for row in kept), len(kept))
    asked = "SELECT usename, client_addr IS NULL, count(*) FROM pg_stat_activity WHERE datname = 'duty' GROUP BY 1, 2"
    found = [row for row in trial.administrator("postgres", asked) if row[0] != "postgres"]
    expect([row[:2] for row in found] == [("duty_app", False)], found)
    return f"{found[0][2]} connections, all of duty_app"


@question("Redis: over TCP, with a password")
def queue(trial: Trial) -> str:
    with closing(redis.Redis(port=trial.places.redis, socket_timeout=5)) as stranger:
        try:
            stranger.ping()
        except redis.AuthenticationError:
            pass
        else:
            raise Unlike("Redis answers without a password")
    with closing(redis.Redis.from_url(trial.environ["REDIS_URL"])) as client:
        return f"{len(client.client_list())} connections"


@question("a backup is taken by the application's role, and not restored while services run")
def backup(trial: Trial) -> str:
    where = trial.places.home / "backup"
    where.mkdir(mode=0o700)
    result = trial.manage("backup", str(where))
    found = list(where.iterdir())
    expect(result.returncode == 0 and len(found) == 1, result.stderr)
    refused = trial.manage("restore", str(found[0]), "--replace", as_owner=True)
    expect(refused.returncode == 1 and "database_in_use" in refused.stderr, refused.stdout + refused.stderr)
    return f"{found[0].stat().st_size / 1e6:.1f} MB"


@question("doctor finds nothing that must be mended")
def doctor(trial: Trial) -> str:
    result = trial.manage("doctor")
    expect(result.returncode == 0, result.stdout + result.stderr)
    hints = [line.strip() for line in result.stdout.splitlines() if line.startswith("  !")]
    expect(not any("审计" in line or "PROXY_COUNT" in line for line in hints), hints)
    return f"{len(hints)} hints" + "".join(f"; {line[2:]}" for line in hints)
