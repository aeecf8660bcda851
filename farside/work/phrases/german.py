"""The phrases of answers in German."""

from __future__ import annotations

from collections.abc import Mapping

GERMAN: Mapping[str, str] = {
    "some": "{found} von {all}:",
    "some items": "{found} von {all}:",
    "all items": "{found} gefunden:",
    "none": "Keines der {all}.",
    "none items": "Keines der {all}.",
    "none told": "Keines der {told}, bei denen es sich feststellen ließ.",
    "over": "{label}: {value} (aus {found} von {all} Dokumenten)",
    "over items": "{label}: {value} (aus {found} von {all})",
    "others": "Nicht: {names}",
    "open": "Bei {number} ließ es sich nicht feststellen: {names}",
    "absent": "{column} ist nicht angegeben",
    "doubt": "{column} ist zweifelhaft",
    "check": "bitte prüfen: {why}",
    "units": (
        "Die Zahlen haben mehrere Einheiten ({units}) und wurden nicht umgerechnet: bitte prüfen."
    ),
    "currencies": (
        "Die Beträge haben mehrere Währungen ({codes}) und wurden nicht umgerechnet: bitte prüfen."
    ),
    "unread": "Nicht gelesen: {names}",
    "coarse": "Zusammengefasst nach dem ersten Wort von: {columns}.",
    "recognised": "Die Zahlen von {number} wurden in Bildern erkannt (OCR): bitte prüfen.",
    "from today": "Gerechnet ab heute, {day}.",
    "merged": "Als dasselbe gezählt: {pairs}.",
    "guaranteed": (
        "{read} von {all} Dokumenten wurden gelesen. Mit einer Wahrscheinlichkeit von "
        "{probability} % enthalten sie mindestens {recall} % der Treffer: {drawn} wurden "
        "zufällig gezogen, davon treffen {matches} zu oder vielleicht zu."
    ),
    "sum": "Summe von {of}",
    "avg": "Durchschnitt von {of}",
    "min": "kleinster Wert von {of}",
    "max": "größter Wert von {of}",
    "count": "Anzahl",
    "before": "Von den {all} zuvor: ",
    "of": "In {names}: ",
    "find": "Auf jeder Seite suchen, was die Frage beantwortet.",
    "summarise": "Alles der Reihe nach lesen und zusammenfassen.",
    "overview": "Von jedem Dokument sagen, was es ist, in seinen eigenen Sätzen.",
    "briefing": "Alles lesen und ein Briefing schreiben.",
    "faq": "Alles lesen und Fragen mit Antworten schreiben.",
    "cards": "Alles lesen und Lernkarten machen.",
    "for reader": " Für: {what}.",
    "part what it is": "Was es ist",
    "part what matters": "Worauf es ankommt",
    "part figures": "Zahlen",
    "part dates": "Termine",
    "part open points": "Noch offen",
    "compare": "Die {all} Dokumente vergleichen.",
    "aspects": "Die {all} Dokumente vergleichen nach: {columns}.",
    "timeline": "Alle Daten sammeln und die Ereignisse ordnen.",
    "table": "Für jedes von {all} Dokumenten: {columns}.",
    "list": "Aufzählen, was die Dokumente nennen: {columns}.",
    "changes": "Suchen, was von jeder Fassung zur nächsten geändert wurde.",
    "rank": "Die {all} Dokumente ordnen nach: {what}.",
    "expenses": "Aus den {all} Dokumenten eine Spesenabrechnung machen.",
    "translate": "{what} übersetzen; Sprache: {into}.",
    "talk": "Keine Frage zu den Dokumenten.",
    "everything": "alles",
    "scored": "{column} (bewertet, 0 bis 4)",
    "where": " Dann die, für die gilt: {what}.",
    "group": " Je {what}.",
    "order": " Geordnet nach {what}.",
    "limit": " Die ersten {what}.",
    "compute": " Dann {what}.",
    "comma": ", ",
    "descending": " (größte zuerst)",
    "and": "{a} und {b}",
    "or": "{a} oder {b}",
    "is": "{a} ist {b}",
    "is not": "{a} ist nicht {b}",
    "more than": "{a} ist mehr als {b}",
    "at least": "{a} ist mindestens {b}",
    "less than": "{a} ist weniger als {b}",
    "at most": "{a} ist höchstens {b}",
    "has": "{a} enthält {b}",
    "not": "nicht ({a})",
    "count them": "zählen",
    "add up": "{a} zusammenzählen",
    "average": "Durchschnitt von {a}",
    "least": "kleinster Wert von {a}",
    "greatest": "größter Wert von {a}",
    "one document": "{document}: {kind}, „{title}“",
    "all documents": "{kinds}:",
    "line": "{document} ({kind}): {said}",
    "more": "und {number} weitere",
    "counted": "{number} {kind}",
    "CV": "Lebenslauf|Lebensläufe",
    "invoice": "Rechnung|Rechnungen",
    "receipt": "Beleg|Belege",
    "contract": "Vertrag|Verträge",
    "paper": "Aufsatz|Aufsätze",
    "letter": "Brief|Briefe",
    "minutes": "Protokoll|Protokolle",
    "book": "Buch|Bücher",
    "manual": "Handbuch|Handbücher",
    "regulation": "Vorschrift|Vorschriften",
    "table kind": "Tabelle|Tabellen",
    "report": "Bericht|Berichte",
    "code": "Code|Code",
    "other": "Dokument|andere Dokumente",
    "nothing asked": "Nichts, wonach die Kriterien fragen.",
    "names it": "das Dokument nennt es und zeigt kaum mehr",
    "shows little": "das Dokument zeigt davon wenig oder nichts",
    "required": "Verlangt, {name}: {says}.",
    "met": "erfüllt",
    "not met": "nicht erfüllt",
    "unsaid": "das Dokument sagt es nicht",
    "score": "{name} ({score} von {best}): {says}.",
    "help": (
        "Fragen Sie in Ihren eigenen Worten nach Ihren Dokumenten: was darin steht und "
        "wo; welche, wie viele, wie viel, wer das meiste hat; eine Tabelle, eine "
        "Rangliste, eine Spesenabrechnung; eine Liste aller Fristen, Preise oder "
        "Pflichten; eine Zusammenfassung; was sich unterscheidet oder geändert wurde; "
        "was wann geschah; eine Übersetzung. Jede Seite wird gelesen, und jede Antwort "
        "nennt ihre Stellen."
    ),
    "hello": "Guten Tag. {help}",
    "thanks": "Gern geschehen. Fragen Sie, wenn in diesen Dokumenten noch etwas zu finden ist.",
    "languages": "Übersetzt wird nur ins Englische und ins Chinesische.",
    "passage": (
        "Es ist nicht klar, welcher Teil übersetzt werden soll. Nennen Sie eine Klausel, "
        "eine Überschrift oder das ganze Dokument."
    ),
}
