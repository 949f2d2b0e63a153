"""Request signatures of the two SMS providers, after their published descriptions (docs/decisions/0007)."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from urllib.parse import quote

EMPTY = ""


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _hmac(key: bytes, text: str) -> bytes:
    return hmac.new(key, text.encode(), hashlib.sha256).digest()


def acs3_query(query: Mapping[str, str]) -> str:
    """The query in Aliyun's canonical form: sorted, everything but unreserved characters percent-encoded."""
    return "&".join(f"{quote(name, safe='-_.~')}={quote(query[name], safe='-_.~')}" for name in sorted(query))


def acs3_headers(
    *,
    host: str,
    action: str,
    version: str,
    query: Mapping[str, str],
    key_id: str,
    secret: str,
    nonce: str,
    now: datetime,
    body: bytes = b"",
) -> dict[str, str]:
    """Headers of one Aliyun call, ACS3-HMAC-SHA256. The host header is signed but left to the HTTP client."""
    signed = {
        "host": host,
        "x-acs-action": action,
        "x-acs-content-sha256": sha256(body),
        "x-acs-date": now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "x-acs-signature-nonce": nonce,
        "x-acs-version": version,
    }
    names = ";".join(signed)
    lines = "".join(f"{name}:{value}\n" for name, value in signed.items())
    canonical = "\n".join(("POST", "/", acs3_query(query), lines, names, sha256(body)))
    signature = _hmac(secret.encode(), f"ACS3-HMAC-SHA256\n{sha256(canonical.encode())}").hex()
    authorization = f"ACS3-HMAC-SHA256 Credential={key_id},SignedHeaders={names},Signature={signature}"
    return {name: value for name, value in signed.items() if name != "host"} | {"Authorization": authorization}


def tc3_headers(
    *,
    host: str,
    service: str,
    action: str,
    version: str,
    region: str,
    secret_id: str,
    secret_key: str,
    now: datetime,
    body: bytes,
) -> dict[str, str]:
    """Headers of one Tencent Cloud call, TC3-HMAC-SHA256. The host header is signed but left to the HTTP client."""
    content_type = "application/json; charset=utf-8"
    stamp, day = str(int(now.timestamp())), now.astimezone(UTC).strftime("%Y-%m-%d")
    names = "content-type;host;x-tc-action"
    lines = f"content-type:{content_type}\nhost:{host}\nx-tc-action:{action.lower()}\n"
    canonical = "\n".join(("POST", "/", EMPTY, lines, names, sha256(body)))
    scope = f"{day}/{service}/tc3_request"
    key = _hmac(_hmac(_hmac(f"TC3{secret_key}".encode(), day), service), "tc3_request")
    signature = _hmac(key, f"TC3-HMAC-SHA256\n{stamp}\n{scope}\n{sha256(canonical.encode())}").hex()
    return {
        "Authorization": f"TC3-HMAC-SHA256 Credential={secret_id}/{scope}, SignedHeaders={names}, Signature={signature}",
        "Content-Type": content_type,
        "X-TC-Action": action,
        "X-TC-Timestamp": stamp,
        "X-TC-Version": version,
        "X-TC-Region": region,
    }
