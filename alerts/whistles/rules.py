"""The catalogue of 吹哨 as it ships: 33 matters in three kinds, with who leads, who comes and how soon. Every county edits its own."""

from dataclasses import dataclass

from alerts.enums import WhistleKind

ROUTINE, JOINT, URGENT = WhistleKind.ROUTINE, WhistleKind.JOINT, WhistleKind.URGENT


@dataclass(frozen=True, slots=True)
class Shipped:
    """`lead` and `called` are parts of unit names as counties have them; a county without such a unit chooses its own.
    `hours`: by when every called unit has answered."""

    kind: WhistleKind
    name: str
    lead: str
    called: tuple[str, ...]
    hours: int


SHIPPED = (
    # 快捷哨: one line of work, answered by its unit.
    Shipped(ROUTINE, "乱堆乱放、占道经营", "城市管理局", (), 24),
    Shipped(ROUTINE, "违规户外广告、店招脱落", "城市管理局", (), 24),
    Shipped(ROUTINE, "路灯不亮、窨井盖缺损", "城市管理局", ("住房和城乡建设局",), 24),
    Shipped(ROUTINE, "生活垃圾清运不及时", "城市管理局", (), 24),
    Shipped(ROUTINE, "县乡公路路面破损、落石", "交通运输局", (), 24),
    Shipped(ROUTINE, "客运车辆违规营运", "交通运输局", ("公安局",), 48),
    Shipped(ROUTINE, "沟渠堵塞、水面漂浮物", "水利局", (), 48),
    Shipped(ROUTINE, "农药兽药、种子问题", "农业农村局", (), 48),
    Shipped(ROUTINE, "秸秆垃圾露天焚烧", "生态环境局", ("农业农村局",), 24),
    Shipped(ROUTINE, "噪声、油烟扰民", "生态环境局", ("城市管理局",), 24),
    Shipped(ROUTINE, "停电报修", "供电公司", (), 12),
    Shipped(ROUTINE, "困难群众临时救助", "民政局", (), 72),
    Shipped(ROUTINE, "流浪乞讨人员救助", "民政局", ("公安局",), 12),
    # 攻坚哨: several units together.
    Shipped(JOINT, "违法占地、违法建设", "自然资源局", ("城市管理局", "住房和城乡建设局"), 120),
    Shipped(JOINT, "非法采砂采矿", "自然资源局", ("水利局", "公安局"), 72),
    Shipped(JOINT, "河道乱占乱建", "水利局", ("自然资源局", "生态环境局"), 120),
    Shipped(JOINT, "危旧房屋排险", "住房和城乡建设局", ("应急管理局", "民政局"), 72),
    Shipped(JOINT, "物业纠纷、小区消防通道堵塞", "住房和城乡建设局", ("消防救援大队", "公安局"), 120),
    Shipped(JOINT, "企业排污、异味扰民", "生态环境局", ("应急管理局", "科技和工业信息化局"), 72),
    Shipped(JOINT, "“三合一”场所火灾隐患", "消防救援大队", ("应急管理局", "城市管理局"), 72),
    Shipped(JOINT, "烟花爆竹非法经营储存", "公安局", ("应急管理局", "供销合作社"), 48),
    Shipped(JOINT, "危险化学品、燃气使用隐患", "应急管理局", ("住房和城乡建设局", "城市管理局"), 48),
    Shipped(JOINT, "校园周边环境整治", "教育体育局", ("公安局", "城市管理局", "文化广电旅游局"), 120),
    Shipped(JOINT, "欠薪和劳资纠纷", "人力资源和社会保障局", ("公安局", "司法局", "总工会"), 72),
    Shipped(JOINT, "林地林木权属纠纷", "林业局", ("自然资源局", "司法局"), 120),
    Shipped(JOINT, "群众集中反映的信访事项", "信访局", ("司法局", "公安局"), 120),
    # 应急哨: called at once.
    Shipped(URGENT, "森林火情", "林业局", ("应急管理局", "消防救援大队", "公安局"), 1),
    Shipped(URGENT, "房屋、厂房火灾", "消防救援大队", ("公安局", "应急管理局", "卫生健康委"), 1),
    Shipped(URGENT, "山洪、堤坝险情", "水利局", ("应急管理局", "气象局", "公安局"), 1),
    Shipped(URGENT, "山体滑坡、道路塌方", "自然资源局", ("交通运输局", "应急管理局"), 1),
    Shipped(URGENT, "较大道路交通事故", "公安局", ("交通运输局", "卫生健康委", "消防救援大队"), 1),
    Shipped(URGENT, "燃气泄漏、电力设施险情", "住房和城乡建设局", ("消防救援大队", "供电公司", "公安局"), 1),
    Shipped(URGENT, "人员落水、走失", "公安局", ("消防救援大队", "水利局"), 1),
)
