"""What a person sees in a document, and the one way to write it as plain text.

Every parser finds these things in its own format and writes them by the functions here, so that a
comment, a raised sign or a table reads the same whatever format it came in: `signs` (raised and
lowered signs, fractions, ruby, ticks), `numerals` (the numbers of lists), `tables` (cells that span
rows and columns), `formulas` (OMML and MathML), `things` (links, comments, notes, form values,
charts), and `unread`: what a parser saw and did not read.
"""
