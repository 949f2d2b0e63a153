"""What is wrong with a cell and what to do, as sentences: the same for imports, forms and the API."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from units.labels import Label

# code → (what is wrong, what to do)
TEXTS: Mapping[str, tuple[Label, Label]] = {
    "missing_sheet": (_("缺少工作表“%(sheet)s”"), _("把工作表命名为“%(sheet)s”，没有内容也要有表头")),
    "no_heads": (_("没有表头"), _("第一行填表头：%(heads)s")),
    "unknown_head": (_("不认识的列"), _("删除该列，或改为以下表头之一：%(heads)s")),
    "skipped_column": (_("没有读入，表中不用这一列"), _("不影响导入")),
    "skipped_note": (_("“%(value)s”没有读入"), _("不影响导入")),
    "left_out": (_("只存一个号码，没有存 %(others)s"), _("需要时填在另一列")),
    "stray_row": (_("“%(value)s”不是一行数据"), _("删去这一行，或补全必填的各列")),
    "repeated_head": (_("表头重复"), _("只保留一列")),
    "missing_head": (_("缺少该列"), _("在表头这一行补上")),
    "required": (_("必填"), _("填写内容；合并的单元格须取消合并后逐行填写")),
    "formula_cell": (_("是公式"), _("复制后“选择性粘贴—数值”")),
    "error_cell": (_("是错误值"), _("改为正确的内容")),
    "formula_text": (_("以“%(start)s”开头，会被当作公式"), _("去掉开头的“%(start)s”")),
    "bad_character": (_("含有不可见或不规范的字符 %(character)s"), _("删去后重新输入；生僻字请用国标汉字")),
    "too_long": (_("有 %(length)d 个字，超过 %(most)d 个"), _("缩短到 %(most)d 个字以内")),
    "not_a_name": (_("不像姓名"), _("填写姓名")),
    "name_is_total": (_("“%(value)s”是合计，不是姓名"), _("删去这一行")),
    "name_is_placeholder": (_("“%(value)s”不是姓名"), _("填写姓名；人选未定的不要列入")),
    "name_is_role": (_("“%(value)s”是职务或岗位，不是姓名"), _("填写任职人员的姓名")),
    "name_is_title": (_("“%(value)s”没有写全姓名"), _("写全姓名；称呼填在“职务”里")),
    "name_is_department": (_("“%(value)s”是单位或部门，不是姓名"), _("填写人员的姓名")),
    "name_has_mark": (_("“%(value)s”带有姓名以外的符号或附注"), _("只写姓名，附注写在备注里")),
    "name_has_digits": (_("“%(value)s”里有数字"), _("只写姓名，号码填在“手机”里")),
    "several_names": (_("“%(value)s”不止一个姓名"), _("一格只写一人，分开填写")),
    "bad_code": (_("单位代码格式不对"), _("用字母、数字、- 或 _，不超过 32 位，如 yjj")),
    "unknown_choice": (_("没有“%(value)s”这一选项"), _("填以下之一：%(choices)s")),
    "not_a_number": (_("不是数字"), _("只填数字，不带单位")),
    "number_out_of_range": (_("超出范围"), _("填 %(least)s 到 %(most)s 之间的数，能取整的须取整")),
    "is_a_date": (_("是日期或时间"), _("把单元格格式改为文本后重新输入")),
    "bad_date": (_("不是日期"), _("按 2023-01-01 的样子填写")),
    "year_out_of_range": (_("年份不对"), _("年份应在 %(least)d 到 %(most)d 之间")),
    "bad_mobile": (
        _("不是手机号"),
        _("填 11 位手机号；境外号码以 +国家代码 开头"),
    ),
    "bad_phone": (_("不是电话号码"), _("按 0797-8712345 或 0797-8712345-801 的样子填写")),
    "leave_unreadable": (_("看不懂这个时间"), _("按“6月19日上午”“6月19日下午至6月21日”的样子填写")),
    "half_day_unclear": (_("看不出是哪半天"), _("写明上午或下午")),
    "leave_inverted": (_("结束早于开始"), _("改正其中一个")),
    "no_such_day": (_("没有这一天"), _("核对日期")),
    "half_coordinates": (_("经纬度只填了一个"), _("两个都填，或都不填")),
    "tier_change_needs_date": (_("类别与现有的不同"), _("填写新类别从哪天起，或改回原类别")),
    "tier_in_past": (_("不能改写 %(day)s 及以前的类别沿革"), _("填 %(day)s 以后的日期")),
    "repeated_in_file": (_("“%(value)s”与第 %(first)d 行重复"), _("删去或改正其中一行")),
    "name_taken": (_("“%(value)s”已是单位 %(unit)s 的名称"), _("改正单位代码或名称")),
    "second_lead_office": (_("第 %(first)d 行已是牵头办公室"), _("全县只填一个“是”")),
    "no_lead_office": (_("没有牵头办公室"), _("在一个中枢统筹类单位的这一列填“是”")),
    "lead_office_not_hub": (_("牵头办公室不是中枢统筹类"), _("改正类别，或另选牵头办公室")),
    "unknown_unit": (_("没有代码为“%(value)s”的单位"), _("改正代码，或在“单位”表补上该单位")),
    "unknown_person": (_("单位 %(unit)s 没有“%(value)s”这个人员"), _("核对单位代码和姓名")),
    "refused": (_("%(reason)s"), _("改正后重新导入")),
    "repeated_person": (_("“%(value)s”与第 %(first)d 行是同一人"), _("删去一行；同名的两人须填各自的手机")),
    "ambiguous_person": (_("本单位有几位“%(value)s”，分不清是哪一位"), _("填写其手机")),
    "leaves_before_coming": (_("不晚于到任日期 %(day)s"), _("改正到任或离任日期")),
    "county_leader_elsewhere": (_("县领导须列在牵头办公室 %(unit)s"), _("改正单位代码或职级")),
    "rank_too_low": (_("职级不够任“%(post)s”"), _("改正职级，或去掉该岗位")),
    "mobile_taken": (_("已登记在 %(unit)s 的 %(name)s 名下"), _("改正手机；调动的人先在原单位填离任日期")),
}


# code → what to do instead, when it is obvious what is meant.
SUGGESTIONS: Mapping[str, Label] = {
    "name_has_mark": _("改为“%(suggestion)s”，附注写在备注里"),
    "name_has_digits": _("改为“%(suggestion)s”，号码填在“手机”里"),
    "several_names": _("一格只写一人，分开填写：%(suggestion)s"),
    "bad_mobile": _("“%(suggestion)s”已丢失后几位，先把单元格设为文本再重新输入号码"),
    "unknown_head": _("若是“%(suggestion)s”，改为这个表头"),
    "skipped_column": _("若是“%(suggestion)s”，改为这个表头后重新导入"),
}


def advice(code: str, params: Mapping[str, Any]) -> str:
    """What is wrong and what to do."""
    what, fix = TEXTS[code]
    if params.get("suggestion"):
        fix = SUGGESTIONS.get(code, fix)
    return _now("%(what)s。%(fix)s。") % {"what": what % params, "fix": fix % params}
