"""A group's robot is given by the address that its settings show."""

import pytest

from alerts.channels.robots import Robot, group_robot


@pytest.mark.parametrize(
    ("url", "robot"),
    [
        ("https://oapi.dingtalk.com/robot/send?access_token=t0k", Robot("dingtalk", "t0k")),
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k-1", Robot("wecombot", "k-1")),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/h00k", Robot("feishu", "h00k")),
        ("https://oapi.dingtalk.com/robot/send", None),
        ("https://partner.example.cn/robot/send?access_token=t0k", None),
    ],
)
def test_robots_by_their_address(url: str, robot: Robot | None) -> None:
    assert group_robot(url) == robot
