"""Spanish."""

from __future__ import annotations

from farside.reading.text.language import Language, SentenceEnds, Told, listed

SPANISH = Language(
    code="es",
    name="Spanish",
    script="Latin",
    told=Told(
        pages="No consta en las {read} de {all} páginas leídas{partly}.",
        windows="No consta en los {read} de {all} fragmentos examinados.",
        partly=", {number} de ellas con una parte que no se leyó, como una imagen",
        unsupported_pages="No se pudo establecer: ninguna cita sostiene una respuesta en las "
        "{read} de {all} "
        "páginas leídas{partly}.",
        unsupported_windows="No se pudo establecer: ninguna cita de los {read} de {all} "
        "fragmentos examinados "
        "sostiene una respuesta.",
        uncomputed="No se pudo calcular el resultado a partir de los documentos; esto dicen "
        "sus páginas, "
        "compruébelo:",
        denied="La cita niega algo y la respuesta dice que sí: compruébelo.",
        reread="Una segunda lectura da «{said}»: compruébelo.",
    ),
    function_words=listed(
        """a al algo algunas algunos ante antes cada como con contra cual cuando cuanto cuál
        cuáles cuándo cuánta cuántas cuánto cuántos cómo de del desde donde durante dónde
        e el ella ellas ellos en entre era erais eran eras eres es esa esas ese eso esos
        esta estaba estabais estaban estabas estad estada estadas estado estados estamos
        estando estar estaremos estará estarán estarás estaré estaréis estaría estaríais
        estaríamos estarían estarías estas este estemos esto estos estoy estuve estuviera
        estuvierais estuvieran estuvieras estuvieron estuviese estuvieseis estuviesen
        estuvieses estuvimos estuviste estuvisteis estuviéramos estuviésemos estuvo está
        estábamos estáis están estás esté estéis estén estés fue fuera fuerais fueran
        fueras fueron fuese fueseis fuesen fueses fui fuimos fuiste fuisteis fuéramos
        fuésemos ha habida habidas habido habidos habiendo habremos habrá habrán habrás
        habré habréis habría habríais habríamos habrían habrías habéis había habíais
        habíamos habían habías han has hasta hay haya hayamos hayan hayas hayáis he hemos
        hube hubiera hubierais hubieran hubieras hubieron hubiese hubieseis hubiesen
        hubieses hubimos hubiste hubisteis hubiéramos hubiésemos hubo la las le les lo los
        me mi mis mucho muchos muy más mí mía mías mío míos nada ni no nos nosotras
        nosotros nuestra nuestras nuestro nuestros o os otra otras otro otros para pero
        poco por porque que quien quienes quién quiénes qué se sea seamos sean seas según
        sentid sentida sentidas sentido sentidos seremos será serán serás seré seréis
        sería seríais seríamos serían serías seáis siente sin sintiendo sobre sois somos
        son soy su sus suya suyas suyo suyos sí también tanto te tendremos tendrá tendrán
        tendrás tendré tendréis tendría tendríais tendríamos tendrían tendrías tened
        tenemos tenga tengamos tengan tengas tengo tengáis tenida tenidas tenido tenidos
        teniendo tenéis tenía teníais teníamos tenían tenías ti tiene tienen tienes todo
        todos tu tus tuve tuviera tuvierais tuvieran tuvieras tuvieron tuviese tuvieseis
        tuviesen tuvieses tuvimos tuviste tuvisteis tuviéramos tuviésemos tuvo tuya tuyas
        tuyo tuyos tú un una uno unos vosotras vosotros vuestra vuestras vuestro vuestros
        y ya yo él éramos"""
    ),
    negations=listed("sin nunca no"),
    yes=listed("sí si"),
    no=listed("no"),
    several=r"^\W*(?:enumer\w+|nombr[ae]\w*|list[ae]\w*|cit[ae]\w*|menciona\w*)\b"
    r"|\b(?:di\w*|muestr\w+|dé|dame|indi\w+|quién\w*|qué|dónde|cuál\w*)\b[^.?!]*"
    r"\b(?:tod[oa]s|cada|amb[oa]s)\b|\b(?:cuáles|quiénes)\b"
    r"|\bqué (?!es\b|tres\b|mes\b|país\b|interés\b)\w+s(?= \w)",
    asking={
        "when": r"cu[aá]ndo", "where": r"d[oó]nde", "why": r"por qu[eé]", "many": r"cu[aá]nt[oa]s?",
        "how": r"c[oó]mo", "who": r"qui[eé]n(?:es)?", "which": r"cu[aá]l(?:es)?", "what": r"qué",
    },
    pointing=r"él|ellas?|ellos|sus?|es[ao]s?|ést[aeo]s?|est[ao]s?|aquell[ao]s?|ello|allí|suy[ao]s?",
    pointing_to_several=r"(?:de|entre) (?:ellos|ellas|estos|estas|esos|esas)|ellos|ellas",
    leading=r"y|e|pero|o|entonces",
    ends=SentenceEnds(
        titles="Sr|Sra|Srta|Sres|Sras|Dr|Dra|D|Dña|Dª|Ud|Uds|Vd|Vds|Excmo|Excma|Ilmo|Ilma|Lic|Ing"
        "|Arq|Prof|Profa|Sto|Sta|p. ej|a. C|d. C|Av|Avda|Pza|aprox|cf|tel|tfno|máx|mín|Cía|Gral"
        "|Hnos|dpto|depto",
        numbered="art|arts|núm|núms|nro|pág|págs|p|pp|cap|párr|fig|vol|t|inc|apdo|ap|no|n|§"
        "|ene|feb|abr|jun|jul|ago|sept|oct|nov|dic",
        names="EE. UU|S. A|S. L|S. A. U|Inc|Ltd|p. m|a. m",
        closing="etc",
        months="enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre"
        "|diciembre",
    ),
)  # fmt: skip
