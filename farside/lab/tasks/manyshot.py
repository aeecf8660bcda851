"""Many-shot: accuracy over the number of examples in the context (Agarwal et al. 2024,
arXiv:2404.11018).

Support tickets with invented labels: what a label means can be learnt from the examples alone. No
ticket that is asked about is made from a template of the examples. `CmrcManyShot` asks the Chinese
reading questions of CMRC 2018 instead.
"""

from __future__ import annotations

import random
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from farside.errors import InputError
from farside.lab.base import Case, Count, Given, LabCell, Language, Score
from farside.lab.tasks import published, refusals, scoring
from farside.lab.tasks.docqa_files import Passage, read_passages

KINDS: tuple[str, ...] = ("0", "4", "16", "64", "max")
LANGUAGES: tuple[Language, ...] = ("en", "zh")

# Every fourth of CMRC's passages is asked about; the others are examples.
_TESTED = 4


@dataclass(frozen=True, slots=True)
class _Topic:
    """What tickets of one label are about: templates for the examples, and others for the tickets
    asked about."""

    shown: tuple[str, ...]
    asked: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Bank:
    intro: str
    example: str
    question: str
    labels: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    topics: tuple[_Topic, ...]


def _topic(shown: str, asked: str) -> _Topic:
    return _Topic(tuple(shown.split("|")), tuple(asked.split("|")))


_ENGLISH = _Bank(
    intro="Every support ticket has exactly one label. The labels are: {labels}.",
    example="Ticket: {ticket}\nLabel: {label}",
    question=(
        "Which label does this ticket have? Answer with the label alone.\n\n"
        "Ticket: {ticket}\nLabel:"
    ),
    labels=("zorp", "quib", "drell", "mave", "tosk", "yint", "flurn", "bexa"),
    slots={
        "item": tuple(
            (
                "kettle|desk lamp|bicycle pump|rucksack|toaster|garden chair|camera strap"
                "|wall clock|tent|coffee mill|raincoat|bookshelf|hair dryer|travel pillow"
                "|fountain pen|radio"
            ).split("|")
        ),
        "place": tuple("Larkfield Tervik Osmond Calder Brinmouth Hestley Pellow Wexdale".split()),
        "n": tuple("two three four five six seven nine ten eleven twelve".split()),
        "name": tuple(
            "Odette Marsh|Ivo Lund|Priya Nath|Tomas Reyes|Greta Holm|Sam Okoro|Lena Vogt".split("|")
        ),
    },
    topics=(
        _topic(
            "I was charged twice for the {item}.|The invoice for my {item} shows the wrong "
            "amount.|Why did you take {n} payments from my card for one {item}?|The discount on "
            "the {item} is missing from the bill.|I paid for the {item} and you still send "
            "reminders. Best, {name}",
            "My bank statement lists the cost of the {item} {n} times.|The sum on the receipt of "
            "the {item} is higher than the price in your shop.",
        ),
        _topic(
            "The {item} should have been here {n} days ago.|Where is my parcel with the "
            "{item}?|Still no {item} in {place}, and the tracking has not moved for {n} days.|The "
            "courier never came with the {item}.|When will the {item} finally arrive "
            "in {place}? {name}",
            "I have been waiting for the {item} for {n} weeks.|Nobody at the depot in {place} "
            "knows anything of the shipment with my {item}.",
        ),
        _topic(
            "The {item} came with a crack in it.|One part of the {item} was broken when I opened "
            "the box.|My {item} stopped working after {n} days.|The {item} is scratched all "
            "over.|The switch of the {item} fell off.",
            (
                "I unpacked the {item} and found it in {n} pieces.|The {item} makes smoke and "
                "does not run any more."
            ),
        ),
        _topic(
            "I cannot log in to my account.|The page says that my password is wrong, "
            "and it is not.|Your site locked my account after {n} tries.|The code for signing in "
            "never reaches my phone.|Please reset the password of {name}.",
            "I forgot the secret word for my profile, and the link to choose a new one is "
            "dead.|It throws me out each time I enter my user name, {n} times today.",
        ),
        _topic(
            "Please cancel my order of the {item}.|I do not want the {item} any more, "
            "do not send it.|End my subscription from next month on. {name}|I withdraw from "
            "buying the {item}.|Stop my order of the {item}, {name} needs none.",
            "I changed my mind about the {item}, so call the purchase off.|Take me out of the "
            "monthly plan, it is over after {n} years.",
        ),
        _topic(
            "I love the {item}, thank you.|Your man in {place} was so kind and helpful.|The "
            "{item} is the best that I ever had.|Great service, the {item} is perfect. "
            "{name}|Just to say that all {n} of us are happy with the {item}.",
            (
                "What a wonderful {item}, my family adores it.|Full marks for your friendly "
                "team in {place}!"
            ),
        ),
        _topic(
            "I have moved to {place}, please note my new address.|Send the bills to {place} from "
            "now on.|My surname is now {name}, please correct it.|The street in my profile is out "
            "of date.|My phone number has changed, it ends in {n} now.",
            "Since Monday I live in {place}: update where my post goes.|We have married, "
            "so write {name} in your records instead.",
        ),
        _topic(
            "Does the {item} come in blue?|How heavy is the {item}?|Is the {item} fit for "
            "children of {n}?|Which batteries does the {item} need?|Can I put the {item} in the "
            "dishwasher? {name}",
            (
                "Before I buy the {item}: how large is it?|Is there a version of the "
                "{item} for {n} people?"
            ),
        ),
    ),
)

