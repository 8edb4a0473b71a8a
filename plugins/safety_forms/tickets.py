"""Which work a ticket is for."""

from __future__ import annotations

import re

__all__ = ["SECTIONS", "kind_of"]

_KINDS = (
    ("脚手架", "脚手架|搭架"),
    ("动火", "动火|用火"),
    ("受限空间", "受限空间|有限空间|密闭空间|限制空间|清罐"),
    ("盲板抽堵", "盲板"),
    ("高处", "高处|登高|高空"),
    ("吊装", "吊装|起重"),
    ("临时用电", "临时用电|临电"),
    ("动土", "动土|破土|挖掘"),
    ("断路", "断路"),
)
_TICKET = re.compile(r"(?:票|证|审批表|审批单|许可|许可单|申请表|申请单|作业单|验收[单表]|验收记录)(?:\([^()]*\))?$")
SECTIONS = {"动火": "5.3.1", "受限空间": "6.3", "临时用电": "10.1"}
"""Where GB 30871-2022 asks for a gas analysis."""


def kind_of(title: str) -> str | None:
    """The work that a ticket with this title allows; None for registers, plans, analyses and other kinds of tickets."""
    if not _TICKET.search(title) or "台账" in title or "登记" in title:
        return None
    for kind, words in _KINDS:
        if re.search(words, title):
            return kind
    return None
