"""English."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

_NUMBERS = "two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
# Verbs that follow a plural: in "what causes fires" the first noun is the second word.
_PLURAL = "are|were|do|did|have|had|must|should|shall|can|could|may|might|will|would"

ENGLISH = Language(
    code="en",
    name="English",
    script="Latin",
    told=Told(
        pages="Not stated in the {read} of {all} pages read{partly}.",
        windows="Not stated in the {read} of {all} windows looked at.",
        partly=", {number} of which with a part that was not read, such as a picture",
        unsupported_pages="Could not be established: no quotation carries an answer in the "
        "{read} of {all} "
        "pages read{partly}.",
        unsupported_windows="Could not be established: no quotation carries an answer in the "
        "{read} of {all} "
        "windows looked at.",
        uncomputed="This could not be computed from the documents; please check what their "
        "pages say: ",
        denied="What is cited denies something, and the answer says Yes: please check.",
        reread="Read again, the place says “{said}”: please check.",
    ),
    function_words=listed(
        """a about above after again against ain all also am an and any are aren aren't as at
        be because been before being below between both but by can could couldn couldn't d
        did didn didn't do does doesn doesn't doing don don't down during each few for
        from further had hadn hadn't has hasn hasn't have haven haven't having he her here
        hers herself him himself his how i if in into is isn isn't it it's its itself just
        ll m ma may me might mightn mightn't more most must mustn mustn't my myself needn
        needn't no nor not now o of off on once only or other our ours ourselves out over
        own per re s same shall shan shan't she she's should should've shouldn shouldn't
        so some such t than that that'll the their theirs them themselves then there these
        they this those through to too under until up upon ve very via was wasn wasn't we
        were weren weren't what when where which while who whom whose why will with within
        won won't would wouldn wouldn't y you you'd you'll you're you've your yours
        yourself yourselves"""
    ),
    negations=listed(
        """no not nor never none without cannot isn't aren't wasn't weren't doesn't don't
        didn't won't"""
    ),
    stop_words=listed(
        """a an and are as at be been by did do does for from had has have he her his how in
        is it its list many much of on or she that the their them they this to was were
        what when where which who whom whose why will with would you your"""
    ),
    # "12 months" or "every probe" inside a question does not make it plural.
    yes=listed("yes y yeah yep true"),
    no=listed("no n nope false"),
    several=r"(?:^|[.?!]\s)\W*(?:please\s+|can you\s+|could you\s+)?(?:list|name(?!\s+(?:of"
    r"|de[rsl]?)\b)|enumerate)\b|\b(?:list|find|give|show|tell|name|what|which|who"
    r"|where)\b[^.?!]*\b(?:all|both|each)\b"
    rf"|\b(?:which|what|who|where)\s+(?:{_NUMBERS}|\d+)\s+(?:[a-z-]+\s+)?[a-z-]+s\b"
    r"|\b(?:what|who|which)\s+(?:are|were)\b"
    r"|\bwhich\s+(?:people|men|women|children|criteria)\b"
    r"|\bwhich\s+(?!(?:is|was|has|does)\b|[a-z]+(?:ss|us)\b)[a-z-]{3,}s\b"
    rf"|\b(?:which|what)\s+(?:[a-z-]+\s+)?[a-z-]+s\s+(?:{_PLURAL})\b",
    asking={
        "when": r"when|(?:what|which) (?:time|date|day|month|year)", "where": r"where",
        "why": r"why|how come", "many": r"how (?:many|much)", "how": r"how", "who": r"who(?:m|se)?",
        "which": r"which", "what": r"what",
    },
    pointing=r"he|she|him|her|hers|his|it|its|they|them|their|theirs|these|those|this"
    r"|that(?=\W*$)|(?:of|about|for|after|before|in|from|with|to|by|than|is|was|does|did|do"
    r"|on) that"
    r"|the (?:same|others?|former|latter|rest|above|two|three|first|second|third|last|next)"
    r"|another one|else|instead"
    r"|(?:which|this|that|first|second|last|next|other|\w+(?:er|est)) ones?"
    r"|(?<!is )(?<!are )(?<!was )(?<!were )there"
    r"(?! (?:is|are|was|were|any|a|an|no)\b)|such|previous|(?:what|how) about",
    pointing_to_several=r"they|them|their|theirs"
    r"|(?:of|among|amongst|from|between) (?:those|these)(?! (?:who|that|which|with|in|under"
    r"|over)\b)"
    r"|(?:these|those) (?:two|three|four|five|six|ones|people|candidates|applicants|invoices"
    r"|documents)",
    leading=r"and|but|or|so|then|also|what about|how about",
    ends=SentenceEnds(
        titles="Mr|Mrs|Ms|Messrs|Dr|Prof|St|Rev|Gen|Col|Lt|Sgt|Capt|Hon|vs|e. g|i. e|cf|et al"
        "|approx",
        numbered="No|Nos|Fig|Figs|Eq|Eqs|Sec|Sect|Art|Vol|p|pp|Ch|para|paras|Ref|Refs|Tab|App"
        "|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sep|Sept|Oct|Nov|Dec",
        names="Inc|Ltd|Co|Corp|Sr|Jr|U. S|U. K|a. m|p. m|LLC|Bros|Ph. D|M. D|D. C|Nr",
        closing="etc",
    ),
)  # fmt: skip
