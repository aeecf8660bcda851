"""A short contract in each language, with questions that it answers, does not answer, and answers
in two places."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """`text` is sentences, each followed by "|". `key` stands in the one that answers `question`,
    `keys` in the two that answer `several`; nothing answers `absent`, of which a person is `told`
    so."""

    code: str
    text: str
    question: str
    key: str
    absent: str
    told: str
    several: str
    keys: tuple[str, str]

    @property
    def sentences(self) -> tuple[str, ...]:
        return tuple(part.strip() for part in self.text.split("|") if part.strip())

    @property
    def page(self) -> str:
        return ("" if self.code in ("zh", "ja") else " ").join(self.sentences)

    def holding(self, key: str) -> str:
        (sentence,) = (one for one in self.sentences if key in one)
        return sentence


SAMPLES = (
    Sample(
        "en",
        "The lease of Mr. J. Hill began on Jan. 5 in Leeds.|The rent (Sec. "
        "3) is 900 pounds a month.|Anna Brook signed for the owner.|The tenant pays for "
        "water.|The owner pays for heating.",
        "Who signed for the owner?", "Anna Brook", "What colour is the door?",
        "Not stated in the 1 of 1 pages read", "List all costs and who pays them.",
        ("water", "heating"),
    ),
    Sample(
        "zh",
        (
            "租约自2024年5月3日起生效。|月租为九百元（见第3条）。|安娜代表业主签字。"
            "|水费由租客支付。|暖气费由业主支付。"
        ),
        "谁代表业主签字？", "安娜", "门是什么颜色？",
        "所读的 1 页中的 1 页没有说明", "列出所有费用由谁支付。", ("水费", "暖气费"),
    ),
    Sample(
        "de",
        "Der Mietvertrag beginnt am 3. Mai in Bonn.|Die Miete nach § 5 Abs. 3 beträgt 900 Euro.|"
        "Für den Eigentümer hat Dr. Anna Bach unterschrieben.|Das Wasser zahlt z. B. der Mieter.|"
        "Die Heizung zahlt der Eigentümer.",
        "Wer hat für den Eigentümer unterschrieben?", "Anna Bach", "Welche Farbe hat die Tür?",
        "In den gelesenen 1 von 1 Seiten steht es nicht", "Nenne alle Kosten und wer sie zahlt.",
        ("Wasser", "Heizung"),
    ),
    Sample(
        "fr",
        "Le bail commence le 3 mai à Lyon.|Le loyer (cf. art. 5) est de 900 euros par mois.|"
        "Mme Anne Roux a signé pour le propriétaire.|L'eau, p. ex., est payée par le locataire.|"
        "Le chauffage est payé par le propriétaire.",
        "Qui a signé pour le propriétaire ?", "Anne Roux", "De quelle couleur est la porte ?",
        "Cela ne figure pas dans les 1 pages lues sur 1", "Énumère tous les frais payés.",
        ("L'eau", "chauffage"),
    ),
    Sample(
        "es",
        "El contrato empieza el 3 de mayo en León.|La renta (art. 5) es de 900 euros al mes.|"
        "La Sra. Ana Gil firmó por el dueño.|El agua, p. ej., la paga el inquilino.|La "
        "calefacción la paga el dueño.",
        "¿Quién firmó por el dueño?", "Ana Gil", "¿De qué color es la puerta?",
        "No consta en las 1 de 1 páginas leídas", "Enumera todos los gastos que se pagan.",
        ("agua", "calefacción"),
    ),
    Sample(
        "pt",
        "O contrato começa em 3 de maio em Braga.|A renda (art. 5) é de 900 euros por mês.|"
        "A Sra. Ana Melo assinou pelo dono.|A água, p. ex., é paga pelo inquilino.|O aquecimento "
        "é pago pelo dono.",
        "Quem assinou pelo dono?", "Ana Melo", "De que cor é a porta?",
        "Não consta nas 1 de 1 páginas lidas", "Enumere todas as despesas pagas.",
        ("água", "aquecimento"),
    ),
    Sample(
        "it",
        "Il contratto inizia il 3 maggio a Siena.|Il canone (art. 5) è di 900 euro al mese.|"
        "La sig.ra Anna Neri ha firmato per il proprietario.|L'acqua, p. es., "
        "è pagata dall'inquilino.|Il riscaldamento è pagato dal proprietario.",
        "Chi ha firmato per il proprietario?", "Anna Neri", "Di che colore è la porta?",
        "Non risulta nelle 1 di 1 pagine lette", "Elenca tutte le spese pagate.",
        ("acqua", "riscaldamento"),
    ),
    Sample(
        "ja",
        "契約は2024年5月3日に始まる。|賃料は月額九百ユーロ（第5条）である。|「私が署名する。」"
        "と山田花子は所有者のために言った。|水道代は借主が払う。|暖房費は所有者が払う。",
        "所有者のために署名するのは誰ですか？", "山田花子", "扉は何色ですか？",
        "読んだ 1 ページ中 1 ページには記載がありません",
        "費用をすべて挙げてください。", ("水道代", "暖房費"),
    ),
    Sample(
        "ko",
        "계약은 2024. 5. 3. 서울에서 시작된다.|임대료는 매월 900유로이다(제5조).|소유자를 위하여 "
        "김영희가 서명하였다.|수도 요금은 임차인이 낸다.|난방 요금은 소유자가 낸다.",
        "누가 소유자를 위하여 서명했습니까?", "김영희", "문은 무슨 색입니까?",
        "읽은 1쪽 중 1쪽에는 언급되어 있지 않습니다",
        "모든 요금을 나열하세요.", ("수도", "난방"),
    ),
    Sample(
        "ru",
        "Договор начинается 3 мая 2024 г. в Твери.|Плата, т. е. рента (ст. 5), "
        "составляет 900 евро в месяц.|За собственника подписала А. И. "
        "Белова.|Воду оплачивает жилец.|Отопление оплачивает собственник.",
        "Кто подписал за собственника?", "Белова", "Какого цвета дверь?",
        "На прочитанных страницах (1 из 1) это не указано",
        "Перечисли все расходы: кто оплачивает?", ("Воду", "Отопление"),
    ),
    Sample(
        "ar",
        "يبدأ العقد في 3 مايو 2024.|الأجرة 900 يورو شهريا (انظر ص. 5).|وقعت د. ليلى حسن عن المالك.|"
        "يدفع المستأجر ثمن الماء.|يدفع المالك ثمن التدفئة.",
        "من وقع عن المالك؟", "ليلى حسن", "ما لون الباب؟",
        "لم يُذكر ذلك في الصفحات المقروءة (1 من 1)", "اذكر جميع المصاريف ومن يدفع ثمنها.",
        ("الماء", "التدفئة"),
    ),
)  # fmt: skip
