"""The phrases of answers in Portuguese."""

from __future__ import annotations

from collections.abc import Mapping

PORTUGUESE: Mapping[str, str] = {
    "some": "{found} de {all}:",
    "some items": "{found} de {all}:",
    "all items": "{found} encontrados:",
    "none": "Nenhum dos {all}.",
    "none items": "Nenhum dos {all}.",
    "none told": "Nenhum dos {told} de que se pôde saber.",
    "over": "{label}: {value} (de {found} de {all} documentos)",
    "over items": "{label}: {value} (de {found} de {all})",
    "others": "Não: {names}",
    "open": "De {number} não se pôde saber: {names}",
    "absent": "{column} não está indicado",
    "doubt": "{column} é duvidoso",
    "check": "verifique: {why}",
    "units": (
        "Os números estão em várias unidades ({units}), que não foram convertidas: verifique."
    ),
    "currencies": (
        "Os valores estão em várias moedas ({codes}), que não foram convertidas: verifique."
    ),
    "unread": "Não lidos: {names}",
    "coarse": "Agrupado pela primeira palavra de: {columns}.",
    "recognised": "Os números de {number} foram reconhecidos em imagens (OCR): verifique.",
    "from today": "Contado a partir de hoje, {day}.",
    "merged": "Contados como um só: {pairs}.",
    "guaranteed": (
        "Foram lidos {read} de {all} documentos. Com uma probabilidade de {probability} "
        "%, contêm pelo menos {recall} % dos que correspondem: {drawn} foram sorteados, "
        "dos quais {matches} correspondem ou podem corresponder."
    ),
    "sum": "soma de {of}",
    "avg": "média de {of}",
    "min": "mínimo de {of}",
    "max": "máximo de {of}",
    "count": "número",
    "before": "Dos {all} anteriores: ",
    "of": "Em {names}: ",
    "find": "Procurar em cada página o que responde à pergunta.",
    "summarise": "Ler tudo por ordem e resumir.",
    "overview": "Dizer o que é cada documento, com as suas próprias frases.",
    "compare": "Comparar os {all} documentos.",
    "aspects": "Comparar os {all} documentos por {columns}.",
    "timeline": "Reunir todas as datas e ordenar os acontecimentos.",
    "table": "Para cada um dos {all} documentos: {columns}.",
    "list": "Enumerar o que os documentos nomeiam: {columns}.",
    "changes": "Procurar o que mudou de cada versão para a seguinte.",
    "rank": "Classificar os {all} documentos por: {what}.",
    "expenses": "Fazer um relatório de despesas dos {all} documentos.",
    "translate": "Traduzir {what}; língua: {into}.",
    "talk": "Não é uma pergunta sobre os documentos.",
    "everything": "tudo",
    "scored": "{column} (avaliado, de 0 a 4)",
    "where": " Depois aqueles em que {what}.",
    "group": " Por {what}.",
    "order": " Por ordem de {what}.",
    "limit": " Os primeiros {what}.",
    "compute": " Depois {what}.",
    "comma": ", ",
    "descending": " (o maior primeiro)",
    "and": "{a} e {b}",
    "or": "{a} ou {b}",
    "is": "{a} é {b}",
    "is not": "{a} não é {b}",
    "more than": "{a} é mais de {b}",
    "at least": "{a} é pelo menos {b}",
    "less than": "{a} é menos de {b}",
    "at most": "{a} é no máximo {b}",
    "has": "{a} contém {b}",
    "not": "não ({a})",
    "count them": "contá-los",
    "add up": "somar {a}",
    "average": "tirar a média de {a}",
    "least": "tirar o mínimo de {a}",
    "greatest": "tirar o máximo de {a}",
    "one document": "{document}: {kind}, “{title}”",
    "all documents": "{kinds}:",
    "line": "{document} ({kind}): {said}",
    "more": "e mais {number}",
    "counted": "{number} {kind}",
    "CV": "currículo|currículos",
    "invoice": "fatura|faturas",
    "receipt": "recibo|recibos",
    "contract": "contrato|contratos",
    "paper": "artigo|artigos",
    "letter": "carta|cartas",
    "minutes": "ata|atas",
    "book": "livro|livros",
    "manual": "manual|manuais",
    "regulation": "regulamento|regulamentos",
    "table kind": "tabela|tabelas",
    "report": "relatório|relatórios",
    "code": "código|código",
    "other": "documento|outros documentos",
    "nothing asked": "Nada do que os critérios pedem.",
    "names it": "o documento nomeia-o e mostra pouco mais",
    "shows little": "o documento mostra pouco ou nada disso",
    "required": "Exigido, {name}: {says}.",
    "met": "cumprido",
    "not met": "não cumprido",
    "unsaid": "o documento não o diz",
    "score": "{name} ({score} de {best}): {says}.",
    "help": (
        "Pergunte sobre os seus documentos com as suas próprias palavras: o que dizem e "
        "onde; quais, quantos, quanto, quem tem mais; uma tabela, uma classificação, um "
        "relatório de despesas; uma lista de todos os prazos, preços ou obrigações; um "
        "resumo; o que difere ou mudou; o que aconteceu e quando; uma tradução. Cada "
        "página é lida, e cada resposta indica as suas passagens."
    ),
    "hello": "Olá. {help}",
    "thanks": "De nada. Pergunte sempre que houver mais a encontrar nestes documentos.",
    "languages": "Só se traduz para inglês e chinês.",
    "passage": (
        "Não é claro que parte se deve traduzir. Indique uma cláusula, um título ou o "
        "documento inteiro."
    ),
}
