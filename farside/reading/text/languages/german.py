"""German."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

GERMAN = Language(
    code="de",
    name="German",
    script="Latin",
    told=Told(
        pages="In den gelesenen {read} von {all} Seiten steht es nicht{partly}.",
        windows="In den {read} von {all} angesehenen Abschnitten steht es nicht.",
        partly=", davon {number} mit einem Teil, der nicht gelesen wurde, etwa einem Bild",
        unsupported_pages="Es ließ sich nicht feststellen: Kein Zitat trägt eine Antwort in "
        "den gelesenen "
        "{read} von {all} Seiten{partly}.",
        unsupported_windows="Es ließ sich nicht feststellen: Kein Zitat aus den {read} von {all} "
        "angesehenen Abschnitten trägt eine Antwort.",
        uncomputed="Aus den einzelnen Dokumenten ließ sich das Ergebnis nicht berechnen; das "
        "steht auf "
        "ihren Seiten, bitte prüfen:",
        denied="Das Zitat verneint etwas, und die Antwort sagt Ja: bitte prüfen.",
        reread="Noch einmal gelesen, ergibt die Stelle „{said}“: bitte prüfen.",
    ),
    function_words=listed(
        """ab aber alle allem allen aller alles als also am an ander andere anderem anderen
        anderer anderes anderm andern anderr anders auch auf aus bei beim bin bis bist da
        damit dann das dass dasselbe dazu daß dein deine deinem deinen deiner deines dem
        demselben den denn denselben der derer derselbe derselben des desselben dessen
        dich die dies diese dieselbe dieselben diesem diesen dieser dieses dir doch dort
        du durch ein eine einem einen einer eines einig einige einigem einigen einiger
        einiges einmal er es etwas euch euer eure eurem euren eurer eures für gegen
        gewesen gibt hab habe haben hat hatte hatten hier hin hinter ich ihm ihn ihnen ihr
        ihre ihrem ihren ihrer ihres im in indem ins ist je jede jedem jeden jeder jedes
        jene jenem jenen jener jenes jetzt kann kein keine keinem keinen keiner keines
        können könnte machen man manche manchem manchen mancher manches mein meine meinem
        meinen meiner meines mich mir mit muss musste nach nenne nennen nicht nichts noch
        nun nur ob oder ohne sehr sein seine seinem seinen seiner seines selbst sich sie
        sind so solche solchem solchen solcher solches soll sollte sondern sonst um und
        uns unser unsere unserem unseren unseres unter viel vom von vor wann war waren
        warst warum was weg weil weiter welche welchem welchen welcher welches wem wen
        wenn wer werde werden weshalb wessen wie wieder wieso wieviel wieviele will wir
        wird wirst wo woher wohin wollen wollte während würde würden zu zum zur zwar
        zwischen über"""
    ),
    negations=listed("nicht kein keine keinen nie ohne"),
    yes=listed("ja"),
    no=listed("nein"),
    several=r"^\W*(?:bitte\s+)?(?:nennen?|listen?|zähl\w*)\b"
    r"|\b(?:gib|geben|zeig\w*|such\w*|finden?|sag\w*|we[rnm]|was|wo|welche[rsnm]?)\b[^.?!]*"
    r"\b(?:alle[nsr]?|jede[rnsm]?|sämtliche\w*|beide[nr]?)\b"
    r"|\b(?:wer|was|wo)\s+(?:sind|waren)\b|\bwelche\s+(?:beiden|zwei|drei|vier|\d+)\b"
    r"|\bwelche\s+\w+en\b|\bwelche\b(?=[^.?!]*\b(?:sind|waren|haben|hatten|werden|wurden|müssen"
    r"|sollen|können|dürfen|gibt|gelten|stehen|sprechen|liefern|nennt|nennen|tr[aä]gt|zahlt|fallen"
    r"|umfasst|enthält)\b)(?!\s+\w+(?:ung|heit|keit|schaft|ion|ät|frist|miete|nummer|person|firma"
    r"|stadt|bank|farbe)\b)",
    asking={
        "when": r"wann", "where": r"wo|woher|wohin", "why": r"warum|weshalb|wieso",
        "many": r"wie ?viele?", "how": r"wie", "who": r"we[rnm]|wessen", "which": r"welche[rsmn]?",
        "what": r"was",
    },
    pointing=r"er|sie|es|ihn(?:en)?|ihm|ihr(?:e[nmrs]?)?|sein(?:e[nmrs]?)?|dessen|deren|davon"
    r"|darin|dazu"
    r"|dafür|diese[rsnm]?|dort|jene[rsnm]?|denen",
    pointing_to_several=r"(?:von|unter) (?:ihnen|diesen|denen)|davon|darunter|deren",
    leading=r"und|aber|oder|auch|dann",
    ends=SentenceEnds(
        titles="z. B|d. h|u. a|u. U|i. d. R|i. S. d|i. V. m|i. A|i. V|o. g|s. o|s. u|d. M|d. J"
        "|v. a|a. a. O|o. ä|Hr|Hrn|Fr|Dr|Prof|Dipl|Ing|St|Fa|gem|lt|vgl|bzw|inkl|exkl|zzgl|ggf"
        "|evtl|insb|ca|max|min|sog|geb|gest|Tel|Abt|einschl|entspr|betr|bzgl|zzt|allg|ehem|gegr"
        "|verh|Mio|Mrd|Tsd|rd|med|jur|phil|\\w{2,}str",
        numbered="Abs|Art|Nr|Nrn|Ziff|Kap|Anl|Anh|Anm|Abb|Tab|Bd|Bl|S|Rn|Rdnr|Rz|Pos|Buchst|lit|§"
        "|Str|Std|Jan|Feb|Apr|Aug|Sept|Okt|Nov|Dez",
        names="Co|Inc|Ltd|e. V|jun|sen|MwSt|Std",
        closing="usw|etc|u. ä|usf|ff|f",
        months="Januar|Jänner|Februar|März|April|Mai|Juni|Juli|August|September|Oktober|November"
        "|Dezember|Jan|Feb|Apr|Aug|Sept|Okt|Nov|Dez",
        ordinals="am|vom|zum|beim|im|der|die|das|dem|den|des|ab|bis|seit|ein|eine|einen|einem|jede"
        "|jeden|ihr|sein|mein|unser|diese|dieser|dieses|und|oder|pro",
        capital_nouns=True,
    ),
)  # fmt: skip
