"""The order in which a person reads what stands on a page, from boxes, words and the order of
drawing.

`pieces` are words that stand close together, turned so that reading goes to the right and down;
`evidence` tells columns of prose from tables; `order` puts the pieces of a page into rows. This
room knows no file format: PDF pages and recognised pictures come the same way.
"""
