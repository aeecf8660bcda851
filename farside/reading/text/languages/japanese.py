"""Japanese."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

JAPANESE = Language(
    code="ja",
    name="Japanese",
    script="Kana",
    told=Told(
        pages="読んだ {all} ページ中 {read} ページには記載がありません{partly}。",
        windows="確認した {all} か所中 {read} か所には記載がありません。",
        partly="（うち {number} ページには画像など読めなかった部分があります）",
        unsupported_pages="確認できませんでした。読んだ {all} ページ中 {read} "
        "ページ{partly}に、答えを裏付ける引用がありません。",
        unsupported_windows="確認できませんでした。確認した {all} か所中 {read} か所に、"
        "答えを裏付ける引用がありません。",
        uncomputed="文書から結果を計算できませんでした。各ページの記載は次のとおりです。"
        "ご確認ください。",
        denied="引用文は何かを否定していますが、回答は肯定です。ご確認ください。",
        reread="読み直すと「{said}」となります。ご確認ください。",
    ),
    yes=listed("はい"),
    no=listed("いいえ"),
    several=r"すべて|全て|全部|それぞれ|各々|列挙|一覧|リスト(?:に|を|アップ)"
    r"|どのような.*(?:ありますか|含まれ)"
    r"|誰と誰|どれとどれ|どことどこ",
    asking={
        "when": r"いつ", "where": r"どこ", "why": r"なぜ|どうして", "many": r"いくら|いくつ"
        "|何人|何個",
        "how": r"どうやって|どのように", "who": r"誰|だれ", "which": r"どの"
        "|どれ", "what": r"何|なに",
    },
    pointing=r"それ|その|そこ|これ|この|彼ら?|彼女|は(?=[?？]?$)",
    pointing_to_several=r"それら|これら|彼ら|そのうち|その中",
    leading=r"では|じゃあ|そして",
    usual=45,
    ends=SentenceEnds(
        titles="Dr|Mr|Mrs|Ms|Prof",
        numbered="No|Nos|Fig|p|pp",
        names="Co|Ltd|Inc",
        quotes_go_on=True,
    ),
)  # fmt: skip
