"""The phrases of answers in English."""

from __future__ import annotations

from collections.abc import Mapping

ENGLISH: Mapping[str, str] = {
    "some": "{found} of {all}:",
    "some items": "{found} of {all}:",
    "all items": "{found} found:",
    "none": "None of the {all}.",
    "none items": "None of the {all}.",
    "none told": "None of the {told} of which it could be told.",
    "over": "{label}: {value} (of {found} of {all} documents)",
    "over items": "{label}: {value} (of {found} of {all})",
    "others": "Not: {names}",
    "open": "It could not be told of {number}: {names}",
    "absent": "{column} is not stated",
    "doubt": "{column} is doubtful",
    "check": "please check: {why}",
    "units": "The numbers are in several units ({units}), which were not converted: please check.",
    "currencies": (
        "The amounts are in several currencies ({codes}), which were not converted: please check."
    ),
    "unread": "Not read: {names}",
    "coarse": "Grouped by the first word of: {columns}.",
    "from today": "Counted from today, {day}.",
    "merged": "Counted as one: {pairs}.",
    "guaranteed": (
        "{read} of {all} documents were read. With a probability of {probability} % they "
        "hold at least {recall} % of the matches: {drawn} were drawn at random, of which "
        "{matches} match or may match."
    ),
    "sum": "sum of {of}",
    "avg": "average of {of}",
    "min": "least {of}",
    "max": "greatest {of}",
    "count": "number",
    "before": "Of the {all} from before: ",
    "of": "In {names}: ",
    "find": "Look on every page for what answers it.",
    "summarise": "Read everything in order and summarise it.",
    "overview": "Say what each document is, in its own sentences.",
    "compare": "Compare the {all} documents.",
    "aspects": "Compare the {all} documents by {columns}.",
    "timeline": "Collect every date and put the events in order.",
    "table": "For each of {all} documents: {columns}.",
    "list": "List what the documents name: {columns}.",
    "changes": "Find what was changed from each version to the next.",
    "rank": "Rank the {all} documents for: {what}.",
    "expenses": "Make an expense report of the {all} documents.",
    "translate": "Translate {what} into {into}.",
    "talk": "No question about the documents.",
    "everything": "everything",
    "scored": "{column} (judged, 0 to 4)",
    "where": " Then those where {what}.",
    "group": " By {what}.",
    "order": " In order of {what}.",
    "limit": " The first {what}.",
    "compute": " Then {what}.",
    "comma": ", ",
    "descending": " (greatest first)",
    "and": "{a} and {b}",
    "or": "{a} or {b}",
    "is": "{a} is {b}",
    "is not": "{a} is not {b}",
    "more than": "{a} is more than {b}",
    "at least": "{a} is at least {b}",
    "less than": "{a} is less than {b}",
    "at most": "{a} is at most {b}",
    "has": "{a} has {b}",
    "not": "not ({a})",
    "count them": "count them",
    "add up": "add up {a}",
    "average": "take the average of {a}",
    "least": "take the least {a}",
    "greatest": "take the greatest {a}",
    "one document": "{document}: {kind}, “{title}”",
    "all documents": "{kinds}:",
    "line": "{document} ({kind}): {said}",
    "more": "and {number} more",
    "counted": "{number} {kind}",
    "CV": "CV|CVs",
    "invoice": "invoice|invoices",
    "receipt": "receipt|receipts",
    "contract": "contract|contracts",
    "paper": "paper|papers",
    "letter": "letter|letters",
    "minutes": "minutes|minutes",
    "book": "book|books",
    "manual": "manual|manuals",
    "regulation": "regulation|regulations",
    "table kind": "table|tables",
    "report": "report|reports",
    "code": "code|code",
    "other": "document|other documents",
    "nothing asked": "Nothing that the criteria ask for.",
    "names it": "the document names it and shows little more",
    "shows little": "the document shows little or nothing of it",
    "required": "Required, {name}: {says}.",
    "met": "met",
    "not met": "not met",
    "unsaid": "the document does not say",
    "score": "{name} ({score} of {best}): {says}.",
    "help": (
        "Ask about your documents in your own words: what they say and where; which of "
        "them, how many, how much, who has the most; a table, a ranking, an expense "
        "report; a list of every deadline, price or duty; a summary; what differs or was "
        "changed; what happened when; a translation. Every page is read, and every "
        "answer names its places."
    ),
    "hello": "Hello. {help}",
    "thanks": "You are welcome. Ask whenever there is more to find in these documents.",
    "languages": "Translations are made into English and Chinese only.",
    "passage": (
        "It is not clear which part is to be translated. Name a clause, a heading or the "
        "whole document."
    ),
}
