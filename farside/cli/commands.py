"""Every command by its name, with the module of `farside.cli` that has it and what the help says
of it: so that a command loads its own module only, and the help none. All of them together take
two seconds on a slow machine. A test holds these words against those of the commands."""

from __future__ import annotations

from collections.abc import Mapping

COMMANDS: Mapping[str, tuple[str, str]] = {
    "ask": (
        "ask",
        "Read the documents in full and answer a question, with citations that are exact.",
    ),
    "ledger": ("ask", "Say what every window was asked for an answer, and what came of it."),
    "mark": (
        "ask",
        "Say that an answer is right or wrong, or that its question is not stated. It is kept "
        "here, and only 'farside learn make --corrected' uses it.",
    ),
    "cite": (
        "cite",
        "Print what an answer cites as BibTeX, RIS or CSL-JSON, for programs that keep literature.",
    ),
    "find": (
        "find",
        "Find words in documents, and in what was asked, answered and noted. No model is needed.",
    ),
    "read": (
        "read",
        "Read the documents ahead of any question; what the engine keeps of them serves every "
        "question later.",
    ),
    "plan": (
        "read",
        "Say what reading the documents and asking about them would take, before anything is read.",
    ),
    "guide": (
        "read",
        "Say what each document is, quote what tells most of it, and give questions that it "
        "answers.",
    ),
    "extract": (
        "tables",
        "Make a table of facts from many documents, every value with its quote; what is "
        "doubtful is marked.",
    ),
    "table": (
        "tables",
        "Answer a SELECT over documents: its columns are read from each, once, and the rest is "
        "computed.",
    ),
    "expenses": (
        "tables",
        "Make an expense report from invoices and receipts; electronic invoices are taken as data.",
    ),
    "summarise": (
        "judge",
        "Summarise documents, or put them into another form: every sentence cited, and what is "
        "left out told.",
    ),
    "timeline": (
        "judge",
        "List the dated events of documents in order, each with the sentence that states it.",
    ),
    "translate": (
        "judge",
        "Translate a document, terms everywhere in the same way, numbers checked by code.",
    ),
    "rank": (
        "judge",
        "Rank documents by a rubric: scores with their sentences, facts checked by code, "
        "reasons for and against.",
    ),
    "compare": (
        "judge",
        "Compare documents aspect by aspect, with citations, agreements and contradictions; or "
        "versions of one.",
    ),
    "add": ("housekeeping", "Put documents into a collection of the library."),
    "text": (
        "housekeeping",
        "Print a file's canonical text: what the model reads, and what citations point into.",
    ),
    "documents": ("housekeeping", "The documents in the library."),
    "collections": ("housekeeping", "Collections: named sets of documents."),
    "models": ("housekeeping", "The models: what there is, what is on disk, and where."),
    "engine": ("housekeeping", "The one engine of this machine."),
    "cache": ("housekeeping", "What is kept of what was read."),
    "doctor": (
        "housekeeping",
        "Look at what is installed, which model is used, how fast it is here, and how much disk "
        "there is.",
    ),
    "watch": (
        "bring",
        "Watch a folder: its files become documents of a collection that follows it, until Ctrl-C.",
    ),
    "fetch": (
        "bring",
        "Get a page or file from the public web, and keep it as a document with its address and "
        "the time.",
    ),
    "jobs": (
        "jobs",
        "Long readings and work on many documents: how far they are, and orders to them.",
    ),
    "worker": (
        "jobs",
        "Compute windows of jobs that processes share through PostgreSQL, until it is stopped.",
    ),
    "eval": (
        "evaluate",
        "The lab: what a model makes of long texts, measured. 'farside eval TASK' runs a task.",
    ),
    "learn": ("learn", "Teach a model to read better, from problems made of your documents."),
    "notes": ("notes", "Your notes, on the page and here."),
    "user": ("users", "The people who may use a server."),
    "serve": ("serve", "Serve the page and the API until Ctrl-C."),
    "mcp": ("mcp_server", "Serve one's documents as MCP tools on standard input and output."),
    "config": (
        "settings",
        "Show every setting, its value, and whether it is the default, of config.toml or of the "
        "environment.",
    ),
    "backup": (
        "backups",
        "Keep the whole home in one file, also while Farside runs: documents, answers, users, "
        "jobs, settings. Its hashes are in it.",
    ),
    "restore": (
        "backups",
        "Make a home of a backup, every file checked. A home that is there is never written over.",
    ),
}
"""In the order of the help."""
