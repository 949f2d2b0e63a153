"""Who may call which endpoint about rosters and duties. Columns as in api_expectations.py."""

from tests.access.api_expectations import ANY_UNIT, NOT_THEIRS, OFFICE_ONLY, READ, read_of
from tests.access.table import Expect, Table

ROSTER_API: Table = {
    "duty-periods/": {
        "GET": READ,
        "POST": Expect(
            "201 403 403 403 401 403",
            body={"name": "防汛", "kind": "special", "first_day": "2026-07-01", "last_day": "2026-07-02"},
        ),
    },
    # The other one is a draft.
    "duty-periods/<uuid:pk>/": {
        "GET": read_of("period"),
        "PATCH": Expect(OFFICE_ONLY, NOT_THEIRS, "period", {"name": "改名"}),
        "DELETE": Expect("204 403 403 403 401 403", "204 404 404 403 401 403", "period"),
    },
    "duty-periods/<uuid:pk>/open/": {"POST": Expect("409 403 403 403 401 403", NOT_THEIRS, "period")},
    "duty-periods/<uuid:pk>/generate/": {
        "POST": Expect("202 403 403 403 401 403", "202 404 404 403 401 403", "period")
    },
    "duty-periods/<uuid:pk>/proposals/": {
        "GET": Expect(NOT_THEIRS.replace("404", "403"), row="period"),
        "POST": Expect("202 403 403 403 401 403", row="period", body={"emphases": ["fairness"]}),
    },
    "duty-periods/<uuid:pk>/seats/": {
        "POST": Expect(
            "409 409 403 403 401 403",
            "409 404 404 403 401 403",
            "period",
            {"changes": [{"assignment": "{seat}", "version": 999, "person": None}]},
        )
    },
    "duty-periods/<uuid:pk>/seats/exchange/": {
        "POST": Expect(
            "409 409 403 403 401 403",
            "409 404 404 403 401 403",
            "period",
            {"seats": [{"assignment": "{seat}", "version": 999}] * 2},
        )
    },
    "duty-periods/<uuid:pk>/seats/lock/": {
        "POST": Expect(
            "409 409 403 403 401 403",
            "409 404 404 403 401 403",
            "period",
            {"seats": [{"assignment": "{seat}", "version": 999}], "locked": True},
        )
    },
    # What a unit's leader did by hand is the unit's to take back; here nobody did anything.
    "duty-periods/<uuid:pk>/undo/": {"POST": Expect("200 409 403 403 401 403", "409 404 404 403 401 403", "period")},
    # Waiting to be made, so that nobody can take it yet.
    "proposals/<uuid:pk>/": {
        "GET": Expect("200 403 403 403 401 403", row="proposal"),
        "DELETE": Expect("204 403 403 403 401 403", row="proposal"),
    },
    "proposals/<uuid:pk>/adopt/": {"POST": Expect("409 403 403 403 401 403", row="proposal")},
    "duty-periods/<uuid:pk>/coverage/": {"GET": read_of("period")},
    "duty-periods/<uuid:pk>/accept-rest/": {"POST": Expect(OFFICE_ONLY, row="period")},
    "duty-periods/<uuid:pk>/publish/": {
        "POST": Expect(OFFICE_ONLY, "409 403 403 403 401 403", "period", {"exception_reason": "按系统方案发布"})
    },
    "duty-periods/<uuid:pk>/amend/": {
        "POST": Expect(
            "200 200 403 403 401 403",
            "200 400 400 403 401 403",
            "published",
            {"reason": "调班", "changes": [{"assignment": "{published_seat}", "person": None}]},
        )
    },
    "duty-periods/<uuid:pk>/repair/": {"POST": Expect("200 200 403 403 401 403", row="published")},
    "duty-periods/<uuid:pk>/update/": {"POST": Expect("200 403 403 403 401 403", row="published")},
    "rosters/<uuid:pk>/follow-calendar/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "roster")},
    "duty-periods/<uuid:pk>/close/": {"POST": Expect("409 403 403 403 401 403", row="published")},
    "duty-periods/<uuid:pk>/revisions/": {"GET": read_of("period")},
    "duty-periods/<uuid:pk>/revisions/<int:number>/diff/": {"GET": Expect(ANY_UNIT, row="published")},
    "jobs/<uuid:pk>/": {"GET": Expect(NOT_THEIRS, row="job")},
    "jobs/<uuid:pk>/cancel/": {"POST": Expect(NOT_THEIRS, row="job")},
    "rosters/": {"GET": READ},
    "rosters/<uuid:pk>/": {"GET": read_of("roster")},
    "rosters/<uuid:pk>/confirm/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "roster")},
    "rosters/<uuid:pk>/return/": {
        "POST": Expect("409 403 403 403 401 403", "409 403 403 403 401 403", "roster", {"reason": "重排"})
    },
    "rosters/<uuid:pk>/accept/": {"POST": Expect("409 403 403 403 401 403", "409 403 403 403 401 403", "roster")},
    "shifts/": {"GET": READ},
    "assignments/": {"GET": READ},
    "assignments/<uuid:pk>/": {
        "GET": read_of("seat"),
        "PATCH": Expect("200 200 403 403 401 403", NOT_THEIRS, "seat", {"person": None}),
    },
    "assignments/<uuid:pk>/candidates/": {"GET": Expect("200 200 403 403 401 403", NOT_THEIRS, "seat")},
    "assignments/<uuid:pk>/lock/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "seat", {"locked": True})},
    "assignments/<uuid:pk>/why/": {"GET": Expect("200 200 403 403 401 403", NOT_THEIRS, "seat")},
    "assignments/<uuid:pk>/designate/": {
        "POST": Expect(
            "400 400 403 403 401 403", "400 404 404 403 401 403", "seat", {"person": "{period}", "reason": "防汛"}
        )
    },
    "assignments/<uuid:pk>/vacancy/": {"GET": Expect("200 200 403 403 401 403", NOT_THEIRS, "seat")},
    "assignments/<uuid:pk>/acknowledge/": {"POST": Expect(ANY_UNIT, NOT_THEIRS, "published_seat")},
    "statistics/": {"GET": READ},
    "assignments/<uuid:pk>/swap-options/": {"GET": Expect("200 200 200 403 401 403", NOT_THEIRS, "published_seat")},
    "swaps/": {
        "GET": READ,
        "POST": Expect(
            "201 201 403 403 401 403",
            "201 400 400 403 401 403",
            body={"assignment": "{swap_seat}", "person": "{taker}"},
        ),
    },
    "swaps/<uuid:pk>/": {"GET": read_of("swap")},
    # The duty person is the one who asked.
    "swaps/<uuid:pk>/accept/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "swap")},
    "swaps/<uuid:pk>/decline/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "swap")},
    "swaps/<uuid:pk>/approve/": {"POST": Expect("409 409 403 403 401 403", "409 404 404 403 401 403", "swap")},
    "swaps/<uuid:pk>/reject/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "swap", {"reason": "人手不够"})},
    "swaps/<uuid:pk>/cancel/": {"POST": Expect(ANY_UNIT, NOT_THEIRS, "swap")},
    # Up for cover already.
    "covers/": {
        "GET": READ,
        "POST": Expect("409 409 403 403 401 403", "409 400 400 403 401 403", body={"assignment": "{cover_seat}"}),
    },
    "covers/<uuid:pk>/": {"GET": Expect("200 200 404 403 401 403", NOT_THEIRS, "cover")},
    # Who is asked isn't among these.
    "covers/<uuid:pk>/take/": {"POST": Expect("404 404 404 403 401 403", "404 404 404 403 401 403", "cover")},
    "covers/<uuid:pk>/decline/": {"POST": Expect("404 404 404 403 401 403", "404 404 404 403 401 403", "cover")},
    "covers/<uuid:pk>/withdraw/": {"POST": Expect("200 200 404 403 401 403", NOT_THEIRS, "cover")},
    # That of the other unit is on its board already.
    "ring-offers/": {
        "GET": READ,
        "POST": Expect("201 201 403 403 401 403", "409 400 400 403 401 403", body={"assignment": "{cover_seat}"}),
    },
    # The duty person offers nothing here.
    "ring-offers/<uuid:pk>/": {"GET": Expect("200 200 404 403 401 403", NOT_THEIRS, "offer")},
    "ring-offers/<uuid:pk>/withdraw/": {"POST": Expect("200 200 404 403 401 403", NOT_THEIRS, "offer")},
    "rings/": {"GET": READ},
    "rings/<uuid:pk>/": {"GET": Expect("200 200 404 403 401 403", NOT_THEIRS, "ring")},
    "rings/<uuid:pk>/agree/": {"POST": Expect("404 404 404 403 401 403", "404 404 404 403 401 403", "ring")},
    "rings/<uuid:pk>/decline/": {"POST": Expect("404 404 404 403 401 403", "404 404 404 403 401 403", "ring")},
    "rings/<uuid:pk>/cancel/": {"POST": Expect("404 404 404 403 401 403", "404 404 404 403 401 403", "ring")},
    "rings/<uuid:pk>/approve/": {"POST": Expect("409 409 404 403 401 403", "409 404 404 403 401 403", "ring")},
    "rings/<uuid:pk>/reject/": {"POST": Expect("200 200 404 403 401 403", NOT_THEIRS, "ring", {"reason": "人手不够"})},
    "on-duty/": {"GET": READ},
    "unit-states/": {"GET": READ},
    "absence-kinds/": {"GET": READ},
    "absences/": {
        "GET": READ,
        "POST": Expect(
            "201 201 201 403 401 403",
            "201 400 400 403 401 403",
            body={
                "person": "{person}",
                "kind": "training",
                "start": "2026-07-01T00:00:00Z",
                "end": "2026-07-02T00:00:00Z",
            },
        ),
    },
    "absences/<uuid:pk>/": {
        "GET": read_of("absence"),
        "DELETE": Expect("204 204 204 403 401 403", "204 404 404 403 401 403", "absence"),
    },
    "fairness/": {"GET": READ},
    "fairness/<uuid:pk>/": {"GET": read_of("person")},
    "preferences/": {
        "GET": READ,
        "POST": Expect(
            "201 201 201 403 401 403",
            "201 400 400 403 401 403",
            body={"person": "{person}", "kind": "rather_not", "first_day": "2026-10-01"},
        ),
    },
    "preferences/<uuid:pk>/": {
        "GET": read_of("wish"),
        "DELETE": Expect("204 204 204 403 401 403", "204 404 404 403 401 403", "wish"),
    },
    # Not for the people they are about.
    "pair-rules/": {
        "GET": READ,
        "POST": Expect(
            "201 201 400 403 401 403",
            "201 400 400 403 401 403",
            body={"first": "{person}", "second": "{colleague}", "kind": "together"},
        ),
    },
    "pair-rules/<uuid:pk>/": {
        "GET": Expect("200 200 404 403 401 403", NOT_THEIRS, "pair_rule"),
        "DELETE": Expect("204 204 404 403 401 403", "204 404 404 403 401 403", "pair_rule"),
    },
    "shared-people/": {
        "GET": READ,
        "POST": Expect(
            "201 400 400 403 401 403",
            "201 400 400 403 401 403",
            body={"person": "{person}", "unit": "xwb", "valid_from": "2026-01-01"},
        ),
    },
    "shared-people/<uuid:pk>/": {
        "GET": Expect("200 200 404 403 401 403", NOT_THEIRS, "shared_person"),
        "DELETE": Expect("204 403 404 403 401 403", "204 404 404 403 401 403", "shared_person"),
    },
    "opening-balances/": {
        "GET": READ,
        "POST": Expect(
            "201 403 403 403 401 403",
            "201 400 400 403 401 403",
            body={"person": "{person}", "since": "2020-01-01", "as_of": "2021-01-01", "eve": "1"},
        ),
    },
    "opening-balances/<uuid:pk>/": {
        "GET": read_of("balance"),
        "DELETE": Expect("204 403 403 403 401 403", "204 404 404 403 401 403", "balance"),
    },
    "roster-rules/": {"GET": READ, "PATCH": Expect(OFFICE_ONLY, body={"effective_from": "2026-10-01", "rest_days": 2})},
    "absences/<uuid:pk>/approve/": {"POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "asked_leave")},
    "absences/<uuid:pk>/reject/": {
        "POST": Expect("200 200 403 403 401 403", NOT_THEIRS, "asked_leave", {"reason": "人手紧张"})
    },
}
