"""The phrases of answers in Italian."""

from __future__ import annotations

from collections.abc import Mapping

ITALIAN: Mapping[str, str] = {
    "some": "{found} su {all}:",
    "some items": "{found} su {all}:",
    "all items": "{found} trovati:",
    "none": "Nessuno dei {all}.",
    "none items": "Nessuno dei {all}.",
    "none told": "Nessuno dei {told} di cui si è potuto stabilire.",
    "over": "{label}: {value} (da {found} documenti su {all})",
    "over items": "{label}: {value} (da {found} su {all})",
    "others": "No: {names}",
    "open": "Di {number} non si è potuto stabilire: {names}",
    "absent": "{column} non è indicato",
    "doubt": "{column} è dubbio",
    "check": "da controllare: {why}",
    "units": (
        "I numeri sono in più unità ({units}), che non sono state convertite: da controllare."
    ),
    "currencies": (
        "Gli importi sono in più valute ({codes}), che non sono state convertite: da controllare."
    ),
    "unread": "Non letti: {names}",
    "coarse": "Raggruppato per la prima parola di: {columns}.",
    "recognised": "Le cifre di {number} sono state riconosciute in immagini (OCR): da verificare.",
    "from today": "Contato da oggi, {day}.",
    "merged": "Contati come uno: {pairs}.",
    "guaranteed": (
        "Sono stati letti {read} documenti su {all}. Con una probabilità del "
        "{probability} % contengono almeno il {recall} % di quelli che corrispondono: "
        "{drawn} sono stati estratti a caso, di cui {matches} corrispondono o possono "
        "corrispondere."
    ),
    "sum": "somma di {of}",
    "avg": "media di {of}",
    "min": "minimo di {of}",
    "max": "massimo di {of}",
    "count": "numero",
    "before": "Dei {all} di prima: ",
    "of": "In {names}: ",
    "find": "Cercare in ogni pagina ciò che risponde alla domanda.",
    "summarise": "Leggere tutto in ordine e riassumerlo.",
    "overview": "Dire che cos'è ogni documento, con le sue stesse frasi.",
    "compare": "Confrontare i {all} documenti.",
    "aspects": "Confrontare i {all} documenti per {columns}.",
    "timeline": "Raccogliere tutte le date e mettere in ordine gli eventi.",
    "table": "Per ciascuno dei {all} documenti: {columns}.",
    "list": "Elencare ciò che i documenti nominano: {columns}.",
    "changes": "Trovare che cosa è cambiato da una versione all'altra.",
    "rank": "Mettere in graduatoria i {all} documenti per: {what}.",
    "expenses": "Fare una nota spese dai {all} documenti.",
    "translate": "Tradurre {what}; lingua: {into}.",
    "talk": "Nessuna domanda sui documenti.",
    "everything": "tutto",
    "scored": "{column} (valutato, da 0 a 4)",
    "where": " Poi quelli in cui {what}.",
    "group": " Per {what}.",
    "order": " In ordine di {what}.",
    "limit": " I primi {what}.",
    "compute": " Poi {what}.",
    "comma": ", ",
    "descending": " (prima il più grande)",
    "and": "{a} e {b}",
    "or": "{a} o {b}",
    "is": "{a} è {b}",
    "is not": "{a} non è {b}",
    "more than": "{a} è più di {b}",
    "at least": "{a} è almeno {b}",
    "less than": "{a} è meno di {b}",
    "at most": "{a} è al massimo {b}",
    "has": "{a} contiene {b}",
    "not": "non ({a})",
    "count them": "contarli",
    "add up": "sommare {a}",
    "average": "fare la media di {a}",
    "least": "prendere il minimo di {a}",
    "greatest": "prendere il massimo di {a}",
    "one document": "{document}: {kind}, «{title}»",
    "all documents": "{kinds}:",
    "line": "{document} ({kind}): {said}",
    "more": "e altri {number}",
    "counted": "{number} {kind}",
    "CV": "CV|CV",
    "invoice": "fattura|fatture",
    "receipt": "ricevuta|ricevute",
    "contract": "contratto|contratti",
    "paper": "articolo|articoli",
    "letter": "lettera|lettere",
    "minutes": "verbale|verbali",
    "book": "libro|libri",
    "manual": "manuale|manuali",
    "regulation": "regolamento|regolamenti",
    "table kind": "tabella|tabelle",
    "report": "relazione|relazioni",
    "code": "codice|codice",
    "other": "documento|altri documenti",
    "nothing asked": "Nulla di ciò che chiedono i criteri.",
    "names it": "il documento lo nomina e mostra poco altro",
    "shows little": "il documento ne mostra poco o nulla",
    "required": "Richiesto, {name}: {says}.",
    "met": "soddisfatto",
    "not met": "non soddisfatto",
    "unsaid": "il documento non lo dice",
    "score": "{name} ({score} su {best}): {says}.",
    "help": (
        "Chieda dei Suoi documenti con parole Sue: che cosa dicono e dove; quali, "
        "quanti, quanto, chi ha di più; una tabella, una graduatoria, una nota spese; un "
        "elenco di tutte le scadenze, i prezzi o gli obblighi; un riassunto; che cosa "
        "differisce o è cambiato; che cosa è successo e quando; una traduzione. Ogni "
        "pagina viene letta, e ogni risposta indica i suoi passi."
    ),
    "hello": "Buongiorno. {help}",
    "thanks": "Prego. Chieda pure se c'è altro da trovare in questi documenti.",
    "languages": "Si traduce solo in inglese e in cinese.",
    "passage": (
        "Non è chiaro quale parte tradurre. Indichi una clausola, un titolo o l'intero documento."
    ),
}
