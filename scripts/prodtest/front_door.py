"""What nginx and the pages behind it answer to anybody: docs/deploy/nginx.conf, docs/djbh.md, docs/SECURITY.md."""

import re
from urllib.parse import urlsplit

from scripts.prodtest.browser import Browser
from scripts.prodtest.handbooks import HOST
from scripts.prodtest.questions import expect, question
from scripts.prodtest.trial import Trial

STRANGER = "127.0.0.2"
PROBES = ("/metrics", "/enginez", "/readyz")
YEAR = 31_536_000
MEGABYTE = 1024 * 1024


@question("sign-in page over TLS")
def sign_in_page(trial: Trial) -> str:
    answer = Browser(trial.places).get("/login/")
    expect(answer.status == 200 and 'name="password"' in answer.text, answer.status)
    expect(answer.tls in {"TLSv1.2", "TLSv1.3"}, answer.tls)
    return f"200, {answer.tls}, {answer.milliseconds:.0f} ms"


@question("http leads to https of our own name")
def redirect(trial: Trial) -> str:
    for host in (HOST, "evil.example"):
        answer = Browser(trial.places).ask("GET", "/my/?a=1", headers={"Host": host}, tls=False)
        expect(answer.status == 301 and answer.header("Location") == f"https://{HOST}/my/?a=1", answer.headers)
    return "301"


@question("headers of a page: HSTS, CSP, frames, sniffing, no version")
def headers(trial: Trial) -> str:
    answer = Browser(trial.places).get("/login/")
    found = re.fullmatch(r"max-age=(\d+); includeSubDomains; preload", answer.header("Strict-Transport-Security"))
    expect(found and int(found[1]) >= YEAR, answer.header("Strict-Transport-Security"))
    policy = answer.header("Content-Security-Policy")
    expect("default-src 'self'" in policy and "unsafe" not in policy, policy)
    expect(answer.header("X-Frame-Options") == "DENY", answer.header("X-Frame-Options"))
    expect(answer.header("X-Content-Type-Options") == "nosniff", answer.header("X-Content-Type-Options"))
    expect(answer.header("Server") == "nginx", answer.header("Server"))
    return "as documented"


@question("static file: for ever, compressed")
def static_file(trial: Trial) -> str:
    browser = Browser(trial.places)
    found = re.search(r'href="(/static/[^"]+\.css)"', browser.get("/login/").text)
    expect(found, "the page names no style sheet")
    address = found[1] if found else ""
    answer = browser.get(address, Accept_Encoding="gzip")
    expect(answer.status == 200 and "immutable" in answer.header("Cache-Control"), answer.headers)
    expect(answer.header("Content-Encoding") == "gzip", answer.headers)
    return f"{answer.header('Cache-Control')}, {len(answer.body) // 1000} kB"


@question("probes: open to monitoring, closed to others")
def probes(trial: Trial) -> str:
    """`allow` names 127.0.0.1; another address of loopback is a stranger."""
    for path in PROBES:
        expect(trial.wait(lambda path=path: Browser(trial.places).get(path).status == 200), path)  # type: ignore[misc]
        expect(Browser(trial.places, STRANGER).get(path).status == 403, path)
    expect("duty_messages_due" in Browser(trial.places).get("/metrics").text, "no metrics of ours")
    expect(Browser(trial.places, STRANGER).get("/livez").status == 200, "/livez")
    return "200, for strangers 403"


@question("a wrong Host is refused with a sentence")
def wrong_host(trial: Trial) -> str:
    answer = Browser(trial.places).get("/login/", Host="evil.example")
    expect(answer.status == 400 and "本系统不在这个网址上提供服务" in answer.text, answer.status)
    return "400"


@question("more than a form may hold")
def too_large(trial: Trial) -> str:
    """nginx refuses by the declared length, the API by its own; neither reads the body."""
    form = Browser(trial.places).ask("POST", "/login/", headers={"Content_Length": str(26 * MEGABYTE)})
    expect(form.status == 413, form.status)
    sent = {"Authorization": f"Bearer {trial.token}", "Content_Type": "application/json"}
    answer = Browser(trial.places).ask("POST", "/api/v1/checks/", body=b" " * (2 * MEGABYTE), headers=sent)
    expect(answer.status == 413 and answer.header("Content-Type") == "application/problem+json", answer.text)
    return "413, of the API as problem+json"


@question("a flood is answered by 429, others go on")
def flood(trial: Trial) -> str:
    counted = {}
    for address, path, most in (("127.0.0.11", "/login/", 60), ("127.0.0.12", "/livez", 1500)):
        flooding = Browser(trial.places, address)
        counted[path] = next((number for number in range(most) if flooding.get(path).status == 429), most)
        expect(counted[path] < most, f"{most} requests for {path} were answered")
        expect(Browser(trial.places, STRANGER).get(path).status == 200, "others are refused, too")
    return ", ".join(f"{path} after {number}" for path, number in counted.items())


@question("a request's number stands in the log")
def request_number(trial: Trial) -> str:
    answer = Browser(trial.places).get("/login/")
    number = answer.header("X-Request-Id")
    expect(number, "no X-Request-Id")
    expect(trial.wait(lambda: trial.services["web"].has_said(number), 5), f"{number} is not in the log")
    return number


@question("who isn't signed in is sent to the sign-in page of our own name")
def signed_out(trial: Trial) -> str:
    answer = Browser(trial.places).get("/units/")
    place = urlsplit(answer.header("Location"))
    expect(answer.status == 302 and place.path == "/login/" and place.netloc in {"", HOST}, answer.headers)
    return "302"