_CHINESE = _Bank(
    intro="每张客服工单恰好有一个标签。标签有：{labels}。",
    example="工单：{ticket}\n标签：{label}",
    question="这张工单的标签是什么？只回答标签。\n\n工单：{ticket}\n标签：",
    labels=("嘟卡", "蓬尼", "吱洛", "哈茨", "弥朵", "咕兰", "奥噗", "拓凛"),
    slots={
        "item": tuple(
            (
                "水壶 台灯 打气筒 背包 面包机 花园椅 相机带 挂钟 帐篷 咖啡磨 雨衣 书架 吹风机 钢笔"
            ).split()
        ),
        "place": tuple("柳原 青泊 云岔 石桥镇 南荻 麓口 白浦 河西".split()),
        "n": tuple("两 三 四 五 六 七 九 十".split()),
        "name": tuple("林若 陈知远 周牧 许青禾 何川 宋琪 方一鸣 白露".split()),
    },
    topics=(
        _topic(
            "买{item}被扣了两次钱。|{item}的发票金额不对。|为什么一个{item}从我的卡上扣了{n}笔款？"
            "|账单上没有{item}的折扣。|{item}的钱我已经付了，你们还在催款。{name}",
            "银行流水里{item}的费用出现了{n}次。|{item}收据上的数目比店里的价格高。",
        ),
        _topic(
            "{item}{n}天前就该到了。|装着{item}的包裹在哪里？|{place}还没收到{item}，"
            "物流{n}天没动。|快递员一直没送{item}来。|{item}到底什么时候能到{place}？{name}",
            "我等{item}已经等了{n}个星期。|{place}的站点没人知道我的{item}运到哪里了。",
        ),
        _topic(
            "{item}到手就有裂缝。|打开箱子时{item}有个零件是坏的。|{item}用了{n}天就不能用了。"
            "|{item}上全是划痕。|{item}的开关掉了。{name}",
            "拆开一看，{item}碎成了{n}块。|{item}冒烟，再也转不动了。",
        ),
        _topic(
            "我登录不了账号。|页面说密码错误，可是没有错。|试了{n}次，账号被锁了。"
            "|登录的验证码手机一直收不到。|请重置{name}的密码。",
            (
                "我忘了进入个人主页的口令，重设的链接也打不开。|每次输入用户名都把我踢出来，"
                "今天已经{n}次了。"
            ),
        ),
        _topic(
            "请取消我的{item}订单。|{item}我不要了，不用发货。|从下个月起停止我的订阅。"
            "{name}|我要退订{item}。|{n}个{item}的订单请停掉，我们不需要了。",
            "关于{item}我改主意了，这笔买卖作罢。|包月{n}年了，到此为止，请把我移出去。",
        ),
        _topic(
            "我很喜欢这个{item}，谢谢。|{place}的师傅又和气又热心。|这是我用过最好的{item}。"
            "|服务真好，{item}很完美。{name}|就想说我们{n}个人对{item}都很满意。",
            "多么棒的{item}，全家都爱不释手。|给{place}友善的团队打满分！",
        ),
        _topic(
            "我搬到{place}了，请登记新地址。|以后账单请寄到{place}。|我改名叫{name}了，请更正。"
            "|资料里的街道已经过时。|我的电话号码换了，尾号是{n}。",
            "从星期一起我住在{place}，请更新收信的地方。|请在档案里把名字改写成{name}。",
        ),
        _topic(
            (
                "{item}有蓝色的吗？|{item}有多重？|{item}适合{n}岁的孩子吗？|{item}用什么电池？"
                "|{item}能放进洗碗机吗？{name}"
            ),
            "买{item}之前想问一下它有多大。|{item}有没有{n}人用的款式？",
        ),
    ),
)

