"""The signatures against the providers' published examples."""

from datetime import UTC, datetime

from alerts.channels.signing import acs3_headers, acs3_query, tc3_headers


def test_acs3_gives_the_documented_signature() -> None:
    """The fixed-parameter example of Aliyun's "V3 request structure and signature"."""
    headers = acs3_headers(
        host="ecs.cn-shanghai.aliyuncs.com",
        action="RunInstances",
        version="2014-05-26",
        query={"RegionId": "cn-shanghai", "ImageId": "win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd"},
        key_id="YourAccessKeyId",
        secret="YourAccessKeySecret",
        nonce="3156853299f313e23d1673dc12e1703d",
        now=datetime(2023, 10, 26, 10, 22, 32, tzinfo=UTC),
    )

    assert headers["Authorization"] == (
        "ACS3-HMAC-SHA256 Credential=YourAccessKeyId,"
        "SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,"
        "Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0"
    )


def test_acs3_encodes_all_but_unreserved_characters() -> None:
    assert acs3_query({"b": "a b*c~d/e", "a": "值班"}) == "a=%E5%80%BC%E7%8F%AD&b=a%20b%2Ac~d%2Fe"


def test_tc3_gives_what_the_official_sdk_gives() -> None:
    """The request of Tencent Cloud's "Signature method v3". Its page masks the key, so the signature is the one that
    tencentcloud-sdk-python-common 3.1 computes for the same request and an example key."""
    headers = tc3_headers(
        host="cvm.tencentcloudapi.com",
        service="cvm",
        action="DescribeInstances",
        version="2017-03-12",
        region="ap-guangzhou",
        secret_id="AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE",
        secret_key="Gu5t9xGARNpq86cd98joQYCN3EXAMPLE",
        now=datetime.fromtimestamp(1551113065, UTC),
        body=rb'{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}',
    )

    assert headers["Authorization"] == (
        "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, "
        "SignedHeaders=content-type;host;x-tc-action, "
        "Signature=644be983de9a8a3f00db8eadaba61467c3b429e2215758ba897b738ca469fd26"
    )
    assert headers["X-TC-Timestamp"] == "1551113065"
