"""Invented people: names, mobiles and ids, all drawn from one seeded source."""

from collections.abc import Iterator
from itertools import count
from random import Random
from uuid import UUID

COMMON_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何罗高林郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严赖覃洪武莫孔温"
RARE_SURNAMES = ("单", "曾", "仇", "区", "查", "翟", "欧阳", "上官", "乐", "解")
# Characters beyond the first plane, or rare enough that old systems drop them: they must survive every way through.
RARE_NAMES = {40: "陈䶮", 80: "𠮷文杰"}
SINGLE_GIVEN = "伟芳娜敏静强磊军洋勇艳杰娟涛明超霞平刚波斌莉辉鹏琴宇健丹鑫倩旭雯婷凯玲毅颖璐"
FIRST_GIVEN = "建国志文晓小海玉春秀丽永俊思子雨家嘉欣佳宏振庆美红光学东少卫正世德金长荣立新福"
SECOND_GIVEN = "华平明军英梅芳兰生林涛峰辉斌良强东亮勇娟萍红燕玲霞琳宁宇轩然杰豪波龙飞健民根发贵清"
MOBILE_PREFIXES = ("1380000", "1390000", "1370000", "1580000", "1590000", "1500000", "1880000", "1870000")


def new_id(rng: Random) -> UUID:
    return UUID(int=rng.getrandbits(128), version=4)


def names(rng: Random) -> Iterator[str]:
    """Different names without end; the rare ones come early, once each."""
    given_out: set[str] = set()
    for position in count():
        name = RARE_NAMES.get(position) or _drawn(rng)
        while name in given_out:
            name = _drawn(rng)
        given_out.add(name)
        yield name


def mobiles(rng: Random, first: int = 1000) -> Iterator[str]:
    """2,000 different numbers of a real form, ending in `first` and up; the block of zeros in the middle marks them as
    invented."""
    numbers = [f"{prefix}{number:04}" for prefix in MOBILE_PREFIXES for number in range(first, first + 250)]
    rng.shuffle(numbers)
    yield from numbers


def _drawn(rng: Random) -> str:
    surname = rng.choice(RARE_SURNAMES) if rng.random() < 0.05 else rng.choice(COMMON_SURNAMES)
    if len(surname) == 1 and rng.random() < 0.22:
        return surname + rng.choice(SINGLE_GIVEN)
    return surname + rng.choice(FIRST_GIVEN) + rng.choice(SECOND_GIVEN)