_BANKS: Mapping[Language, _Bank] = {"en": _ENGLISH, "zh": _CHINESE}


# Every task takes the same three arguments.
def make(cell: LabCell, haystack: str, count: Count) -> Case:  # noqa: ARG001
    """`cell.kind` labelled tickets, or as many as fit into `cell.length` tokens, and a ticket to
    label.

    The examples depend on the seed alone: each repeat asks another ticket about the same ones, and
    more examples begin with the fewer. `haystack` is not used. "no haystack" and "no needle" leave
    the list of labels alone: what can be guessed. Raises `InputError` for an unknown kind or
    language and for examples that do not fit.
    """
    _check(cell, LANGUAGES)
    bank = _BANKS[cell.language]
    rng = random.Random(f"{cell.seed}/labels")
    labels = rng.sample(bank.labels, len(bank.labels))
    ask = random.Random(f"{cell.seed}/{cell.repeat}/asked")
    at = ask.randrange(len(labels))
    ticket = _filled(ask.choice(bank.topics[at].asked), bank, ask)

    def examples(number: int) -> list[str]:
        return [
            bank.example.format(ticket=text, label=labels[topic])
            for topic, text in islice(_tickets(bank, f"{cell.seed}/examples"), number)
        ]

    between = ", " if cell.language == "en" else "、"
    intro = bank.intro.format(labels=between.join(sorted(labels)))
    context = _context(intro, examples, cell, count, most=cell.length)
    return Case(
        context,
        bank.question.format(ticket=ticket),
        {"label": labels[at], "labels": sorted(labels)},
    )


def score(expected: Mapping[str, Any], given: Given) -> Score:
    """100 if the answer names the right label and no other one, else 0. For CMRC: exact match
    without punctuation, with the F1 of CMRC as the part `f1`."""
    if "answers" in expected:
        value = published.exact_match(given.text, expected["answers"], "zh") if given.found else 0.0
        parts = {
            "f1": published.token_f1(given.text, expected["answers"], "zh") if given.found else 0.0
        }
        right, near = value == 100, parts["f1"] > 0
    else:
        named = {
            label
            for label in expected["labels"]
            if given.found and scoring.holds_keyword(given.text, label)
        }
        right, near, parts = named == {expected["label"]}, expected["label"] in named, {}
        value = 100.0 * right
    if not right and (not given.found or refusals.is_refusal(given.text)):
        return Score(0.0, "refused", parts)
    return Score(value, "right" if right else "partly" if near else "wrong", parts)


