"""What people read for the enums of `units`."""

from django.utils.translation import gettext_lazy as _

from units import vocabulary
from units.enums import (
    AccountKeyKind,
    AccountState,
    Cause,
    Paper,
    PublishUnfiled,
    Rank,
    RecordState,
    Role,
    Scope,
    Stage,
    SuggestionState,
    Tier,
)
from units.vocabulary import Vocabulary

Label = vocabulary.Label

# Tiers are policy data: a county's policy may add some (`rostering.policies.queries.added` tells which).
TIER_LABELS = Vocabulary(
    "tiers",
    {
        Tier.HUB: _("中枢统筹类"),
        Tier.EMERGENCY_RESPONSE: _("应急响应类"),
        Tier.ROUTINE_SUPPORT: _("常态保障类"),
    },
)
NUMERALS = "ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩⅪⅫ"


def tier_numeral(tier: str) -> str:
    """Ⅰ, Ⅱ, Ⅲ as the tiers ship, the next ones for those added; the last for whatever lies beyond."""
    known = list(TIER_LABELS) if TIER_LABELS.term(tier) else [*TIER_LABELS.shipped, tier]
    return NUMERALS[min(known.index(tier), len(NUMERALS) - 1)] if tier else ""


RANK_LABELS: dict[int, Label] = {
    Rank.STAFF: _("一般干部"),
    Rank.SECTION_CHIEF: _("科级以上"),
    Rank.COUNTY_LEADER: _("县领导"),
}

ROLE_LABELS: dict[str, Label] = {
    Role.COUNTY_OFFICE: _("两办"),
    Role.UNIT_LEADER: _("单位负责人"),
    Role.DUTY_PERSON: _("值班人员"),
    Role.AUDITOR: _("审计员"),
    Role.CITY_OFFICE: _("市级值班室"),
}

# Those that somebody has in a county.
COUNTY_ROLE_LABELS: dict[str, Label] = {role: label for role, label in ROLE_LABELS.items() if role != Role.CITY_OFFICE}

# Those that somebody has in a unit.
UNIT_ROLE_LABELS: dict[str, Label] = {role: ROLE_LABELS[role] for role in (Role.UNIT_LEADER, Role.DUTY_PERSON)}

ACCOUNT_STATE_LABELS: dict[str, Label] = {
    AccountState.IN_USE: _("在用"),
    AccountState.WAITING: _("未登录过"),
    AccountState.LOCKED: _("暂时锁定"),
    AccountState.MOVED: _("已调离该单位"),
    AccountState.LEFT: _("已离任"),
    AccountState.CLOSED: _("已停用"),
}

ACCOUNT_KEY_LABELS: dict[str, Label] = {
    AccountKeyKind.INVITATION: _("邀请"),
    AccountKeyKind.RESET: _("找回密码"),
}

SCOPE_LABELS: dict[str, Label] = {
    Scope.ROSTER_READ: _("查看值班表"),
    Scope.ROSTER_WRITE: _("填报值班表"),
    Scope.ROSTER_APPROVE: _("审核并发布值班表"),
    Scope.CONTACTS_READ: _("查看电话"),
    Scope.ALERTS_READ: _("查看查岗与召集"),
    Scope.ALERTS_WRITE: _("办理查岗与召集"),
    Scope.WARNINGS_WRITE: _("报入预警"),
    Scope.REVIEWS_READ: _("查看类别调整"),
    Scope.REVIEWS_WRITE: _("办理类别调整"),
    Scope.AUDIT_READ: _("查看审计记录"),
    Scope.ACCOUNTS_READ: _("查看账号"),
    Scope.ACCOUNTS_WRITE: _("管理账号"),
    Scope.DIRECTORY_WRITE: _("写入单位和人员"),
    Scope.COUNTIES_READ: _("查看本市各县"),
}

