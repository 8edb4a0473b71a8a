"""Category (类别): the shelf of a dossier that a record stands on."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["BUILT_IN", "Category"]


@dataclass(frozen=True, slots=True)
class Category:
    """A category offered by the core or by a plugin (hook `archive_categories`)."""

    key: str
    """Stable and lower case with hyphens; it stands in the ledger for ever."""
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    """Other names of a folder or a filter that mean this category, in any language."""


BUILT_IN: tuple[Category, ...] = (
    Category("basic-info", "基本情况", "Basic information", ("基本信息", "企业基本情况", "基础信息")),
    Category("risk-control", "风险预控", "Risk pre-control", ("风险管控", "风险分级管控", "安全风险预控")),
    Category("inspection", "日常检查", "Inspection", ("检查", "执法检查", "现场检查", "监督检查")),
    Category("recheck", "复查", "Recheck", ("整改复查", "复查验收")),
    Category("duty-log", "值班日志", "Duty log", ("值班", "值班值守", "值班记录", "值班带班")),
    Category("work-ticket", "作业票", "Work ticket", ("工作票", "作业证", "作业许可", "票证")),
)
"""The six categories of the 四四三 mechanism, in the order of a dossier."""
