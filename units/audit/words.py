"""Words for the audit trail. Each floor registers its own in `ready()`.

A field's word belongs to the model that records it; under `EVERY_MODEL` stand only words that mean the same wherever
they are recorded. What nobody has named is shown as it is, and fails whichever test records it.
"""

import re
from collections.abc import Mapping
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.labels import CAUSE_LABELS, RANK_LABELS, ROLE_LABELS, SCOPE_LABELS, STAGE_LABELS, TIER_LABELS, Label
from units.when import local_minute

EVERY_MODEL = ""
# The days of a calendar are recorded under their dates.
DAY = "day"
UUID_TEXT = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
DATE_TEXT = re.compile(r"\d{4}-\d{2}-\d{2}")

_actions: dict[str, Label] = {}
# model → field → word
_fields: dict[str, dict[str, Label]] = {}
# (model, field) or (EVERY_MODEL, field) → stored value → word
_values: dict[tuple[str, str], Mapping[Any, Label]] = {}


def register(
    *,
    actions: Mapping[str, Label],
    fields: Mapping[str, Mapping[str, Label]],
    values: Mapping[tuple[str, str], Mapping[Any, Label]],
) -> None:
    _actions.update(actions)
    for model, words in fields.items():
        _fields.setdefault(model, {}).update(words)
    _values.update(values)


def action_label(action: str) -> Label:
    return _actions.get(action, action)


def action_choices() -> list[tuple[str, Label]]:
    return list(_actions.items())


def field_label(model: str, field: str) -> Label:
    """The word of `model` (as in `app.model`) for its field; the field's name where there is none."""
    if DATE_TEXT.fullmatch(field):
        return field
    return _fields.get(model, {}).get(field) or _fields.get(EVERY_MODEL, {}).get(field) or field


def value_text(model: str, field: str, value: Any) -> str:
    """A stored value as people read it."""
    field = DAY if DATE_TEXT.fullmatch(field) else field
    words = {**_values.get((EVERY_MODEL, field), {}), **_values.get((model, field), {})}
    if isinstance(value, list):
        return _now("、").join(value_text(model, field, part) for part in value if part not in ("", None)) or "—"
    if isinstance(value, dict):
        return _now("、").join(
            f"{field_label(model, key)} {value_text(model, key, part)}" for key, part in value.items()
        )
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return _now("是") if value else _now("否")
    return str(words[value]) if value in words else _instant_text(without_ids(str(value)) or "—")


def without_ids(text: str) -> str:
    """Events of earlier versions name some rows by their ids, which say nothing to people."""
    return UUID_TEXT.sub("", text).strip()


def _instant_text(text: str) -> str:
    """An instant by the clock of the county; any other text as it is."""
    try:
        instant = parse_datetime(text)
    except ValueError:
        return text
    return local_minute(instant) if instant and is_aware(instant) else text


NUMBER_WORDS: dict[Any, Label] = {"mobile": _("手机"), "office_phone": _("办公电话")}

