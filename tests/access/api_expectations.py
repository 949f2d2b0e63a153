"""Who may do what through the API. Columns: office, leader, duty person, auditor, nobody, a token without the scope."""

from tests.access.table import Expect, Table

READ = Expect("200 200 200 403 401 403")
LED_READ = Expect("200 200 403 403 401 403")
OPEN_TO_ALL = Expect("200 200 200 200 200 200")
OFFICE_ONLY = "200 403 403 403 401 403"
ANY_UNIT = "200 200 200 403 401 403"
NOT_THEIRS = "200 404 404 403 401 403"


def read_of(row: str) -> Expect:
    return Expect(ANY_UNIT, NOT_THEIRS, row)


API: Table = {
    "schema/": {"GET": OPEN_TO_ALL},
    "docs/": {"GET": OPEN_TO_ALL},
    "first-tiers/": {"GET": Expect(OFFICE_ONLY)},
    "first-tiers/decide/": {
        "POST": Expect(
            "409 403 403 403 401 403",
            body={"decisions": [{"unit": "yjj", "tier": "emergency_response", "reason": "承担应急处突任务"}]},
        )
    },
    "units/": {
        "GET": READ,
        "POST": Expect(
            "201 403 403 403 401 403", body={"name": "县新设局", "tier": "routine_support", "tier_from": "2026-01-01"}
        ),
    },
    "units/order/": {"POST": Expect("400 403 403 403 401 403", body={"units": ["none-such"]})},
    "units/<str:code>/order/": {
        "POST": Expect(
            "400 400 403 403 401 403",
            "400 404 404 403 401 403",
            "unit",
            {"people": ["00000000-0000-0000-0000-000000000000"]},
        )
    },
    "units/<str:code>/close/": {
        "POST": Expect("409 403 403 403 401 403", "409 404 404 403 401 403", "unit", {"day": "2026-12-01"})
    },
    "units/<str:code>/merge/": {
        "POST": Expect("400 403 403 403 401 403", "400 404 404 403 401 403", "unit", {"day": "2026-12-01", "into": "x"})
    },
    "units/<str:code>/reopen/": {"POST": Expect("409 403 403 403 401 403", "409 404 404 403 401 403", "unit")},
    "units/<str:code>/obstacles/": {"GET": Expect("200 403 403 403 401 403", "200 404 404 403 401 403", "unit")},
    "units/<str:code>/": {
        "GET": read_of("unit"),
        "PUT": Expect("200 403 403 403 401 403", "200 403 403 403 401 403", "unit", {"name": "县应急局"}),
        "PATCH": Expect("200 403 403 403 401 403", "200 404 404 403 401 403", "unit", {"address": "章江路"}),
        "DELETE": Expect("409 403 403 403 401 403", "409 404 404 403 401 403", "unit"),
    },
    "units/<str:code>/tiers/": {"GET": read_of("unit")},
    "county/settings/": {"GET": READ, "PATCH": Expect(OFFICE_ONLY, body={"filing_days_before": 3})},
    "people/": {
        "GET": READ,
        "POST": Expect("400 400 400 403 401 403", body={"unit": "none-such", "name": "单小红", "rank": "staff"}),
    },
    "people/<uuid:pk>/transfer/cancel/": {
        "POST": Expect("409 409 403 403 401 403", "409 404 404 403 401 403", "person")
    },
    "people/<uuid:pk>/transfer/": {
        "POST": Expect(
            "400 400 403 403 401 403",
            "400 404 404 403 401 403",
            "person",
            {"unit": "none-such", "day": "2026-12-01"},
        )
    },
    "people/upsert/": {
        "POST": Expect(
            "200 200 403 403 401 403",
            "200 400 403 403 401 403",
            body={"rows": [{"external_id": "HR-9", "unit": "{unit}", "name": "单小红", "rank": "staff"}]},
        )
    },
    "people/by-external-id/<str:external_id>/": {
        "GET": read_of("external_id"),
        "PUT": Expect(
            "200 200 403 403 401 403",
            "200 400 403 403 401 403",
            "external_id",
            {"unit": "{unit}", "name": "单小红", "rank": "staff"},
        ),
    },
    "people/<uuid:pk>/": {
        "GET": read_of("person"),
        "PATCH": Expect("200 200 403 403 401 403", "200 404 404 403 401 403", "person", {"position": "主任"}),
        "DELETE": Expect("409 409 403 403 401 403", "409 404 404 403 401 403", "person"),
    },
    "people/<uuid:pk>/reveal-phone/": {
        "POST": Expect("200 200 403 403 401 403", "200 404 403 403 401 403", "person", {"reason": "通知"})
    },
    "imports/": {
        "GET": Expect("200 200 403 403 401 403"),
        "POST": Expect("400 400 403 403 401 403", body={"kind": "leave"}),
    },
    "imports/<uuid:pk>/": {
        "GET": Expect("200 200 403 403 401 403", "200 404 403 403 401 403", "import"),
        "PATCH": Expect("200 200 403 403 401 403", "200 404 403 403 401 403", "import", {"columns": {}}),
        "DELETE": Expect("204 204 403 403 401 403", "204 404 403 403 401 403", "import"),
    },
    "imports/<uuid:pk>/accept/": {"POST": Expect("400 400 403 403 401 403", "400 404 403 403 401 403", "import", {})},
    "imports/<uuid:pk>/undo/": {"POST": Expect("409 409 403 403 401 403", "409 404 403 403 401 403", "import")},
    "tokens/": {"GET": Expect("200 200 200 200 401 200")},
    # One's own = the leader's, the other = the office's; a token sees those of its own login.
    "tokens/<uuid:pk>/": {"GET": Expect("404 200 404 404 401 404", "200 404 404 404 401 200", "token")},
    "tokens/<uuid:pk>/revoke/": {"POST": Expect("404 200 404 404 401 404", "200 404 404 404 401 403", "token")},
    "audit-events/": {"GET": Expect("200 403 403 200 401 403")},
    "calendar-days/": {"GET": READ},
    "calendar-days/<str:day>/": {
        "GET": Expect(ANY_UNIT, row="day"),
        "PATCH": Expect(OFFICE_ONLY, row="day", body={"kind": "workday"}),
    },
    "calendar/notice/": {"POST": Expect(OFFICE_ONLY, body={"text": "2026年城隍庙会：3月3日放假1天。"})},
    "calendar/notice/preview/": {"POST": Expect(OFFICE_ONLY, body={"text": "2026年城隍庙会：3月3日放假1天。"})},
    "policies/": {"GET": READ, "POST": Expect("201 403 403 403 401 403")},
    "policies/resolve/": {
        "GET": Expect(ANY_UNIT, query={"tier": "hub", "post": "leader", "at": "2026-06-19T20:00:00+08:00"})
    },
    "policies/import/": {"POST": Expect("400 403 403 403 401 403", body={"file": {}})},
    # The row is the published version; drafts have routes of their own below.
    "policies/<int:number>/file/": {"GET": Expect(ANY_UNIT, row="number")},
    "policies/<int:number>/": {
        "GET": Expect(ANY_UNIT, row="number"),
        "PATCH": Expect("409 403 403 403 401 403", row="number", body={"name": "改名"}),
    },
    # The draft is being consulted on: leaders see it, duty persons don't.
    "policies/<int:draft>/validate/": {"POST": Expect("200 403 404 403 401 403", row="draft")},
    "policies/<int:draft>/simulate/": {
        "POST": Expect(
            "202 403 404 403 401 403", row="draft", body={"first_day": "2026-06-13", "last_day": "2026-06-14"}
        )
    },
    "policies/<int:draft>/publish/": {
        "POST": Expect("409 403 403 403 401 403", row="draft", body={"effective_from": "2026-12-01"})
    },
    "policies/<int:draft>/discard/": {"POST": Expect("409 403 404 403 401 403", row="draft")},
    "policies/<int:draft>/rounds/": {
        "GET": Expect(ANY_UNIT, row="draft"),
        "POST": Expect("409 403 404 403 401 403", row="draft"),
    },
    "policies/<int:draft>/rounds/<uuid:pk>/": {"GET": Expect(ANY_UNIT, row="policy_round")},
    "policies/<int:draft>/rounds/<uuid:pk>/close/": {
        "POST": Expect("409 403 403 403 401 403", row="policy_round", body={"summary": "小结"})
    },
    "policies/<int:draft>/comments/": {
        "GET": Expect(ANY_UNIT, row="draft"),
        "POST": Expect(
            "400 201 404 403 401 403",
            row="draft",
            body={"tier": "hub", "post": "leader", "field": "seats", "text": "人手不足"},
        ),
    },
    "policies/<int:draft>/comments/<uuid:pk>/": {
        "GET": Expect("200 200 404 403 401 403", NOT_THEIRS, "policy_comment")
    },
    "policies/<int:draft>/comments/<uuid:pk>/answer/": {
        "POST": Expect("200 403 404 403 401 403", NOT_THEIRS, "policy_comment", {"answer": "采纳"})
    },
    "past/": {"GET": LED_READ},
    "past/sheet/": {"POST": LED_READ},
    "burden-meter/": {"GET": READ},
    "todo/": {"GET": READ},
    "accounts/": {
        "GET": Expect("200 200 403 403 401 403"),
        "POST": Expect(
            "201 201 403 403 401 403",
            body={"role": "duty_person", "unit": "yjj", "name": "新来的", "login": "xin-lai"},
        ),
    },
    "accounts/<int:pk>/": {"GET": Expect("200 200 403 403 401 403", "200 404 403 403 401 403", "account")},
    "accounts/<int:pk>/act/": {
        "POST": Expect("200 200 403 403 401 403", "200 404 403 403 401 403", "account", {"action": "deactivate"})
    },
}
