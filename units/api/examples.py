"""An example beside every body and answer of the contract, made from its schema with values as a county has them."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

Schema = Mapping[str, Any]

# By the name of a member, where the schema lets it be so.
WORDS: dict[str, Any] = {
    "name": "应急管理局", "short_name": "应急局", "code": "yjj", "position": "副局长", "person_name": "单小红", "reason": "公务",
    "text": "城东河段水位上涨", "detail": "已核实", "title": "城东漫堤", "place": "城东河堤", "note": "无", "answer": "已整改",
    "mobile": "138****1234", "office_phone": "0797-8700001", "duty_phone": "0797-8700001", "phone": "13800001234",
    "unit": "yjj", "tier": "emergency_response", "post": "duty_officer", "posture": "on_site", "external_id": "HR-1024",
    "url": "https://example.org/duty", "next": None, "previous": None, "page_size": 50, "version": 1, "rank": "staff",
    "response_minutes": 30, "travel_minutes": 20, "days": 3, "year": 2026,
}  # fmt: skip
BY_FORMAT = {
    "uuid": "6f1c2a3e-5b7d-4c8e-9a10-2b3c4d5e6f70",
    "date-time": "2026-06-19T08:30:00+08:00",
    "date": "2026-06-19",
    "time": "08:30",
    "uri": "https://example.org/duty",
    "email": "duty@example.org",
    "binary": "…",
}
# Texts that some pattern of ours takes, the plainest first.
TEXTS = ("端午值班", "yjj", "08:30", "2026-06-19", "1", "A1", "0797-8700001", "13800001234", "x" * 20, "x" * 43)
# Only what names itself would be deeper.
DEEPEST = 12


def with_examples(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """A hook of drf-spectacular: what an operation takes and what it answers when all is well, each with an example."""
    shapes = result["components"]["schemas"]
    for media in _media_of(result):
        media["example"] = example_of(media["schema"], shapes)
    return result


def _media_of(result: Schema) -> Iterator[dict[str, Any]]:
    for path in result["paths"].values():
        for operation in path.values():
            contents = [operation.get("requestBody", {})]
            contents += [said for status, said in operation["responses"].items() if status.startswith("2")]
            for content in contents:
                found = content.get("content", {}).get("application/json")
                if found and found.get("schema"):
                    yield found


def example_of(schema: Schema, shapes: Mapping[str, Schema], *, name: str = "", depth: int = 0) -> Any:
    """A value that `schema` takes. `name` is the member it stands in."""
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rpartition("/")[2]]
    for choice in ("oneOf", "anyOf", "allOf"):
        if choice in schema:
            plain = [one for one in schema[choice] if one.get("type") != "null" and one != {"enum": [None]}]
            return example_of(plain[0], shapes, name=name, depth=depth)
    if "enum" in schema:
        values = [value for value in schema["enum"] if value is not None] or [None]
        return WORDS[name] if WORDS.get(name) in values else values[0]
    kind = schema.get("type")
    kinds = kind if isinstance(kind, list) else [kind]
    if name in WORDS and WORDS[name] is None and "null" in kinds:
        return None
    return _of_kind(next((one for one in kinds if one != "null"), None), schema, shapes, name, depth)


def _of_kind(kind: str | None, schema: Schema, shapes: Mapping[str, Schema], name: str, depth: int) -> Any:
    if kind == "object":
        members = schema.get("properties", {}) if depth < DEEPEST else {}
        return {key: example_of(inner, shapes, name=key, depth=depth + 1) for key, inner in members.items()}
    if kind == "array":
        count = max(schema.get("minItems", 0), 1) if depth < DEEPEST else schema.get("minItems", 0)
        return [example_of(schema["items"], shapes, name=name, depth=depth + 1)] * count
    if kind == "boolean":
        return False
    if kind in ("integer", "number"):
        return _number(schema, name)
    return _text(schema, name)


def _number(schema: Schema, name: str) -> int:
    wanted = WORDS.get(name, 1)
    low, high = schema.get("minimum", 0), schema.get("maximum", 2**31 - 1)
    return int(min(max(wanted if isinstance(wanted, int) else 1, low), high))


def _text(schema: Schema, name: str) -> str:
    if schema.get("format") in BY_FORMAT:
        return BY_FORMAT[schema["format"]]
    pattern = schema.get("pattern", "")
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 1000)
    named = WORDS.get(name)
    texts = (*([named] if isinstance(named, str) else []), *TEXTS)
    return next((text for text in texts if shortest <= len(text) <= longest and re.search(pattern, text)), "")
