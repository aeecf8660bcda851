"""Arabic."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

ARABIC = Language(
    code="ar",
    name="Arabic",
    script="Arabic",
    told=Told(
        pages="لم يُذكر ذلك في الصفحات المقروءة ({read} من {all}){partly}.",
        windows="لم يُذكر ذلك في المقاطع التي تم فحصها ({read} من {all}).",
        partly="، منها {number} فيها جزء لم يُقرأ، مثل صورة",
        unsupported_pages="تعذّر التحقق: لا يوجد اقتباس من الصفحات المقروءة ({read} من "
        "{all}){partly} يدعم إجابة.",
        unsupported_windows="تعذّر التحقق: لا يوجد اقتباس من المقاطع التي تم فحصها ({read} من "
        "{all}) يدعم إجابة.",
        uncomputed="تعذّر حساب النتيجة من المستندات؛ هذا ما ورد في صفحاتها، يُرجى التحقق:",
        denied="الاقتباس ينفي شيئًا والإجابة «نعم»: يُرجى التحقق.",
        reread="تعطي قراءة ثانية «{said}»: يُرجى التحقق.",
    ),
    function_words=listed(
        """في من إلى على عن مع هذا هذه ذلك تلك التي الذي الذين أن إن كان كانت هو هي هم أو و
        ثم قد كل بعض بين بعد قبل عند حتى ما ماذا متى أين كيف كم هل أي لماذا"""
    ),
    negations=listed("لا لم لن ليس ليست غير بدون دون"),
    yes=listed("نعم"),
    no=listed("لا"),
    several=r"^\W*(?:عدد|عدّد|اسرد|قائمة)\b|\b(?:جميع|كافة)\b"
    r"|\b(?:اذكر|أذكر|سم|سمّ|أعط|اكتب|من|ما)\b[^.?!؟]*\bكل\b|\bما هي\b|\bمن هم\b",
    asking={
        "when": r"متى", "where": r"أين", "why": r"لماذا", "many": r"كم", "how": r"كيف",
        "who": r"من",
        "which": r"أي", "what": r"ماذا|ما",
    },
    pointing=r"هو|هي|هم|هن|ذلك|هذا|هذه|تلك|هؤلاء|منهم|منها|هناك",
    pointing_to_several=r"منهم|منها|بينهم|بينها|هم|هن|هؤلاء",
    # "And" is written in one with the word after it; of these none is part of a word.
    leading=r"ثم|و|و(?:في|من|ماذا|متى|أين|كيف|كم|هل|ما|عن|على|إلى|لماذا|بعد|قبل)",
    ends=SentenceEnds(
        titles="د|أ|أ. د|م|ق. م|ت",
        numbered="ص|ص ص|ج|رقم|ط",
        closing="إلخ|الخ",
        names="هـ|ه",
    ),
)  # fmt: skip
