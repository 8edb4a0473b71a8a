# ruff: noqa: E501 - what a paper prints stands whole in one line
"""Names and numbers that nobody has: enterprises, people, credit codes of a region that is assigned to no place."""

from __future__ import annotations

import random

from archive.model.credit_code import inner_check_character, outer_check_character

__all__ = ["COUNTY", "Names"]

COUNTY = "云屏县"
_WORDS = (
    "恒泰", "瑞丰", "金源", "兴达", "鑫盛", "东升", "远大", "华宇", "三合", "顺成", "铭扬", "佳禾", "博润", "天工", "永昌", "德馨", "广源", "同心", "启明", "宏图",
)  # fmt: skip
_TRADES = (
    "化工", "机械", "食品", "木业", "纺织", "建材", "铸造", "仓储", "塑料", "矿业", "印染", "涂料",
)  # fmt: skip
_SURNAMES = "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高梁郑谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭"
_GIVEN = "伟芳娜敏静秀丽强磊洋艳勇军杰娟涛超霞平刚桂英华玉萍红建文辉力志健世广义兴良海仁波宁贵福生元全胜才发武新利清飞彬富顺信昌成康星光达安岩进林有坚和博诚敬震振壮会思群豪邦承乐功松善厚庆民友裕河哲"


class Names:
    """Draws names, none twice."""

    def __init__(self, generator: random.Random) -> None:
        self._random = generator
        self._people: set[str] = set()
        self._enterprises: set[str] = set()
        self._codes = 0

    def person(self) -> str:
        while True:
            r = self._random
            name = r.choice(_SURNAMES) + "".join(r.choice(_GIVEN) for _ in range(r.choice((1, 2, 2))))
            if len(set(name)) == len(name) and not any(name in other or other in name for other in self._people):
                self._people.add(name)
                return name

    def enterprise(self, trade: str | None = None) -> tuple[str, str]:
        """A name of a company, and its trade."""
        while True:
            word = self._random.choice(_WORDS)
            of = trade or self._random.choice(_TRADES)
            if word + of not in self._enterprises:
                self._enterprises.add(word + of)
                return f"{COUNTY}{word}{of}有限公司", of

    def code(self) -> str:
        """The next credit code, with right check digits."""
        self._codes += 1
        body = f"MA9C{self._codes:04d}"
        first = "91990122" + body + inner_check_character(body)
        return first + outer_check_character(first)
