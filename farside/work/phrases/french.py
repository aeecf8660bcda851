"""The phrases of answers in French."""

from __future__ import annotations

from collections.abc import Mapping

FRENCH: Mapping[str, str] = {
    "some": "{found} sur {all} :",
    "some items": "{found} sur {all} :",
    "all items": "{found} trouvés :",
    "none": "Aucun des {all}.",
    "none items": "Aucun des {all}.",
    "none told": "Aucun des {told} pour lesquels on peut le dire.",
    "over": "{label} : {value} (de {found} documents sur {all})",
    "over items": "{label} : {value} (de {found} sur {all})",
    "others": "Non : {names}",
    "open": "Pour {number}, on ne peut pas le dire : {names}",
    "absent": "{column} n'est pas indiqué",
    "doubt": "{column} est douteux",
    "check": "à vérifier : {why}",
    "units": (
        "Les nombres sont en plusieurs unités ({units}), qui n'ont pas été converties : à vérifier."
    ),
    "currencies": (
        "Les montants sont en plusieurs monnaies ({codes}), qui n'ont pas été converties "
        ": à vérifier."
    ),
    "unread": "Non lus : {names}",
    "coarse": "Groupé par le premier mot de : {columns}.",
    "recognised": "Les chiffres de {number} ont été reconnus dans des images (OCR) : à vérifier.",
    "from today": "Compté à partir d'aujourd'hui, {day}.",
    "merged": "Comptés comme un seul : {pairs}.",
    "guaranteed": (
        "{read} documents sur {all} ont été lus. Avec une probabilité de {probability} "
        "%, ils contiennent au moins {recall} % de ceux qui conviennent : {drawn} ont "
        "été tirés au hasard, dont {matches} conviennent ou peuvent convenir."
    ),
    "sum": "somme de {of}",
    "avg": "moyenne de {of}",
    "min": "minimum de {of}",
    "max": "maximum de {of}",
    "count": "nombre",
    "before": "Parmi les {all} précédents : ",
    "of": "Dans {names} : ",
    "find": "Chercher sur chaque page ce qui y répond.",
    "summarise": "Tout lire dans l'ordre et le résumer.",
    "overview": "Dire ce qu'est chaque document, avec ses propres phrases.",
    "compare": "Comparer les {all} documents.",
    "aspects": "Comparer les {all} documents par {columns}.",
    "timeline": "Recueillir toutes les dates et mettre les événements dans l'ordre.",
    "table": "Pour chacun des {all} documents : {columns}.",
    "list": "Énumérer ce que nomment les documents : {columns}.",
    "changes": "Trouver ce qui a changé d'une version à l'autre.",
    "rank": "Classer les {all} documents pour : {what}.",
    "expenses": "Faire une note de frais à partir des {all} documents.",
    "translate": "Traduire {what} ; langue : {into}.",
    "talk": "Pas de question sur les documents.",
    "everything": "tout",
    "scored": "{column} (évalué, de 0 à 4)",
    "where": " Puis ceux où {what}.",
    "group": " Par {what}.",
    "order": " Dans l'ordre de {what}.",
    "limit": " Les {what} premiers.",
    "compute": " Puis {what}.",
    "comma": ", ",
    "descending": " (le plus grand d'abord)",
    "and": "{a} et {b}",
    "or": "{a} ou {b}",
    "is": "{a} est {b}",
    "is not": "{a} n'est pas {b}",
    "more than": "{a} est plus que {b}",
    "at least": "{a} est au moins {b}",
    "less than": "{a} est moins que {b}",
    "at most": "{a} est au plus {b}",
    "has": "{a} contient {b}",
    "not": "non ({a})",
    "count them": "les compter",
    "add up": "additionner {a}",
    "average": "prendre la moyenne de {a}",
    "least": "prendre le minimum de {a}",
    "greatest": "prendre le maximum de {a}",
    "one document": "{document} : {kind}, « {title} »",
    "all documents": "{kinds} :",
    "line": "{document} ({kind}) : {said}",
    "more": "et {number} autres",
    "counted": "{number} {kind}",
    "CV": "CV|CV",
    "invoice": "facture|factures",
    "receipt": "reçu|reçus",
    "contract": "contrat|contrats",
    "paper": "article|articles",
    "letter": "lettre|lettres",
    "minutes": "procès-verbal|procès-verbaux",
    "book": "livre|livres",
    "manual": "manuel|manuels",
    "regulation": "règlement|règlements",
    "table kind": "tableau|tableaux",
    "report": "rapport|rapports",
    "code": "code|code",
    "other": "document|autres documents",
    "nothing asked": "Rien de ce que demandent les critères.",
    "names it": "le document le nomme sans guère plus",
    "shows little": "le document n'en montre que peu ou rien",
    "required": "Exigé, {name} : {says}.",
    "met": "rempli",
    "not met": "non rempli",
    "unsaid": "le document ne le dit pas",
    "score": "{name} ({score} sur {best}) : {says}.",
    "help": (
        "Posez vos questions sur vos documents avec vos propres mots : ce qu'ils disent "
        "et où ; lesquels, combien, qui a le plus ; un tableau, un classement, une note "
        "de frais ; la liste de tous les délais, prix ou obligations ; un résumé ; ce "
        "qui diffère ou a changé ; ce qui s'est passé et quand ; une traduction. Chaque "
        "page est lue, et chaque réponse indique ses passages."
    ),
    "hello": "Bonjour. {help}",
    "thanks": "Avec plaisir. Demandez s'il reste quelque chose à trouver dans ces documents.",
    "languages": "On ne traduit qu'en anglais et en chinois.",
    "passage": (
        "On ne voit pas quelle partie traduire. Nommez une clause, un titre ou tout le document."
    ),
}