register(
    actions={
        "county.created": _("新建县"),
        "city.created": _("新建市"),
        "county.joined_city": _("划入所属市"),
        "county.left_city": _("移出所属市"),
        "county.renamed": _("县更名"),
        "county.settings_changed": _("修改县设置"),
        "import.accepted": _("接受导入的表格"),
        "import.undone": _("撤销导入"),
        "county.lead_office_set": _("指定牵头办公室"),
        "demo.seeded": _("生成演示数据"),
        "unit.created": _("新建单位"),
        "unit.changed": _("修改单位"),
        "unit.deleted": _("删除单位"),
        "unit.closed": _("停用单位"),
        "unit.merged": _("合并单位"),
        "unit.reopened": _("恢复单位"),
        "unit.login_ended": _("单位账号随单位停用"),
        "unit.tier_changed": _("调整类别"),
        "unit.first_tier_decided": _("确定首次类别"),
        "unit.people_ordered": _("调整人员排序"),
        "county.reach_rule_set": _("规定联系方式未验证怎样处理"),
        "county.units_ordered": _("调整单位排序"),
        "county.directory_taken": _("下载单位和人员表（含完整电话）"),
        "county.rows_purged": _("清理到期数据（全系统合计）"),
        "person.added": _("添加人员"),
        "person.moved": _("人员调动"),
        "person.move_taken_back": _("撤销人员调动"),
        "person.login_followed": _("账号随人员调动"),
        "person.deleted": _("删除人员"),
        "person.changed": _("修改人员"),
        "person.linked": _("登记人员外部编号"),
        "person.exported": _("导出个人数据"),
        "person.phone_revealed": _("查看完整电话"),
        "review.submitted": _("申请类别调整"),
        "review.advanced": _("推进类别调整"),
        "review.decided": _("决定类别调整"),
        "review.withdrawn": _("撤回类别调整"),
        "review.took_effect": _("类别调整生效"),
        "review.evidence_added": _("提交职能划转文件"),
        "review.evidence_retracted": _("撤下职能划转文件"),
        "review.consulted": _("记录走访意见"),
        "review.round_opened": _("开始论证轮次"),
        "review.round_closed": _("结束论证轮次"),
        "review.record_frozen": _("封存历年值班记录"),
        "suggestion.found": _("筛查建议调整类别"),
        "suggestion.lapsed": _("筛查建议失效"),
        "suggestion.dismissed": _("不采纳筛查建议"),
        "suggestion.taken": _("采纳筛查建议"),
        "grade.set": _("登记职级对照"),
        "grade.removed": _("删去职级对照"),
        "account.created": _("新建账号"),
        "account.changed": _("修改账号角色或单位"),
        "account.deactivated": _("停用账号"),
        "account.reactivated": _("启用账号"),
        "account.phone_changed": _("修改登录手机号"),
        "account.invited": _("发送账号邀请"),
        "account.joined": _("凭邀请设置密码"),
        "account.unlocked": _("解锁账号"),
        "account.factor_set_up": _("启用第二重验证"),
        "account.factor_removed": _("停用第二重验证"),
        "account.factor_reset": _("重置第二重验证"),
        "account.recovery_codes_made": _("重新生成恢复码"),
        "account.recovery_code_used": _("凭恢复码登录"),
        "account.codes_exhausted": _("验证码连续输错"),
        "account.sessions_ended": _("退出设备登录"),
        "account.role_added": _("增加兼任单位"),
        "account.role_removed": _("取消兼任单位"),
        "account.recovery_sent": _("发送重设密码链接"),
        "account.password_recovered": _("凭链接重设密码"),
        "account.password_reset": _("重置密码"),
        "account.password_changed": _("修改本人密码"),
        "token.created": _("签发接口令牌"),
        "token.revoked": _("吊销接口令牌"),
    },
    fields={
        EVERY_MODEL: {
            "name": _("名称"),
            "reason": _("理由"),
            "state": _("状态"),
            "kind": _("类型"),
            "person": _("人员"),
            "effective_from": _("生效日期"),
            "effective_date": _("生效日期"),
            "document_number": _("文号"),
            "units": _("单位数"),
        },
        "units.sheetimport": {"lines": _("条数")},
        "units.county": {
            "city": _("所属市"),
            "lead_office": _("牵头办公室"),
            "people": _("人数"),
            "units": _("单位"),
            "unreached_is_gap": _("联系方式未验证按缺口处理"),
            "purged": _("已删除"),
        },
        "units.unit": {
            "code": _("代码"),
            "short_name": _("简称"),
            "protocol_order": _("排序"),
            "duty_phone": _("值班电话"),
            "fax": _("传真"),
            "address": _("地址"),
            "latitude": _("纬度"),
            "longitude": _("经度"),
            "is_active": _("在用"),
            "closed_from": _("停用日期"),
            "merged_into": _("并入"),
            "parent": _("上级单位"),
            "login": _("登录名"),
            "tier": _("类别"),
            "tier_from": _("类别起始日期"),
            "people": _("人员"),
        },
        "units.person": {
            "name": _("姓名"),
            "rank": _("职级"),
            "protocol_order": _("排序"),
            "position": _("职务"),
            "mobile": _("手机"),
            "office_phone": _("办公电话"),
            "new_numbers": _("号码已更换"),
            "travel_minutes": _("到岗分钟数"),
            "external_id": _("外部编号"),
            "eligible_posts": _("可任岗位"),
            "valid_from": _("到任日期"),
            "valid_to": _("离任日期"),
            "unit": _("单位"),
            "day": _("调动日期"),
            "role": _("角色"),
        },
        "units.grade": {"rank": _("归入")},
        "units.tierreview": {
            "current_tier": _("现行类别"),
            "wanted_tier": _("拟调类别"),
            "stage": _("环节"),
            "decision_reason": _("决定理由"),
            "decided_by": _("决定人"),
            "decided_at": _("决定时间"),
            "withdrawn_reason": _("撤回理由"),
            "consulted_unit": _("走访单位"),
            "person_name": _("走访对象"),
            "covers": _("24 小时承接"),
            "round": _("轮次"),
            "question": _("问题"),
            "finding": _("结论"),
            "open_points": _("待解决事项"),
        },
        "units.functiontransfer": {
            "document_date": _("文件日期"),
            "function": _("职能"),
            "from_unit": _("划出单位"),
            "to_unit": _("划入单位"),
            "file_name": _("文件名"),
            "sha256": _("校验值"),
        },
        "units.reviewrecord": {"sha256": _("校验值")},
        "units.reviewsuggestion": {
            "cause": _("缘由"),
            "holidays": _("值守节假日"),
            "incidents": _("突发事件"),
            "call_outs": _("紧急召集"),
            "missed": _("未按 30 分钟到岗"),
        },
        "units.user": {
            "role": _("角色"),
            "unit": _("单位"),
            "by_phone": _("以手机号登录"),
            "invited": _("已发邀请"),
            "sessions": _("设备数"),
            "codes_left": _("未用的恢复码"),
        },
        "units.apitoken": {"user": _("用户"), "scopes": _("权限"), "units": _("限定单位")},
    },
    values={
        ("units.unit", "tier"): TIER_LABELS,
        ("units.tierreview", "current_tier"): TIER_LABELS,
        ("units.tierreview", "wanted_tier"): TIER_LABELS,
        ("units.tierreview", "stage"): STAGE_LABELS,
        ("units.reviewsuggestion", "cause"): CAUSE_LABELS,
        ("units.person", "rank"): RANK_LABELS,
        ("units.person", "role"): ROLE_LABELS,
        ("units.grade", "rank"): RANK_LABELS,
        ("units.person", "new_numbers"): NUMBER_WORDS,
        ("units.user", "role"): ROLE_LABELS,
        ("units.apitoken", "scopes"): SCOPE_LABELS,
    },
)
