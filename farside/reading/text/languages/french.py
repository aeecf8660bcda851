"""French."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

FRENCH = Language(
    code="fr",
    name="French",
    script="Latin",
    told=Told(
        pages="Cela ne figure pas dans les {read} pages lues sur {all}{partly}.",
        windows="Cela ne figure pas dans les {read} passages examinés sur {all}.",
        partly=", dont {number} avec une partie non lue, par exemple une image",
        unsupported_pages="Cela n’a pas pu être établi : aucune citation ne porte une réponse "
        "dans les {read} "
        "pages lues sur {all}{partly}.",
        unsupported_windows="Cela n’a pas pu être établi : aucune citation des {read} passages "
        "examinés "
        "sur {all} ne porte une réponse.",
        uncomputed="Le résultat n’a pas pu être calculé à partir des documents ; voici ce que "
        "disent leurs "
        "pages, à vérifier :",
        denied="Le passage cité nie quelque chose et la réponse dit oui : à vérifier.",
        reread="Une seconde lecture donne « {said} » : à vérifier.",
    ),
    function_words=listed(
        """ai aie aient aies ait as au aura aurai auraient aurais aurait auras aurez auriez
        aurions aurons auront aux avaient avais avait avec avez aviez avions avons ayant
        ayante ayantes ayants ayez ayons c ce ces cette chaque combien comment d d'un
        d'une dans de des du elle elles en es est et eu eue eues eurent eus eusse eussent
        eusses eussiez eussions eut eux eûmes eût eûtes furent fus fusse fussent fusses
        fussiez fussions fut fûmes fût fûtes il ils j je l la le les leur lui m ma mais me
        mes moi mon même n ne nos notre nous on ont ou où par pas pour pourquoi qu quand
        que quel quelle quelles quels qui quoi s sa se sera serai seraient serais serait
        seras serez seriez serions serons seront ses soient sois soit sommes son sont
        soyez soyons suis sur t ta te tes toi ton tu un une vos votre vous y à étaient
        étais était étant étante étantes étants étiez étions été étée étées étés êtes"""
    ),
    negations=listed("ne pas jamais sans"),
    yes=listed("oui si"),
    no=listed("non"),
    several=r"^\W*(?:cite[zr]?|énum\w+|nomme[zr]?|liste[zr]?|dresse[zr]?)\b"
    r"|\b(?:donne[zr]?|montre[zr]?|trouve[zr]?|qui|que|où|quel\w*)\b[^.?!]*"
    r"\b(?:tous|toutes|chacune?|chaque)\b|\b(?:quels|quelles|lesquel(?:le)?s)\b|\bqui sont\b"
    r"|\bquoi sont\b",
    asking={
        "when": r"quand", "where": r"où", "why": r"pourquoi", "many": r"combien", "how": r"comment",
        "who": r"qui", "which": r"quel(?:le)?s?", "what": r"quoi|qu['’]est-ce",
    },
    pointing=r"ils?|elles?|lui|leurs?|eux|ceux|celles?|celui|cela|ça|cet|cette|ces|sa|ses|là",
    pointing_to_several=r"(?:d['’]entre|parmi) (?:eux|elles|ceux-ci|celles-ci)|leurs?|ils|elles",
    leading=r"et|mais|ou|alors",
    ends=SentenceEnds(
        titles="MM|Mme|Mlle|Mgr|Dr|Pr|Prof|St|Ste|Sté|p. ex|c.-à-d|av. J.-C|apr. J.-C|cf|env|av|bd"
        "|boul|éd|tél|réf|resp|Me",
        numbered="art|al|chap|p|pp|n|no|§|ch|vol|t|fig|tab|tabl|ann|par|h|pt|janv|févr|juil|sept"
        "|oct|nov|déc",
        names="Cie|S. A|S. A. R. L|Inc|Ltd|J.-C",
        closing="etc",
        months="janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre"
        "|décembre",
    ),
)  # fmt: skip
