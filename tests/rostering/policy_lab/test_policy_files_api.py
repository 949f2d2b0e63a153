"""制度文件 through the API: the same file, a dry run that leaves nothing, a draft with its origin."""

from rostering.models import PolicyVersion
from tests.api_client import Api
from tests.factories import Cast, make_token
from tests.rostering.policy_lab.exchanged import content_of, neighbour, rules_of, summed

PATH = "policies/import/"
CHINESE = {"Accept-Language": "zh-hans"}


def test_a_dry_run_then_a_draft_once(cast: Cast, office: Api) -> None:
    theirs = neighbour()
    file = Api(key=make_token(theirs.duty)).get("policies/2/file/").body
    assert file == content_of(theirs)

    tried = office.post(PATH, {"file": file, "dry_run": True}, headers=CHINESE)
    assert (tried.status, tried["dry_run"], tried["against"], tried["policy"]["state"]) == (200, True, 1, "draft")
    assert tried["new_tiers"] == ["防汛专班类"]
    assert {"cell": "电话首报时限", "before": "—", "after": "20 分钟内"} in tried["changes"]
    assert PolicyVersion.objects.filter(county=cast.county).count() == 1

    made = office.post(PATH, {"file": file})
    assert (made.status, made.header("Location").endswith("/policies/2/")) == (201, True)
    assert made["policy"]["origins"][0]["county"] == {"code": "gs", "name": "贡水县"}
    assert made["policy"]["origins"][0]["checksum"] == file["checksum"]
    assert office.post(PATH, {"file": file})["policy"]["version"] == 2
    assert rules_of(cast, 2) == rules_of(theirs, 2)
    assert office.get("policies/2/")["origins"] == made["policy"]["origins"]
    assert office.get("policies/2/file/").status == 409


def test_what_is_refused_is_named(cast: Cast, office: Api, leader: Api) -> None:
    file = content_of(cast, 1)
    for wrong, code in (
        (file | {"colour": "red"}, "policy_file_bad_fields"),
        (file | {"name": "改名"}, "policy_file_damaged"),
        (summed(file | {"format_version": 9}), "policy_file_newer_format"),
        ([file], "not_a_dict"),
    ):
        refused = office.post(PATH, {"file": wrong})
        error = refused["errors"][0]
        assert (refused.status, error["code"], error["pointer"]) == (400, code, "#/file"), refused
    assert office.post(PATH, {"file": file, "against": 7})["errors"][0]["pointer"] == "#/against"
    assert leader.post(PATH, {"file": file}).status == 403
    assert PolicyVersion.objects.count() == 1
