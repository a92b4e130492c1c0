"""A million mentions in, the seconds in which each is judged out, beside rapidfuzz on the same names: `python bench/resolve.py`.

The mentions are drawn with a fixed seed: half are names of the data in the spellings of reports (as they are, full
width, traditional script, spaced, with a code or a share-class mark), a quarter are nobody's, an eighth codes, an eighth
words cut or changed. Almost every mention is seen once, so that nothing is remembered from the last time. The peer,
`process.extractOne`, looks for the likest name and is measured on a sample; both run on one core, ratios are the result.
"""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Iterator

import opencc
from rapidfuzz import fuzz, process

from kb.who.resolve import Resolver
from kb.who.seed import load

MENTIONS, SAMPLE, SEED = 1_000_000, 300, 7
# What stands before or behind a name that is somebody else's: most of what a report names is in no list of companies.
_BEFORE = ("", "某", "新", "东", "国家", "华南", "第二", "老")
_BEHIND = ("产线", "业务", "产品", "订单量", "团队", "门店", "二期", "项目公司", "研究院", "事业部")


def mentions(count: int) -> Iterator[str]:
    """`count` mentions, the same in every run."""
    seed, draw = load(), random.Random(SEED)
    traditional = opencc.OpenCC("s2t")
    names = [name.text for name in seed.names]
    codes = sorted(seed.codes)
    for number in range(count):
        name, form = draw.choice(names), number % 8
        if form == 0:
            yield name
        elif form == 1:
            yield traditional.convert(name) + " " * draw.randrange(4)
        elif form == 2:
            place = draw.randrange(len(name) + 1)
            yield f"{name[:place]} {name[place:]}{draw.choice(('', '-W', '-U', '有限公司'))}"
        elif form == 3:
            yield f"{name}（{draw.choice(codes)}）"
        elif form == 4:
            code = draw.choice(codes)
            yield draw.choice((code, code.partition(".")[0], code.lower(), code.replace(".", " ")))
        elif form == 5:
            place = draw.randrange(len(name))
            yield name[:place] + chr(0x4E00 + draw.randrange(5000)) + name[place + 1 :]
        else:
            yield f"{draw.choice(_BEFORE)}{name[:3]}{draw.choice(_BEHIND)}{draw.randrange(10_000)}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mentions", type=int, default=MENTIONS)
    parser.add_argument("--sample", type=int, default=SAMPLE)
    arguments = parser.parse_args()
    began = time.process_time()
    resolver = Resolver.from_seed()
    resolver.judge("伊利股份")
    loaded = time.process_time() - began
    words = list(mentions(arguments.mentions))
    began = time.process_time()
    linked = sum(resolver.judge(word).entity is not None for word in words)
    ours = time.process_time() - began
    names = sorted({name.text for name in resolver.names()})
    print(f"data read in {loaded:.2f} s; {len(words):,} mentions, {len(set(words)):,} of them distinct")
    print(
        f"judged in {ours:.1f} s of processor time: {len(words) / ours:,.0f}/s, {linked / len(words):.1%} linked"
    )
    few = random.Random(SEED).sample(words, min(arguments.sample, len(words)))
    for scorer in (fuzz.ratio, fuzz.WRatio):
        began = time.process_time()
        for word in few:
            process.extractOne(word, names, scorer=scorer)
        peer = (time.process_time() - began) / len(few) * len(words)
        print(
            f"rapidfuzz extractOne, {scorer.__name__}, {len(names):,} names: "
            f"{len(words) / peer:,.0f}/s, {peer:,.0f} s for as many, {peer / ours:,.0f} times as long"
        )


if __name__ == "__main__":
    main()
