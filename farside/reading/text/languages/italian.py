"""Italian."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

ITALIAN = Language(
    code="it",
    name="Italian",
    script="Latin",
    told=Told(
        pages="Non risulta nelle {read} di {all} pagine lette{partly}.",
        windows="Non risulta nei {read} di {all} passi esaminati.",
        partly=", di cui {number} con una parte non letta, per esempio un'immagine",
        unsupported_pages="Non è stato possibile stabilirlo: nessuna citazione sostiene una "
        "risposta nelle "
        "{read} di {all} pagine lette{partly}.",
        unsupported_windows="Non è stato possibile stabilirlo: nessuna citazione dai {read} di "
        "{all} passi "
        "esaminati sostiene una risposta.",
        uncomputed="Non è stato possibile calcolare il risultato dai documenti; questo è "
        "scritto nelle loro "
        "pagine, da verificare:",
        denied="La citazione nega qualcosa e la risposta dice sì: da verificare.",
        reread="Una seconda lettura dà «{said}»: da verificare.",
    ),
    function_words=listed(
        """a abbia abbiamo abbiano abbiate ad agl agli ai al all alla alle allo anche avemmo
        avendo avesse avessero avessi avessimo aveste avesti avete aveva avevamo avevano
        avevate avevi avevo avrai avranno avrebbe avrebbero avrei avremmo avremo avreste
        avresti avrete avrà avrò avuta avute avuti avuto c che chi ci coi col come con
        contro cos'è cosa cui da dagl dagli dai dal dall dalla dalle dallo degl degli dei
        del dell della delle dello di dov dov'è dove e ebbe ebbero ebbi ed era erano
        eravamo eravate eri ero essendo faccia facciamo facciano facciate faccio facemmo
        facendo facesse facessero facessi facessimo faceste facesti faceva facevamo
        facevano facevate facevi facevo fai fanno farai faranno farebbe farebbero farei
        faremmo faremo fareste faresti farete farà farò fece fecero feci fosse fossero
        fossi fossimo foste fosti fu fui fummo furono gli ha hai hanno ho i il in io l la
        le lei li lo loro lui ma mi mia mie miei mio ne negl negli nei nel nell nella
        nelle nello noi non nostra nostre nostri nostro o ogni per perché più qual quale
        quali quando quanta quante quanti quanto quella quelle quelli quello questa queste
        questi questo sarai saranno sarebbe sarebbero sarei saremmo saremo sareste saresti
        sarete sarà sarò se sei si sia siamo siano siate siete sono sta stai stando stanno
        starai staranno starebbe starebbero starei staremmo staremo stareste staresti
        starete starà starò stava stavamo stavano stavate stavi stavo stemmo stesse
        stessero stessi stessimo steste stesti stette stettero stetti stia stiamo stiano
        stiate sto su sua sue sugl sugli sui sul sull sulla sulle sullo suo suoi ti tra tu
        tua tue tuo tuoi tutti tutto un una uno vi voi vostra vostre vostri vostro è"""
    ),
    negations=listed("non senza no"),
    yes=listed("sì si"),
    no=listed("no"),
    several=r"^\W*(?:elenc\w+|nomin\w+|list[ae]\w*|enumer\w+)\b"
    r"|\b(?:indic\w+|cit\w+|di[mct]\w*|mostr\w+|chi|che|dove|qual\w*)\b[^.?!]*"
    r"\b(?:tutt[ie]|ogni|ciascun[oa]?|entramb[ie])\b|\bquali\b|\bchi sono\b"
    r"|\bcosa sono\b",
    asking={
        "when": r"quando", "where": r"dove", "why": r"perch[eé]", "many": r"quant[oiae]",
        "how": r"come", "who": r"chi", "which": r"qual[ei]?", "what": r"che cosa|cosa",
    },
    pointing=r"lui|lei|loro|ess[aeio]|quell[aeio]|quest[aeio]|su[ao]|suoi|sue|ne|lì",
    pointing_to_several=r"(?:di|fra|tra) (?:loro|questi|queste|essi|esse)|loro",
    leading=r"e|ed|ma|o",
    ends=SentenceEnds(
        titles="sig|sigg|sig.ra|dott|dott.ssa|dr|avv|ing|geom|arch|rag|prof|prof.ssa|on|mons|S|Sta"
        "|p. es|es|a. C|d. C|cfr|ca|tel|sec|max|min|Soc|spett|egr|gent|d. lgs|c. c|c. p",
        numbered="art|artt|n|nn|pag|pagg|p|pp|cap|par|co|comma|lett|fig|tab|vol|all|§|lgs"
        "|gen|feb|apr|giu|lug|ago|set|ott|nov|dic",
        names="S.p.A|S. p. A|S.r.l|S. r. l|S.n.c|Inc|Ltd|c.c",
        closing="ecc|etc",
        months="gennaio|febbraio|marzo|aprile|maggio|giugno|luglio|agosto|settembre|ottobre"
        "|novembre|dicembre",
    ),
)  # fmt: skip