STAGE_LABELS: dict[str, Label] = {
    Stage.SUBMITTED: _("申请"),
    Stage.DOCUMENT_CHECK: _("核查职能划转文件"),
    Stage.CONSULTATION: _("走访对接"),
    Stage.RECORD_REVIEW: _("复盘历年值班记录"),
    Stage.DELIBERATION: _("核查论证"),
    Stage.DECIDED: _("已决定，待生效"),
    Stage.EFFECTIVE: _("已生效"),
    Stage.REJECTED: _("不予调整"),
    Stage.WITHDRAWN: _("已撤回"),
}

RECORD_STATE_LABELS: dict[str, Label] = {
    RecordState.WAITING: _("汇编中"),
    RecordState.READY: _("已汇编"),
    RecordState.FAILED: _("汇编失败"),
    RecordState.FROZEN: _("已复盘封存"),
}

# What a gate found missing (units/reviews/rules/stages.py), as a sentence.
MISSING_TEXTS: dict[str, Label] = {
    "no_tier": _("%(unit)s尚未确定现行类别。"),
    "tier_has_moved": _("该单位的现行类别已与申请时不同。"),
    "no_other_tier": _("缺少与现行类别不同的拟调类别。"),
    "no_reason": _("缺少申请理由。"),
    "no_transfer": _("缺少职能划转文件：至少一份，写明文号、日期、职能、划出单位、划入单位并附文件。"),
    "transfer_incomplete": _("职能划转文件“%(number)s”缺少%(parts)s。"),
    "no_new_evidence": _("上次申请已按%(number)s不予调整，缺少当时没有的新材料。"),
    "not_consulted": _("缺少%(unit)s的走访意见（时间、对象、意见）。"),
    "cover_unconfirmed": _("缺少%(unit)s对24小时承接“%(function)s”的确认。"),
    "cover_refused": _("%(unit)s表示不能24小时承接“%(function)s”，缺少其确认。"),
    "record_not_ready": _("缺少历年值班记录：系统正在汇编。"),
    "record_failed": _("缺少历年值班记录：汇编失败，请联系管理员。"),
    "no_closed_round": _("缺少至少一轮已结束的论证（问题、结论）。"),
    "round_open": _("第 %(number)s 轮论证尚未结束，缺少结论。"),
}
TRANSFER_PARTS: dict[str, Label] = {
    "document_number": _("文号"),
    "document_date": _("日期"),
    "function": _("职能"),
    "from_unit": _("划出单位"),
    "to_unit": _("划入单位"),
    "file": _("文件"),
}

# Why a file isn't taken (units/reviews/rules/files.py).
FILE_TEXTS: dict[str, Label] = {
    "empty": _("文件是空的。"),
    "unknown": _("不接受这种文件。请上传 PDF、OFD、图片（PNG、JPEG）、Word（docx）、Excel（xlsx）或纯文本。"),
    "name_differs": _("文件扩展名与实际内容不符，请按原格式重新保存后上传。"),
    "two_things": _("文件中夹带了其他内容，请重新导出后上传。"),
    "cut_off": _("文件不完整，请重新上传。"),
    "bomb": _("文件解开后过大，不予接收。"),
    "runs": _("文件含有宏或程序，不予接收。请另存为不含宏的格式。"),
    "markup": _("不接受网页或 SVG 文件。请上传 PDF 或图片。"),
}

CAUSE_LABELS: dict[str, Label] = {
    Cause.QUIET: _("长期无突发事件、无紧急召集"),
    Cause.MISSED: _("多次未按 30 分钟到岗"),
    Cause.CALLED_OUT: _("常态保障类单位多次被召集"),
}
SUGGESTION_STATE_LABELS: dict[str, Label] = {
    SuggestionState.OPEN: _("待处理"),
    SuggestionState.DISMISSED: _("不采纳"),
    SuggestionState.TAKEN: _("已启动调类"),
}

PAPER_LABELS: dict[str, Label] = {Paper.A4: _("A4 纸"), Paper.A3: _("A3 纸")}

PUBLISH_UNFILED_LABELS: dict[str, Label] = {
    PublishUnfiled.WITH_REASON: _("截止前须签署说明，截止后以建议方案为准"),
    PublishUnfiled.NEVER: _("不得发布，须全部报送"),
}
