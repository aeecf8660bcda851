"""The phrases of answers in Spanish."""

from __future__ import annotations

from collections.abc import Mapping

SPANISH: Mapping[str, str] = {
    "some": "{found} de {all}:",
    "some items": "{found} de {all}:",
    "all items": "{found} encontrados:",
    "none": "Ninguno de los {all}.",
    "none items": "Ninguno de los {all}.",
    "none told": "Ninguno de los {told} de los que se pudo saber.",
    "over": "{label}: {value} (de {found} de {all} documentos)",
    "over items": "{label}: {value} (de {found} de {all})",
    "others": "No: {names}",
    "open": "De {number} no se pudo saber: {names}",
    "absent": "{column} no consta",
    "doubt": "{column} es dudoso",
    "check": "compruebe: {why}",
    "units": (
        "Los números están en varias unidades ({units}), que no se convirtieron: compruébelo."
    ),
    "currencies": (
        "Los importes están en varias monedas ({codes}), que no se convirtieron: compruébelo."
    ),
    "unread": "No leídos: {names}",
    "coarse": "Agrupado por la primera palabra de: {columns}.",
    "recognised": "Las cifras de {number} se reconocieron en imágenes (OCR): compruébelo.",
    "from today": "Contado desde hoy, {day}.",
    "merged": "Contados como uno: {pairs}.",
    "guaranteed": (
        "Se leyeron {read} de {all} documentos. Con una probabilidad del {probability} % "
        "contienen al menos el {recall} % de los que cumplen: se sacaron {drawn} al "
        "azar, de los que {matches} cumplen o pueden cumplir."
    ),
    "sum": "suma de {of}",
    "avg": "media de {of}",
    "min": "mínimo de {of}",
    "max": "máximo de {of}",
    "count": "número",
    "before": "De los {all} anteriores: ",
    "of": "En {names}: ",
    "find": "Buscar en cada página lo que responde a la pregunta.",
    "summarise": "Leerlo todo en orden y resumirlo.",
    "overview": "Decir qué es cada documento, con sus propias frases.",
    "compare": "Comparar los {all} documentos.",
    "aspects": "Comparar los {all} documentos por {columns}.",
    "timeline": "Reunir todas las fechas y ordenar los hechos.",
    "table": "Para cada uno de los {all} documentos: {columns}.",
    "list": "Enumerar lo que nombran los documentos: {columns}.",
    "changes": "Buscar lo que cambió de cada versión a la siguiente.",
    "rank": "Ordenar los {all} documentos por: {what}.",
    "expenses": "Hacer un informe de gastos de los {all} documentos.",
    "translate": "Traducir {what}; idioma: {into}.",
    "talk": "No es una pregunta sobre los documentos.",
    "everything": "todo",
    "scored": "{column} (valorado, de 0 a 4)",
    "where": " Luego aquellos en los que {what}.",
    "group": " Por {what}.",
    "order": " En orden de {what}.",
    "limit": " Los primeros {what}.",
    "compute": " Luego {what}.",
    "comma": ", ",
    "descending": " (primero el mayor)",
    "and": "{a} y {b}",
    "or": "{a} o {b}",
    "is": "{a} es {b}",
    "is not": "{a} no es {b}",
    "more than": "{a} es más de {b}",
    "at least": "{a} es al menos {b}",
    "less than": "{a} es menos de {b}",
    "at most": "{a} es como máximo {b}",
    "has": "{a} contiene {b}",
    "not": "no ({a})",
    "count them": "contarlos",
    "add up": "sumar {a}",
    "average": "tomar la media de {a}",
    "least": "tomar el mínimo de {a}",
    "greatest": "tomar el máximo de {a}",
    "one document": "{document}: {kind}, «{title}»",
    "all documents": "{kinds}:",
    "line": "{document} ({kind}): {said}",
    "more": "y {number} más",
    "counted": "{number} {kind}",
    "CV": "currículum|currículums",
    "invoice": "factura|facturas",
    "receipt": "recibo|recibos",
    "contract": "contrato|contratos",
    "paper": "artículo|artículos",
    "letter": "carta|cartas",
    "minutes": "acta|actas",
    "book": "libro|libros",
    "manual": "manual|manuales",
    "regulation": "reglamento|reglamentos",
    "table kind": "tabla|tablas",
    "report": "informe|informes",
    "code": "código|código",
    "other": "documento|otros documentos",
    "nothing asked": "Nada de lo que piden los criterios.",
    "names it": "el documento lo nombra y muestra poco más",
    "shows little": "el documento muestra poco o nada de ello",
    "required": "Exigido, {name}: {says}.",
    "met": "se cumple",
    "not met": "no se cumple",
    "unsaid": "el documento no lo dice",
    "score": "{name} ({score} de {best}): {says}.",
    "help": (
        "Pregunte por sus documentos con sus propias palabras: qué dicen y dónde; "
        "cuáles, cuántos, cuánto, quién tiene más; una tabla, una clasificación, un "
        "informe de gastos; una lista de todos los plazos, precios u obligaciones; un "
        "resumen; qué difiere o ha cambiado; qué ocurrió y cuándo; una traducción. Se "
        "lee cada página, y cada respuesta indica sus pasajes."
    ),
    "hello": "Hola. {help}",
    "thanks": "De nada. Pregunte siempre que haya algo más que encontrar en estos documentos.",
    "languages": "Solo se traduce al inglés y al chino.",
    "passage": (
        "No está claro qué parte hay que traducir. Nombre una cláusula, un título o el "
        "documento entero."
    ),
}
