"""MRCR-like: a long chat where the same request is made several times, and one of the replies must
be repeated.

Multi-round co-reference resolution (Vodrahalli et al. 2024, "Michelangelo", arXiv:2409.12640), in
the form and with the score of OpenAI's MRCR. The chat is made from templates of our own, so it
needs no haystack.
"""

from __future__ import annotations

import random
import string
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from farside.errors import InputError
from farside.lab.base import Case, Count, Given, LabCell, Language, Score, Verdict
from farside.lab.tasks import refusals

KINDS: tuple[str, ...] = ("2", "4", "8")
LANGUAGES: tuple[Language, ...] = ("en", "zh")

# A reply this much like the piece counts as the same piece: white space alone may make the
# difference.
_SAME = 0.99
# The share of the other requests that are drawn from those that share the form or the topic.
_NEAR = 0.5


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of piece: its name, what asks for it, and the lines that it is made of."""

    name: str
    request: str
    first: tuple[str, ...]
    middle: tuple[str, ...]
    last: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Bank:
    turn: str
    question: str
    ordinals: tuple[str, ...]
    topics: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    forms: tuple[_Form, ...]


_ENGLISH = _Bank(
    turn="User: {request}\n\nAssistant: {piece}",
    question="The text above is a chat. Begin your reply with {prefix} and then repeat, "
    "word for word, the {ordinal} {form} about {topic} that the assistant wrote. "
    "Write nothing else.",
    ordinals=tuple("first second third fourth fifth sixth seventh eighth".split()),
    topics=tuple(
        "tapirs|kettles|ferries|lanterns|walnuts|glaciers|umbrellas|beekeepers|staircases|violins|"
        "foghorns|mushrooms|typewriters|herons|postcards|windmills|marbles|orchards|"
        "telescopes|suitcases".split("|")
    ),
    slots={
        "a": tuple(
            (
                "quiet amber crooked patient salted narrow silver drowsy stubborn "
                "hollow gentle dusty"
            ).split()
        ),
        "b": tuple(
            (
                "slow bright borrowed forgotten wooden distant humble restless frosted "
                "painted early late"
            ).split()
        ),
        "p": tuple(
            "the harbour|the old mill|a railway platform|the north meadow|my aunt's "
            "attic|the market square|a roof in the rain|the empty theatre|the river bend|the "
            "corner bakery|a mountain hut|the night bus".split("|")
        ),
        "t": tuple(
            "at dawn|after supper|on Tuesdays|in late autumn|before the storm|at half past "
            "nine|all winter long|when the bells stop|during lunch|once a year|under a new "
            "moon|on market days".split("|")
        ),
        "w": tuple(
            (
                "a miller|my cousin|the postman|two sailors|a tired nurse|the baker's "
                "son|a clerk|nobody"
            ).split("|")
        ),
    },
    forms=(
        _Form(
            "poem",
            "Write a poem about {topic}.",
            (
                "O {a} {topic} of {p},",
                "I sing of {topic}, {a} and {b},",
                "Come {t}, you {b} {topic},",
                "There were {topic} {t},",
            ),
            (
                "the {a} light leans over {p},",
                "and {w} hums a {b} tune {t},",
                "no map of {p} has room for you,",
                "you keep the {b} hours that clocks forget,",
                "I counted you {t} and lost the sum,",
                "like {a} rain that falls on {p},",
                "what {w} has lost, you carry home,",
                "a {b} wind asks {p} for your name,",
            ),
            (
                "and {t} the {a} world is still.",
                "so sleep, {b} {topic}, sleep.",
                "and {p} is {b} again.",
                "and {w} will not tell.",
            ),
        ),
        _Form(
            "note",
            "Write a note about {topic}.",
            ("To {w}:", "For the {a} folder:", "Left at {p} {t}:", "Please read {t}:"),
            (
                "the {topic} near {p} look {a}, and we should say so.",
                "{w} asked twice about the {b} {topic}.",
                "do not move the {a} ones {t}.",
                "I found a {b} box of papers on {topic} in {p}.",
                "the list says {a}, but they are {b}.",
                "there will be visitors {t}, so lock {p}.",
                "somebody must pay {w} for the {b} work.",
                "keep the {topic} dry and away from {p}.",
            ),
            (
                "Back {t}.",
                "Call {w} if in doubt.",
                "The key is in {p}.",
                "Burn this {t}.",
            ),
        ),
        _Form(
            "riddle",
            "Write a riddle about {topic}.",
            (
                "What is {a} {t} and {b} by noon?",
                "I am {a}, yet {w} calls me {b}.",
                "Guess what waits in {p} {t}.",
            ),
            (
                "I have been to {p} and never walked.",
                "{w} needs me {t}, and hides me after.",
                "my {a} side is never my {b} side.",
                "give me to {w} and I grow {b}.",
                "I am counted {t} but never sold.",
                "without me {p} would be {a}.",
                "I am {b} in company and {a} alone.",
                "a {b} key will not open me in {p}.",
            ),
            (
                "Say it {t}: {topic}.",
                "The answer, said {w}, is {topic}.",
                "Only {topic}, {a} and {b}.",
                "Look in {p}: {topic}.",
            ),
        ),
    ),
)

_CHINESE = _Bank(
    turn="用户：{request}\n\n助手：{piece}",
    question=(
        "上面是一段对话。请以{prefix}开头作答，"
        "然后一字不差地重复助手写的关于{topic}的第{ordinal}{form}。不要写别的内容。"
    ),
    ordinals=tuple("一二三四五六七八"),
    topics=tuple(
        "貘 水壶 渡船 灯笼 核桃 冰川 雨伞 养蜂人 楼梯 小提琴 "
        "雾号 蘑菇 打字机 苍鹭 明信片 风车 弹珠 果园 望远镜 皮箱".split()
    ),
    slots={
        "a": tuple(
            "安静的 琥珀色的 弯弯的 耐心的 狭窄的 银色的 困倦的 固执的 温和的 落满灰尘的".split()
        ),
        "b": tuple(
            "缓慢的 明亮的 借来的 被遗忘的 木头的 遥远的 谦卑的 不安的 结霜的 涂了漆的".split()
        ),
        "p": tuple(
            (
                "码头 老磨坊 火车站台 北边的草地 姑妈的阁楼 集市 雨中的屋顶 空荡的剧院 "
                "河湾 街角的面包房"
            ).split()
        ),
        "t": tuple(
            (
                "黎明时 晚饭后 每逢星期二 深秋里 暴风雨之前 九点半 整个冬天 钟声停下时 "
                "新月之夜 赶集的日子"
            ).split()
        ),
        "w": tuple("磨坊主 表哥 邮差 两个水手 疲倦的护士 面包师的儿子 书记员 守门人".split()),
    },
    forms=(
        _Form(
            "首诗",
            "请写一首关于{topic}的诗。",
            ("{p}的{topic}啊，", "我歌唱{a}{topic}，", "{t}来吧，{b}{topic}，", "{t}有过{topic}，"),
            (
                "{a}光斜过{p}，",
                "{w}{t}哼着{b}曲子，",
                "{p}的地图上没有你的位置，",
                "你守着钟表忘掉的{b}时辰，",
                "{t}我数过你，却忘了总数，",
                "像{a}雨落在{p}，",
                "{w}丢失的，你都带回家，",
                "{b}风向{p}打听你的名字，",
            ),
            (
                "{t}，{a}世界静了下来。",
                "睡吧，{b}{topic}。",
                "{p}又归于沉寂。",
                "而{w}什么也不说。",
            ),
        ),
        _Form(
            "张便条",
            "请写一张关于{topic}的便条。",
            ("致{w}：", "放进{a}文件夹：", "{t}留在{p}：", "请在{t}读："),
            (
                "{p}附近的{topic}看起来像{a}东西，应该说明。",
                "{w}两次问起{b}{topic}。",
                "{t}不要搬动{a}那些。",
                "我在{p}找到一个{b}盒子，里面是{topic}的资料。",
                "清单上写着{a}，其实是{b}。",
                "{t}有客人来，请锁好{p}。",
                "{b}活儿要付钱给{w}。",
                "{topic}要保持干燥，远离{p}。",
            ),
            ("{t}回来。", "有疑问就找{w}。", "钥匙在{p}。", "{t}把它烧掉。"),
        ),
        _Form(
            "则谜语",
            "请写一则关于{topic}的谜语。",
            (
                "什么东西{t}是{a}，正午却是{b}？",
                "我本是{a}，{w}却说我是{b}。",
                "猜猜{t}是什么等在{p}。",
            ),
            (
                "我到过{p}，却从不走路。",
                "{w}{t}需要我，过后又把我藏起来。",
                "我{a}一面从不是{b}一面。",
                "把我交给{w}，我就变成{b}。",
                "{t}有人数我，却没有人卖我。",
                "没有我，{p}便是{a}。",
                "人多时我是{b}，独处时我是{a}。",
                "{b}钥匙在{p}打不开我。",
            ),
            (
                "{t}说出来：{topic}。",
                "{w}说，谜底是{topic}。",
                "只有{a}{topic}。",
                "去{p}看看：{topic}。",
            ),
        ),
    ),
)

_BANKS: Mapping[Language, _Bank] = {"en": _ENGLISH, "zh": _CHINESE}


# Every task takes the same three arguments.
def make(cell: LabCell, haystack: str, count: Count) -> Case:  # noqa: ARG001
    """Make a chat of at most `cell.length` tokens where one request stands `cell.kind` times.
    `haystack` is not used.

    Half of the other requests share its form or its topic. "no haystack" keeps only the replies to
    the one request, "no needle" only the others. Raises `InputError` for an unknown kind or
    language and for a length without room for the replies.
    """
    if cell.kind not in KINDS or cell.language not in LANGUAGES:
        raise InputError(
            f"MRCR has no kind '{cell.kind}' in language '{cell.language}': "
            f"take one of {', '.join(KINDS)} (how often the request is made) in "
            f"{', '.join(LANGUAGES)}"
        )
    bank, number = _BANKS[cell.language], int(cell.kind)
    rng = random.Random(f"{cell.seed}/{cell.repeat}/{cell.kind}/{cell.language}")
    form, topic = rng.choice(bank.forms), rng.choice(bank.topics)
    pieces = _different(bank, form, topic, number, rng)
    asked = rng.randrange(number)
    prefix = "".join(rng.choices(string.ascii_letters + string.digits, k=10))
    needles = [_turn(bank, form, topic, piece) for piece in pieces]
    context = _chat(bank, (form, topic), needles, cell, count)
    question = bank.question.format(
        prefix=prefix, ordinal=bank.ordinals[asked], form=form.name, topic=topic
    )
    others = [piece for at, piece in enumerate(pieces) if at != asked]
    return Case(context, question, {"prefix": prefix, "piece": pieces[asked], "others": others})


def score(expected: Mapping[str, Any], given: Given) -> Score:
    """0 without the prefix at the beginning, else 100 × `SequenceMatcher.ratio` of the rest and the
    piece, as OpenAI's MRCR has it, but for white space before and after them.

    Parts: `prefix` (100 or 0), and `other`, the best score that another reply to the same request
    would have had: a value that is not above it is a piece mistaken for another one.
    """
    text = given.text.lstrip()
    if not given.found or (not text.startswith(expected["prefix"]) and refusals.is_refusal(text)):
        return Score(0.0, "refused", {"prefix": 0.0, "other": 0.0})
    if not text.startswith(expected["prefix"]):
        return Score(0.0, "wrong", {"prefix": 0.0, "other": 0.0})
    said = text.removeprefix(expected["prefix"]).strip()
    value = _ratio(said, expected["piece"])
    other = max((_ratio(said, one) for one in expected["others"]), default=0.0)
    verdict: Verdict = "wrong" if other >= value else "right" if value >= 100 * _SAME else "partly"
    return Score(value, verdict, {"prefix": 100.0, "other": other})


def _ratio(said: str, piece: str) -> float:
    return 100 * SequenceMatcher(None, said, piece.strip()).ratio()


def _turn(bank: _Bank, form: _Form, topic: str, piece: str) -> str:
    return bank.turn.format(request=form.request.format(topic=topic), piece=piece)


def _piece(bank: _Bank, form: _Form, topic: str, rng: random.Random) -> str:
    """Five lines of a form about a topic."""
    lines = [rng.choice(form.first), *rng.sample(form.middle, 3), rng.choice(form.last)]
    return "\n".join(
        _capital(
            line.format(
                topic=topic, **{slot: rng.choice(words) for slot, words in bank.slots.items()}
            )
        )
        for line in lines
    )


def _capital(line: str) -> str:
    return line[:1].upper() + line[1:]


def _different(bank: _Bank, form: _Form, topic: str, number: int, rng: random.Random) -> list[str]:
    """`number` pieces, no two the same."""
    pieces: dict[str, None] = {}
    while len(pieces) < number:
        pieces[_piece(bank, form, topic, rng)] = None
    return list(pieces)


def _chat(
    bank: _Bank, asked: tuple[_Form, str], needles: Sequence[str], cell: LabCell, count: Count
) -> str:
    """The needles in order, with as many other turns around them as fit into the length."""

    def chat(fillers: int) -> str:
        # A generator of its own: a chat with one more turn begins with the same turns.
        rng = random.Random(f"{cell.seed}/{cell.repeat}/{cell.kind}/chat")
        others = [
            (form, topic) for form in bank.forms for topic in bank.topics if (form, topic) != asked
        ]
        near = [one for one in others if one[0] is asked[0] or one[1] == asked[1]]
        drawn = [rng.choice(near if rng.random() < _NEAR else others) for _ in range(fillers)]
        turns = [_turn(bank, form, topic, _piece(bank, form, topic, rng)) for form, topic in drawn]
        if cell.control == "no needle":
            return "\n\n".join(turns)
        places = iter(sorted(rng.sample(range(fillers + len(needles)), len(needles))))
        for place, needle in zip(places, needles, strict=True):
            turns.insert(place, needle)
        return "\n\n".join(turns)

    if cell.control == "no haystack":
        return chat(0)
    least = count("\n\n".join(needles))
    if least > cell.length:
        raise InputError(
            f"{len(needles)} replies do not fit into {cell.length} tokens (they need {least}): "
            "take a greater length"
        )
    # Twice the turns that the needles' mean size lets expect: no more than that need be tried.
    most = 2 * len(needles) * cell.length // least + 1
    return chat(
        bisect_right(range(1, most + 1), cell.length, key=lambda fillers: count(chat(fillers)))
    )
