"""Sentences that speak to the model that reads them: their form tells, so some are missed, and some
that mean something else are taken for them.

An order is no statement, so it is no evidence. A question may still be about such sentences.
"""

from __future__ import annotations

import re

from farside.reading.text import bm25

SPOKEN = re.compile(
    r"\b(?:ignore|disregard|forget|override|bypass)\b.{0,40}\b(?:instructions?|prompts?|rules"
    r"|previous|prior|earlier|"
    r"above|other (?:candidates|applicants|resumes|résumés|cvs|documents))\b"
    r"|\b(?:(?:note|message|instructions?|attention|memo)[\s,:]*(?:to|for)|dear|hey"
    r"|hello)\s+(?:the|all|any)?\s*"
    r"\b(?:AI|A\.I\.|assistant|LLM|language model|chat ?bot|chatgpt|gpt|model|bot"
    r"|screening (?:tool|system)|ATS)\b"
    r"|\b(?:rate|rank|score|mark|grade|recommend|select|choose|put|list|treat|consider)\b.{0,40}"
    r"\b(?:this|the present|my) (?:candidate|applicant|cv|resume|résumé|document|person"
    r"|application)\b.{0,60}"
    r"\b(?:best|first|top|highest|perfect|full|maximum|ideal|excellent|strongest|hired?|10|100)\b"
    r"|\b(?:give|assign|award)\b.{0,40}\b(?:highest|top|maximum|full|perfect|best)\b.{0,20}"
    r"\b(?:score|mark|rating|rank|grade)"
    r"|\bsystem prompt\b|\bas an? (?:AI|language model)\b"
    r"|\byou are (?:now )?(?:an?|the) (?:AI|assistant|language model)\b"
    r"|(?:忽略|无视|忘记|不要理会|跳过).{0,16}(?:指令|指示|要求|规则|提示|前文|其他候选人|其他简历)"
    r"|致(?!力)[^，。；]{0,12}(?:AI|人工智能)\s*助手\s*[:：]"
    r"|(?:致|告|请|对)\s*(?:AI|人工智能|助手|大?模型|机器人|筛选系统)|(?:AI|人工智能|助手"
    r"|大模型)\s*(?:请|注意|必须|应当)"
    r"|给予?(?:该|此|本|这位|这份|我).{0,8}(?:最高|满|零|0)\s*分"
    r"|(?:给|将|把|请)\s*(?:予)?(?:该|此|本|这位|这份|我).{0,12}(?:评为|排在|列为|打"
    r"|评).{0,12}(?:最高|第一|最佳|满分|首位|最好|最合适)",
    re.IGNORECASE | re.DOTALL,
)
"""Orders about a model's instructions, its address, and verdicts asked of it, in a text that is
judged."""

# Orders what to reply. Narrower than `SPOKEN`: a contract says what a notice must state and which
# rules it overrides, a letter "please disregard the previous notice", a paper "as a language
# model", a chat "Assistant:", a manual "<|im_end|>", and of these a question may be about anything.
_ORDERED = re.compile(
    r"\b(?:ignore|disregard|forget|bypass)\b.{0,40}\b(?:instructions?|prompts?)\b"
    r"|\b(?:note|message|instructions?|attention)[\s,:]*(?:to|for)\s+(?:the|all|any)?\s*"
    r"(?:AI|A\.I\.|LLM|language model|chat ?bot|chatgpt|gpt)\b"
    r"|(?:忽略|无视|忘记|不要理会).{0,16}(?:指令|提示词)|致(?!力)[^，。；]{0,12}(?:AI"
    r"|人工智能)\s*助手\s*[:：]"
    r"|(?:^|\b(?:must|should|please|now|and|then|on|to)|[,:;.>])\s*(?:answer|reply"
    r"|respond)\s+that\s+(?:it|the|this|there)\b"
    r"|\bwhen(?:ever)? you are asked about this (?:page|document|file|text)\b"
    r"|\binstructions? (?:that )?you (?:were|have been) given\b|\bcopy this (?:answer|reply)\b"
    r"|(?:请|必须|应当|，|：)\s*(?:回答|答复)(?:是|为|文件|本文|没有)|问到(?:本页|本文|本文件)时?"
    r"|你(?:收到|得到)的(?:指令|提示)|照抄(?:此|这个)(?:回答|答复)",
    re.IGNORECASE | re.DOTALL,
)
_BLANK = re.compile(r"\s")


def orders_reply(sentence: str, question: str) -> bool:
    """Tell whether a sentence orders what to reply while the question is about something else. A
    question that has a word of the order's form (who must reply, which instructions) may ask for
    just this sentence."""
    line = _BLANK.sub(" ", sentence)
    found = _ORDERED.search(line)
    return found is not None and not set(bm25.split_words(found[0])) & set(
        bm25.split_words(question)
    )