class CmrcManyShot:
    """The same task with reading questions: an example is a passage of CMRC 2018 (Cui et al.,
    arXiv:1810.07366), a question about it and the answer. The files are in its SQuAD form; none
    comes with the package."""

    KINDS: tuple[str, ...] = KINDS
    LANGUAGES: tuple[Language, ...] = ("zh",)

    def __init__(self, *files: Path) -> None:
        """Raises `InputError` for a file that cannot be read."""
        self._passages = tuple(passage for file in files for passage in read_passages(file))

    def make(self, cell: LabCell, haystack: str, count: Count) -> Case:  # noqa: ARG002
        """Make a case as `make` of this module does. `cell.repeat` is at most a quarter of the
        passages.
        """
        _check(cell, self.LANGUAGES)
        shuffled = random.Random(f"{cell.seed}/cmrc").sample(self._passages, len(self._passages))
        asked = shuffled[: len(shuffled) // _TESTED]
        if cell.repeat >= len(asked):
            raise InputError(
                f"repeat {cell.repeat}: the file has passages for {len(asked)} questions: "
                "take fewer repeats"
            )
        shown = shuffled[len(asked) :]

        def examples(number: int) -> list[str]:
            return [f"{_read(one)}{one.questions[0].answers[0]}" for one in shown[:number]]

        context = _context(
            "下面是阅读理解题，答案都取自短文。", examples, cell, count, most=len(shown)
        )
        question = f"请用短文中的原话回答，只写答案。\n\n{_read(asked[cell.repeat])}"
        return Case(context, question, {"answers": list(asked[cell.repeat].questions[0].answers)})

    def score(self, expected: Mapping[str, Any], given: Given) -> Score:
        return score(expected, given)


def _check(cell: LabCell, languages: Sequence[Language]) -> None:
    if cell.kind not in KINDS or cell.language not in languages:
        raise InputError(
            f"many-shot has no kind '{cell.kind}' in language '{cell.language}': "
            f"take one of {', '.join(KINDS)} (how many examples) in {', '.join(languages)}"
        )


def _context(
    intro: str, examples: Callable[[int], list[str]], cell: LabCell, count: Count, most: int
) -> str:
    """The intro and the cell's examples. `most` is how many examples there may be at all."""

    def text(number: int) -> str:
        return "\n\n".join([intro, *examples(number)])

    if cell.control == "no needle":
        return intro
    if cell.kind == "max":
        # Eight examples tell how many there may be, so that no text is counted that is far too
        # long.
        each = max(1, (count(text(8)) - count(text(0))) // 8)
        enough = range(1, min(most, 2 * cell.length // each + 1) + 1)
        number = bisect_right(enough, cell.length, key=lambda shown: count(text(shown)))
    else:
        number = int(cell.kind)
    if len(examples(number)) < number:
        raise InputError(
            f"there are fewer than {number} examples: take a smaller kind, or a larger file"
        )
    if (tokens := count(text(number))) > cell.length:
        raise InputError(
            f"{number} examples do not fit into {cell.length} tokens (they need {tokens}): "
            "take a greater length"
        )
    return text(number)


def _tickets(bank: _Bank, seed: str) -> Iterator[tuple[int, str]]:
    """(topic, ticket) without end, every topic as often as any other."""
    rng = random.Random(seed)
    while True:
        for at in rng.sample(range(len(bank.topics)), len(bank.topics)):
            yield at, _filled(rng.choice(bank.topics[at].shown), bank, rng)


def _filled(template: str, bank: _Bank, rng: random.Random) -> str:
    return template.format(**{slot: rng.choice(words) for slot, words in bank.slots.items()})


def _read(passage: Passage) -> str:
    return f"短文：{passage.text}\n问题：{passage.questions[0].text}\n答案："
