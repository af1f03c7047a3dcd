"""Names of the people in the town: invented of common parts, Chinese and some Western ones.

Who bears which name, and who knows whom, is in `people.py`.
"""

from random import Random

import msgspec

_SURNAMES = """
王72 李72 张68/張 刘54/劉 陈50/陳 杨31/楊 赵23/趙 黄24/黃 周24 吴24/吳 徐19 孙16/孫 马12/馬 朱15
胡13 林14 郭11 何12 高10 罗9/羅 郑10/鄭 梁8 谢8/謝 宋8 唐7 许8/許 邓6/鄧 韩6/韓 冯7/馮 曹6 彭6 曾5
肖5/蕭 田4 董5 潘6 袁5 蔡6 蒋7/蔣 余6 于4 杜4 叶8/葉 程5 魏4 苏5/蘇 吕5/呂 丁6 任4 卢4/盧 姚6 沈12
钟4/鍾 姜4 崔3 谭3/譚 陆8/陸 范4 汪5 廖3 石3 金8 贾2/賈 夏4 傅4 方6 邹3/鄒 熊2 白2 孟2 秦3 邱3 侯2
江4 尹2 薛2 雷2 龙2/龍 黎2 史2 陶4 贺2/賀 毛4 顾5/顧 龚3/龔 邵5 万2/萬 钱5/錢 戴4 严3/嚴 莫2 孔2
汤3/湯 楼4/樓 俞6 柴2 裘2 屠2 诸葛1/諸葛 欧阳1/歐陽
"""

_WOMEN = """
芳 丽/麗 敏 静/靜 燕 艳/艷 娟 霞 秀英 桂兰/桂蘭 玉珍 红梅/紅梅 春华/春華 晓燕/曉燕 雪梅 丽娟/麗娟
慧 颖/穎 婷 倩 欣怡 梦瑶/夢瑤 雨桐 思涵 佳怡 诗涵/詩涵 晨曦 雅婷 梓涵 若兰/若蘭 静怡/靜怡
晓雯/曉雯 雯 萍 琳 洁/潔 莉 蕾 云/雲 玲 美玲 淑芬 淑贞/淑貞 月娥 彩虹 金花 小红/小紅 小芳
文静/文靜 可欣 一诺/一諾 语嫣/語嫣 书瑶/書瑤 清荷 采薇 念慈 安琪 宝珠/寶珠 凤仙/鳳仙 水仙 冬梅
秋月 夏荷 春燕 晓岚/曉嵐 惠 丹 菲 媛 瑾 青 楠 怡 然 予安 知夏 苏苏/蘇蘇 听雨/聽雨
"""

_MEN = """
伟/偉 强/強 磊 军/軍 洋 勇 杰/傑 涛/濤 明 超 刚/剛 平 辉/輝 建国/建國 建军/建軍 志强/志強
国庆/國慶 文斌 海涛/海濤 俊杰/俊傑 浩然 子轩/子軒 宇航 天宇 博文 泽宇/澤宇 一鸣/一鳴 思远/思遠
嘉豪 家豪 志明 德华/德華 国强/國強 永福 福生 根宝/根寶 阿林 水根 长江/長江 建华/建華 卫东/衛東
立新 向东/向東 晓东/曉東 小龙/小龍 大勇 斌 鹏/鵬 波 峰 凯/凱 昊 鑫 旭 毅 松 柏 林 宁/寧 亮 成 康
宇 晨 帆 翔 睿 哲 铭/銘 景行 怀瑾/懷瑾 致远/致遠 明轩/明軒 启航/啟航
"""

_WESTERN_FIRST = """
Anna Ben Clara Daniel Elena Felix Grace Henry Irene Jack Kate Leo Maya Nick Olga Paul Rosa Sam
Tess Victor Wendy Hugo Nora Oscar Lucy Max Sofia Tom Julia Martin
"""

_WESTERN_LAST = """
Adler Berg Carter Duval Evans Fischer Garcia Hansen Ivers Jensen Keller Lambert Moreau Novak Olsen
Parker Quinn Rossi Silva Turner Vogel Walsh Young Zimmer Marino Weber Dunn Costa
"""

_PLACES = """
楼下 隔壁 茶馆 书店 公园 学校 菜场 花店 球场 画室 三楼 巷口 河边 早餐店 老邻居
"""
_TITLES = {"f": ("姐", "阿姨", "老师"), "m": ("哥", "叔", "老师")}


class Name(msgspec.Struct, frozen=True):
    """What somebody is called: in full, by friends, and how the shop remembers her."""

    full: str
    surname: str
    nickname: str
    remark: str


def _pair(written: str) -> tuple[str, str]:
    simplified, _, traditional = written.partition("/")
    return simplified, traditional or simplified


def _weighted() -> tuple[list[tuple[str, str]], list[int]]:
    pairs, weights = [], []
    for entry in _SURNAMES.split():
        head, _, traditional = entry.partition("/")
        simplified = head.rstrip("0123456789")
        pairs.append((simplified, traditional or simplified))
        weights.append(int(head[len(simplified) :]))
    return pairs, weights


SURNAMES, SURNAME_WEIGHTS = _weighted()
GIVEN = {"f": _WOMEN.split(), "m": _MEN.split()}
PLACES = _PLACES.split()
WESTERN_FIRST, WESTERN_LAST = _WESTERN_FIRST.split(), _WESTERN_LAST.split()


def surname_drawn(draw: Random) -> tuple[str, str]:
    """A surname as (simplified, traditional), as common as it is in the country."""
    return draw.choices(SURNAMES, SURNAME_WEIGHTS)[0]


def chinese_name(draw: Random, surname: tuple[str, str], *, is_traditional: bool) -> Name:
    """Somebody of this family."""
    gender = draw.choice("fm")
    given = _pair(draw.choice(GIVEN[gender]))
    script = 1 if is_traditional else 0
    last = given[script][-1]
    nickname = ""
    if draw.random() < 0.12:
        nickname = draw.choice((f"阿{last}", f"小{last}", last * 2))
    remark = ""
    if draw.random() < 0.10:
        remark = draw.choice(PLACES) + surname[script] + draw.choice(_TITLES[gender])
    return Name(surname[script] + given[script], surname[script], nickname, remark)


def western_name(draw: Random, surname: str) -> Name:
    """Somebody who came to live here from far away."""
    return Name(f"{draw.choice(WESTERN_FIRST)} {surname}", surname, "", "")


def western_surname(draw: Random) -> str:
    """A family name of somebody from far away."""
    return draw.choice(WESTERN_LAST)
