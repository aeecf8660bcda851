"""Korean."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

KOREAN = Language(
    code="ko",
    name="Korean",
    script="Hangul",
    told=Told(
        pages="읽은 {all}쪽 중 {read}쪽에는 언급되어 있지 않습니다{partly}.",
        windows="살펴본 {all}개 구간 중 {read}개에는 언급되어 있지 않습니다.",
        partly="(그중 {number}쪽에는 그림 등 읽지 못한 부분이 있습니다)",
        unsupported_pages="확인할 수 없습니다. 읽은 {all}쪽 중 {read}쪽{partly}에서 답을 "
        "뒷받침하는 인용을 찾지 못했습니다.",
        unsupported_windows="확인할 수 없습니다. 살펴본 {all}개 구간 중 {read}개에서 답을 "
        "뒷받침하는 인용을 찾지 못했습니다.",
        uncomputed="문서에서 결과를 계산할 수 없었습니다. 각 쪽의 내용은 다음과 같으니 "
        "확인하십시오.",
        denied="인용문은 무언가를 부정하는데 답은 긍정입니다. 확인하십시오.",
        reread="다시 읽으면 “{said}”입니다. 확인하십시오.",
    ),
    # Pairs of syllables: endings and particles, as `bm25.split_words` gives them.
    function_words=listed("습니 니다 에서 으로 했습 합니 입니 이다 하는 하고 한다 "
                          "했다 에게 까지 부터"),
    yes=listed("예 네"),
    no=listed("아니요 아니오 아니"),
    several=r"모든\s?\S+|모두|전부|각각|나열|열거|목록|누구누구|무엇무엇",
    asking={
        "when": r"언제", "where": r"어디", "why": r"왜", "many": r"얼마|몇", "how": r"어떻게",
        "who": r"누가|누구", "which": r"어느", "what": r"무엇|뭐",
    },
    pointing=r"그것|그들|그녀|그(?=\s)|이것|저것|거기|은요|는요",
    pointing_to_several=r"그들|그중|그 중|이들|그것들",
    leading=r"그리고|그러면|그럼",
    usual=14,
    ends=SentenceEnds(
        titles="Dr|Mr|Mrs|Ms|Prof",
        numbered="No|Nos|Fig|p|pp",
        names="Co|Ltd|Inc",
        ordinals="음력|양력",
    ),
)  # fmt: skip
