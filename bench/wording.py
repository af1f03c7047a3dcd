"""How well the copy linter tells forbidden sentences from lawful ones, beside two weaker ways.

The sentences are in `tests/rules/copy_corpus/`, labelled by somebody who had not seen a rule.
Half a was read while the rules were written, half b was not: its figure is the one to publish.
No test times anything or asks for half b; the linter itself is `passalong.lawful.wording`.

Run `python bench/wording.py --half b [--pack cn] [--json]`. Beside the linter stand a plain list
of the words that the law and our own vocabulary name, and the linter without its lawful
exceptions: each must do visibly worse, or the sentences are too easy.
"""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from passalong.lawful.wording import check_wording  # noqa: E402
from rules.copy_corpus import LANGUAGES, Sentence, sentences  # noqa: E402

RECALL_MIN = 0.95
FALSE_BLOCKS_MAX = 0.02
LISTED = (
    "国家级 最高级 最佳 分享后领取 转发解锁 帮我点一下 集赞 躺赚 拉人头 下线 静态收益 级差 入门费",
    "上线 团队奖 动态收益 分享即得 最 第一 顶级 國家級 最高級 分享後領取 轉發解鎖 幫我點一下 集讚",
    "躺賺 拉人頭 下線 上線 團隊獎金 靜態收益 動態收益 級差 入會費 入門費 頂級 好评返现 好評返現",
    "砍价 砍價 助力 红包 紅包 downline upline passive_income recruit_and_earn",
)
WORDS = [word.replace("_", " ") for line in LISTED for word in line.split()]
Judge = Callable[[str, str], str]


def linter(text: str, pack: str) -> str:
    """What is shipped."""
    return check_wording(text, pack).verdict


def listed_words(text: str, pack: str) -> str:
    """The simplest rival: any listed word anywhere."""
    return "block" if any(word in text.lower() for word in WORDS) else "pass"


def without_exceptions(text: str, pack: str) -> str:
    """The linter under a wrong model: no sentence has a lawful excuse."""
    return check_wording(text, pack, exceptions="off").verdict


WAYS: dict[str, Judge] = {
    "linter": linter,
    "list of words": listed_words,
    "without exceptions": without_exceptions,
}


def measured(rows: Iterable[Sentence], judge: Judge, pack: str) -> dict[str, object]:
    """Counts of label and verdict, by language and by kind."""
    groups: dict[str, Counter[tuple[str, str]]] = {}
    for row in rows:
        pair = (row.label_in(pack), judge(row.text, pack))
        for group in ("all", row.language, row.kind, f"{row.label} {row.difficulty}"):
            groups.setdefault(group, Counter())[pair] += 1
    return {group: figures(counts) for group, counts in groups.items()}


def figures(counts: Counter[tuple[str, str]]) -> dict[str, object]:
    """Caught of what must be blocked, blocked of what must pass, kept of what warns."""
    told: dict[str, object] = {}
    for label, name in (("block", "blocked"), ("pass", "falsely blocked"), ("warn", "warned")):
        of = sum(count for (is_label, _), count in counts.items() if is_label == label)
        hit = counts[(label, "warn" if label == "warn" else "block")]
        if of:
            told[name] = {"count": hit, "of": of, "share": round(hit / of, 4)}
    return told


def line(group: str, told: dict[str, object]) -> str:
    """One group on one line."""
    parts = [
        f"{name} {one['count']}/{one['of']} = {one['share']:.1%}"  # type: ignore[index]
        for name, one in told.items()
    ]
    return f"  {group:<22}" + "   ".join(parts)


def main() -> None:
    """Read the arguments, measure, print."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--half", choices=("a", "b"), required=True)
    asked.add_argument("--pack", choices=("cn", "intl"), default="cn")
    asked.add_argument("--json", action="store_true")
    given = asked.parse_args()
    rows = [row for row in sentences() if row.half == given.half]
    results = {name: measured(rows, judge, given.pack) for name, judge in WAYS.items()}
    if given.json:
        print(json.dumps(results, ensure_ascii=False, indent=1))
        return
    print(f"half {given.half}: {len(rows)} sentences in {len(LANGUAGES)} languages, {given.pack}")
    print(f"wanted: blocked >= {RECALL_MIN:.0%}, falsely blocked <= {FALSE_BLOCKS_MAX:.0%}")
    for name, groups in results.items():
        print(name)
        wanted = groups if name == "linter" else {"all": groups["all"]}
        for group in wanted:
            print(line(group, groups[group]))  # type: ignore[arg-type]


if __name__ == "__main__":
    main()
