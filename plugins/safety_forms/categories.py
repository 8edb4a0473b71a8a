"""The shelves of a dossier beside the six of the mechanism."""

from __future__ import annotations

from archive.model.category import Category

__all__ = ["CATEGORIES"]

CATEGORIES = (
    Category("enforcement-case", "执法案卷", "Enforcement case", ("行政处罚", "执法案件", "案卷", "处罚案卷")),
    Category("training", "教育培训", "Training", ("安全教育", "安全培训", "培训", "安全教育培训")),
    Category("emergency", "应急管理", "Emergency", ("应急预案", "应急演练", "应急", "预案演练", "应急救援")),
    Category("hazard", "隐患治理", "Hidden dangers", ("隐患", "隐患排查", "隐患排查治理", "隐患台账")),
    Category("equipment", "设备设施", "Equipment", ("设备", "特种设备", "设备管理")),
    Category("certificate", "人员证书", "Certificates", ("证书", "持证上岗", "特种作业人员", "资质证书")),
    Category("accident", "事故", "Accidents", ("事故管理", "事故调查", "事故报告")),
    Category("report", "举报", "Reports from the public", ("投诉举报", "举报投诉", "举报核查")),
    Category("reward-penalty", "奖惩", "Rewards and penalties", ("奖惩记录", "表彰奖励", "安全奖惩")),
    Category("responsibility", "责任制", "Responsibility", ("安全责任", "安全生产责任制", "责任书", "监管责任")),
    Category("institution", "制度规程", "Rules and procedures", ("制度", "规章制度", "操作规程", "管理制度")),
    Category("shift-meeting", "班前会", "Meetings before a shift", ("班前会记录", "班前安全会", "早班会")),
    Category("briefing", "安全交底", "Safety briefing", ("安全技术交底", "技术交底")),
    Category("publicity", "警示教育", "Publicity", ("宣传教育", "安全宣传", "安全文化")),
    Category("ppe", "劳保用品", "Protective equipment", ("劳动防护用品", "劳保", "防护用品")),
    Category("substances", "危险物品", "Dangerous substances", ("危险化学品", "危化品", "化学品")),
    Category("performance-check", "履职考核", "Performance of duties", ("考核", "责任考核", "履职")),
    Category("occupational-health", "职业健康", "Occupational health", ("职业卫生", "职业病防治")),
    Category("contractor", "相关方", "Contractors", ("承包商", "相关方管理", "外包单位")),
    Category("safety-cost", "安全费用", "Safety costs", ("安全投入", "安全生产费用")),
)
