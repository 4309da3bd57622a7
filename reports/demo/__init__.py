"""The demonstration: a fictional board with two years behind it, played through the portal's own operations.

What happened stands in the plain modules of this package (agencies, people, ratings, meetings, figures, words), as data
a board officer could correct. `stories` tells it through the operations, each deed at its own moment; `play` keeps the
order of time and `clock` the time of day. Northmere, Westvale, their agencies and their people do not exist.
"""
