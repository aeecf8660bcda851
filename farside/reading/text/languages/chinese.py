"""Chinese, in simplified and traditional characters, Cantonese among them."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

CHINESE = Language(
    code="zh",
    name="Chinese",
    script="Han",
    instructions="zh",
    told=Told(
        pages="所读的 {all} 页中的 {read} 页没有说明{partly}。",
        windows="所看的 {all} 个窗口中的 {read} 个没有说明。",
        partly="，其中 {number} 页有未读的内容（如图片）",
        unsupported_pages="读了 {all} 页中的 {read} 页{partly}，无法确定答案：没有引文能够支持。",
        unsupported_windows="看了 {all} 个窗口中的 {read} 个，无法确定答案：没有引文能够支持。",
        uncomputed="无法从各文件算出结果；以下是各页所写，请核对：",
        denied="引文中有否定，而回答为肯定：请核对。",
        reread="再读一遍得到“{said}”：请核对。",
    ),
    # Single characters: a pair of them carries nothing by itself.
    function_words=frozenset("的了在是和与及或之其以于为有这那些个我你他她它们吗呢吧也都就而但被"
                             "把从到对等所该此么"),
    yes=listed("是 是的 对 對 有"),
    no=listed("不 不是 否 没 沒 没有 沒有 未 无 無"),
    several="所有(?![权權者人制])|全部|列出|列举|列舉|分别|分別|哪些|哪几|哪幾|"
            "各[个個项項种種]|邊啲",
    asking={
        "when": r"何时|什么时候|什么时间|哪[年天]|几时|何時|什麼時候|幾時",
        "where": r"哪里|哪儿|何处|什么地方|在哪|哪裡|邊度",
        "why": r"为什么|为何|为啥|為什麼|為何|點解", "many": r"多少|几|幾", "how": r"怎么样?"
        "|怎样|如何|怎麼|點樣",
        "who": r"谁|誰|邊個", "which": r"哪[些个位份]?", "what": r"什么|什麼|乜嘢|何",
    },
    pointing=r"他们|她们|它们|他|她|它|其中|(?<![尤极与])其(?![他它余实次])|其他|其余|这|那"
    r"|该(?<!应该)|此|上述|前者"
    r"|后者|同样|另外|还有|呢(?=\W*$)",
    pointing_to_several=r"其中|当中|他们|她们|它们|这[些几两三四五六][个位份张名家]?",
    leading=r"那么|那|而|还|再|以及",
    usual=40,
    ends=SentenceEnds(
        titles="Dr|Mr|Mrs|Ms|Prof",
        numbered="No|Nos|Fig|p|pp",
        names="Co|Ltd|Inc",
    ),
)  # fmt: skip
