"""What Farside's processes are allowed: what a child is told, and what a parser of strangers' files
can reach.
"""
