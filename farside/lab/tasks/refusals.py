"""Whether an answer says that it has none: refusals, asides, and sentences that decline."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from farside.lab.tasks.scoring import HAN, LETTER, NUMERAL, fold_case, keyword_share, plain_form

_TOLD = (
    r"(?:stated|mentioned|specified|provided|given|disclosed|included|described|found|named"
    r"|available|answered|clear)"
)
_SOURCE = (
    r"(?:text|context|document|passage|article|story|excerpt|material|source|page|they"
    r"|it|that|author)s?"
)
_FEW = (
    r"(?:(?:any|an?|the|enough|sufficient|clear|specific|direct|definitive|explicit|relevant)\ )*"
)
_WHAT = (
    r"(?:mention|information|answer|statement|details?|reference|record|context"
    r"|indication|data|evidence)"
)
_ENGLISH = rf"""
    not\ (?:\w+ly\ )?{_TOLD}
  | (?:does|do|did|is|are|was)(?:\ not|n't)\ (?:\w+ly\ )?(?:(?:seem|appear)\ to\ )?
    (?:state|mention|say|specify|provide|contain|indicate|reference|discuss|address|describe
      |answer|disclose)
  | {_SOURCE}\b[^.!?]{{0,40}}\b(?:does|do|did)(?:\ not|n't)\ (?:\w+ly\ )?
    (?:have|give|tell|name|list|cover|refer|reveal|identify|include|offer)
  | (?:does|do|is|are)(?:\ not|n't)\ (?:appear\ )?(?:anywhere\ )?
    in\ (?:the|this|these|any)\ {_SOURCE}
  | (?:says|states|mentions|gives)\ nothing | nothing\ (?:in|about)
  | (?:no|not\ enough|insufficient|without\ any)\ {_FEW}{_WHAT}
  | no\ [^.!?]{{1,60}}\ (?:is|are|was|were)\ {_TOLD}
  | (?:i|we)\ (?:do\ not|don't|am\ not\ able\ to|am\ unable\ to|cannot|can't|could\ not|couldn't)
    \ (?:\w+ly\ )?(?:know|find|see|locate|determine|answer|tell|identify|have)
  | (?:cannot|can't|can\ not|could\ not)\ be\ (?:determined|answered|found|known|identified)
  | (?:unable|impossible)\ to\ (?:\w+ly\ )?(?:answer|determine|find|provide|identify|say|tell)
  | (?:is|are|remains?)\ (?:unknown|unclear)
"""
_CHINESE = r"""
    (?:没有|没|未|未曾|并未)(?:明确|直接|具体|任何|被|有|地|在[^。，]{1,10}中)*
    (?:提到|提及|提供|说明|说|写|给出|记载|记录|指出|涉及|交代|列出
      |透露|披露|包含|找到|告诉|告知|相关|信息|关于|答案)
  | 不包含|不包括|未见|未知|找不到|查不到|看不出|不得而知|无从得知|不知道|不清楚|无相关|无此信息
  | 信息不足
  | 无法(?:确定|得知|回答|判断|找到|知道|提供|从|根据)
"""
_REFUSAL = re.compile(rf"\b(?:{_ENGLISH})\b|{_CHINESE}", re.VERBOSE)
_NOTHING = re.compile(
    r"\W*+(?:answer|答案)?\W*+(?:none|nothing|unknown|n/a|not_stated|无|没有|不详|未知)\W*"
)
_APOLOGY = re.compile(
    r"^\W*(?:unfortunately|(?:i'?m |i am )?sorry|i apologi[sz]e|很?遗憾|很?抱歉|对不起)"
)
# The stop inside a quotation may end the sentence around it.
_QUOTED = re.compile(r'"[^"]*?([.!?。！？]?)"')
# "So the answer is …", said after a refusal, takes the refusal back; quoting a sentence does not.
_CONCLUSION = re.compile(
    r"\b(?:so|therefore|thus|hence|accordingly)\b[^.!?。！？]*\b(?:is|are|was|were|would be)\b"
    r"|\bas (?:my|the) answer\b|^(?:因此|所以|因而|故而?)[^。！？]*是"
)
_DENIAL = re.compile(r"\b(?:no|not|cannot|unable)\b|n't\b|[无没不]")
_SENTENCE = re.compile(r"[^.!?。！？]*(?:[.!?](?=\S)[^.!?。！？]*)*(?:[.!?。！？]+|$)")


def is_refusal(text: str, anywhere: bool = False) -> bool:
    """Tell whether `text` says that the answer is not there ("not stated", "没有提到"), in English
    or Chinese.

    Only its first sentence counts, or all of it after an apology: "7351-QX. It does not say who
    chose it." is an answer. What stands in quotes is not the speaker's: a refusal that quotes the
    right sentence stays a refusal, one that concludes from it ("So the code is 7351-QX.") does not.
    `anywhere` takes every sentence, for a question that a refusal answers rightly.
    """
    sentences = _sentences(text)
    if _NOTHING.fullmatch(plain_form(text)):
        return True
    if anywhere:
        return any(map(_REFUSAL.search, sentences))
    opening = sentences if _APOLOGY.search(" ".join(sentences)) else sentences[:1]
    return any(map(_REFUSAL.search, opening)) and not any(
        _CONCLUSION.search(one) and not _DENIAL.search(one) and not _REFUSAL.search(one)
        for one in sentences[1:]
    )


def _sentences(text: str) -> list[str]:
    """The sentences of `plain_form(text)`, without quotations."""
    return _split(_QUOTED.sub(r'""\1', _unquoted(plain_form(text))))


def _unquoted(known: str) -> str:
    return known[1:-1] if known.count('"') == 2 and known[0] == known[-1] == '"' else known


def _split(known: str) -> list[str]:
    return [one for one in (found.group().strip() for found in _SENTENCE.finditer(known)) if one]


# The place where a new clause starts: "7351-QX, but the text does not say …". A list is none
# ("Marta, Kofi and Priya are not named").
_CLAUSE = re.compile(
    r"[;(]|,(?=\ ?(?:(?:but|though|although|however|yet|while|the|this|it|which|there|not?"
    r"|and)\b|[^\x00-\x7f]))"
    r"|\b(?:but|though|although|however|yet)\b|但|不过|可是|然而"
)
# What is left of a refusing clause without these says what it is about: "who chose it".
_EMPTY_HAN = re.compile(
    "[文原本资材][中章本文档料]里?|上下文|答案|明确|具体|直接|什么|这一?点|但是?|不过|可是|然而|"
    "[是谁哪的了并也却其它他她这那里]"
)
_EMPTY = re.compile(
    rf"\W|\b(?:\w+ly|{_SOURCE}|{_WHAT}|{_TOLD}|but|though|although|however|yet|while|the|an?"
    r"|this|these|those|there|its?"
    r"|which|who|whom|whose|what|when|where|how|why|if|that|as|such|so|of|for|to|in|on|at|by"
    r"|about|from|with|and|or|not?"
    r"|is|are|was|were|be|been|has|have|had|does|do|did|any|one|i|we|you|he|she|his|her|their"
    r"|them|him)\b|\d+"
)


def is_aside(text: str, answers: Sequence[str], question: str) -> bool:
    """Tell whether a refusal only remarks on something else: "7351-QX, but the text does not say
    who chose it".

    One of the `answers` stands before it, in its own sentence and in no quotes, and it is about
    something that is not in the `question`: "Marta has a view of it, but it is not stated who lives
    there" stays a refusal. If the answers before it are only some of several ("pier 14, but the
    time is not given"), it is always such a remark.
    """
    first = next(iter(_sentences(text)), "")
    refusal = _REFUSAL.search(first)
    if not refusal or _APOLOGY.search(first):
        return False
    starts = [one.start() for one in _CLAUSE.finditer(first) if one.start() < refusal.start()]
    stated = first[: starts[-1] if starts else 0]
    held = keyword_share(stated, answers)
    if held < 100:
        return held > 0
    # "No reason is given" has its object inside.
    inside = refusal[0] if refusal[0].startswith("no ") else " "
    about = _about(first[starts[-1] : refusal.start()] + inside + first[refusal.end() :])
    return bool(about) and not about & _about(question)


def _about(clause: str) -> set[str]:
    """The clause's words that say something (in Chinese: pairs of characters)."""
    known = _EMPTY_HAN.sub(" ", plain_form(clause))
    runs = re.findall(f"[{HAN}]+", known)
    pairs = {run[at : at + 2] for run in runs for at in range(len(run) - 1)}
    return pairs | {word for word in re.findall(f"{LETTER}+", known) if not _EMPTY.fullmatch(word)}


_PLACE = re.compile(
    r"\b(?:pages?|pp?\.|chapters?|sections?|parts?)\ ?\d[\d,-]*"
    r"|\b\d[\d,]*(?:\ of\ \d[\d,]*)?\ (?:pages|chapters|"
    r"sections|words|tokens|passages|excerpts)\b|\[\d+\]|第\ ?(?:\d+"
    rf"|{NUMERAL}+)\ ?[页章节段]|万一|一一",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    rf"\d+(?:[.,:]\d+)*|{NUMERAL}{{2,}}|{NUMERAL}[年月日号米岁]|\b(?:eleven|twelve|\w+teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundred|thousand|million)\b",
    re.IGNORECASE,
)
# A capital inside a sentence, or at its start before a verb.
_NAME = re.compile(
    r"(?<=[\w,'] )[A-Z][^\W\d]+|(?<= \")[A-Z][^\W\d]+|^\W*[A-Z][^\W\d]+(?=\W*(?:is|was)\b|\W*$)"
)
_NAMED = re.compile(r"\b(?:called|named)\b")
_NAMED_HAN = re.compile("(?:名叫|名为|叫做|叫作|取名|名字[是叫为])(?!什么|没|未)")
_NO_NAME = frozenset(
    "the it this that there he she they what which only all some nothing none no not text answer "
    "note however sorry therefore thus also instead yes".split()
)
# "The text is about Rome": it tells of the text, not of what is asked. "I would say about 240" does
# not.
_DESCRIBES = re.compile(
    r"\b(?:discuss|mention|describe|talk|refer|contain|cover|focus|list)\w*\b|\b(?:says|states"
    r"|tells)\b|according to"
    r"|\babout\b(?!\ (?:\d|\w+\ (?:hundred|thousand)|\w+(?:ty|teen)\b|\w+th\b))"
    "|提到|提及|讲|描述|介绍|谈|讨论|涉及|关于"
)
_SHORT = re.compile(r'"(?=(?:[^"]{0,12}|[^\s"]+(?: [^\s"]+){0,2})")([^"]*)"')
_PARTS = re.compile(rf"{_CLAUSE.pattern}|[,:](?!\d)|\b(?:and|so|because)\b")
_GOES_ON = re.compile(r"[,:]|and\b")


def declines_answer(text: str, question: str, facts: Sequence[str]) -> bool:
    """Tell whether `text` says that the answer is not there and gives none: no number or name
    except those of `question` and `facts`.

    "The bridge is 240 metres long. Its width is not mentioned." gives one; so does "Not stated, but
    probably 240". Other things in the text may be told ("It is about Rome"), unless they share a
    word with the question. What stands in quotes counts if it is at most three words, and a place
    in the text ("page 7") is no answer.
    """
    if _NOTHING.fullmatch(plain_form(text)) or not is_refusal(text, anywhere=True):
        return bool(_NOTHING.fullmatch(plain_form(text)))
    known = f"{question} {' '.join(facts)}"
    # A long quotation is not the speaker's, a short one may be the answer.
    own = _QUOTED.sub(r'""\1', _SHORT.sub(r"\1", _unquoted(fold_case(text))))
    return not any(
        _answers(clause, question, known)
        for sentence in _split(own)
        for clause in _others(sentence)
    )


def _others(sentence: str) -> list[str]:
    """The clauses of a sentence, those that refuse left out."""
    marked = _REFUSAL.sub(lambda one: "\0" * len(one[0]), sentence.lower())
    cuts = [0, *(one.start() for one in _PARTS.finditer(sentence, 1)), len(sentence)]
    found: list[str] = [""]
    for start, end in pairwise(cuts):
        if "\0" in marked[start:end]:
            found.append("")
        elif _GOES_ON.match(sentence, start):
            found[-1] += sentence[start:end]
        else:
            found.append(sentence[start:end])
    return found


def _answers(clause: str, question: str, known: str) -> bool:
    """Tell whether a clause has a number or a name that is not in `known`."""
    told = _DESCRIBES.search(clause.lower()) and not _NAMED.search(clause.lower())
    if told and not _about(clause) & _about(question):
        return False
    known = known.lower()
    have = set(re.findall(rf"{LETTER}+", known)) | set(_NUMBER.findall(known)) | _NO_NAME
    rest = _PLACE.sub("", clause)
    found = _NUMBER.findall(rest) + [re.sub(r"\W", "", one) for one in _NAME.findall(rest)]
    return any(one.lower() not in have and not one.endswith("ly") for one in found) or bool(
        _NAMED_HAN.search(clause)
    )
