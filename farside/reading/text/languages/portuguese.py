"""Portuguese."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

PORTUGUESE = Language(
    code="pt",
    name="Portuguese",
    script="Latin",
    told=Told(
        pages="Não consta nas {read} de {all} páginas lidas{partly}.",
        windows="Não consta nos {read} de {all} trechos examinados.",
        partly=", {number} das quais com uma parte que não foi lida, como uma imagem",
        unsupported_pages="Não foi possível determinar: nenhuma citação sustenta uma resposta "
        "nas {read} de "
        "{all} páginas lidas{partly}.",
        unsupported_windows="Não foi possível determinar: nenhuma citação dos {read} de {all} "
        "trechos "
        "examinados sustenta uma resposta.",
        uncomputed="Não foi possível calcular o resultado a partir dos documentos; isto é o "
        "que dizem as suas "
        "páginas, verifique:",
        denied="A citação nega algo e a resposta diz sim: verifique.",
        reread="Uma segunda leitura dá “{said}”: verifique.",
    ),
    function_words=listed(
        """a ao aos aquela aquelas aquele aqueles aquilo as até cada com como da das de dela
        delas dele deles depois do dos e ela elas ele eles em entre era eram essa essas
        esse esses esta estamos estar estas estava estavam este esteja estejam estejamos
        estes esteve estive estivemos estiver estivera estiveram estiverem estivermos
        estivesse estivessem estivéramos estivéssemos estou está estávamos estão eu foi
        fomos for fora foram forem formos fosse fossem fui fôramos fôssemos haja hajam
        hajamos havemos haver hei houve houvemos houver houvera houveram houverei houverem
        houveremos houveria houveriam houvermos houverá houverão houveríamos houvesse
        houvessem houvéramos houvéssemos há hão isso isto já lhe lhes mais mas me mesmo
        meu meus minha minhas muito na nas nem no nos nossa nossas nosso nossos num numa
        não nós o onde os ou para pela pelas pelo pelos por porque quais qual quando
        quanta quantas quanto quantos que quem se segundo seja sejam sejamos sem ser serei
        seremos seria seriam será serão seríamos seu seus somos sou sua suas são só também
        te tem temos tenha tenham tenhamos tenho terei teremos teria teriam terá terão
        teríamos teu teus teve tinha tinham tive tivemos tiver tivera tiveram tiverem
        tivermos tivesse tivessem tivéramos tivéssemos tu tua tuas tém tínhamos um uma
        você vocês vos à às é éramos"""
    ),
    negations=listed("não sem"),
    yes=listed("sim"),
    no=listed("não nao"),
    several=r"^\W*(?:enumer\w+|nomei\w+|list[ae]\w*|cit[ae]\w*|mencion\w*)\b"
    r"|\b(?:dig[ao]\w*|diz\w*|mostr\w+|dê|indi\w+|quem|que|onde|qual|nome)\b[^.?!]*"
    r"\b(?:tod[oa]s|cada|amb[oa]s)\b|\bquais\b|\bquem são\b"
    r"|^\W*que (?!mês\b|país\b|três\b)\w+s(?= \w)",
    asking={
        "when": r"quando", "where": r"onde", "why": r"por ?qu[eê]", "many": r"quant[oa]s?",
        "how": r"como", "who": r"quem", "which": r"qua(?:l|is)", "what": r"o que",
    },
    pointing=r"el[ea]s?|seus?|suas?|iss[oa]|ess[ea]s?|dest[ea]s?|del[ea]s?|nel[ea]s?|lá",
    pointing_to_several=r"(?:entre|d)?(?:eles|elas)|(?:entre )?(?:destes|destas|desses|dessas)",
    leading=r"e|mas|ou|então",
    ends=SentenceEnds(
        titles="Sr|Sra|Srta|Srs|Sras|Dr|Dra|D|Exmo|Exma|Ilmo|Ilma|V. Exa|V. S|Prof|Profa|Eng|Engª"
        "|Arq|Adv|Sto|Sta|p. ex|i. e|a. C|d. C|Av|Pça|apto|aprox|cf|tel|máx|mín|Cia|séc",
        numbered="art|arts|n|nº|núm|pág|págs|p|pp|cap|par|fig|tab|vol|t|inc|fl|fls|al|h|§"
        "|jan|fev|abr|jun|jul|ago|out|nov|dez",
        names="Ltda|S. A|Inc|Ltd",
        closing="etc",
        months="janeiro|fevereiro|março|abril|maio|junho|julho|agosto|setembro|outubro|novembro"
        "|dezembro",
    ),
)  # fmt: skip
