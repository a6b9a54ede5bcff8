"""Who could carry the work: what is held (`holding`), covered (`coverage`), and lost by departures (`departures`).

Functions that return counts say so, and their frames name nobody. Those that return a row or a key for each person say
*restricted*: their frames are for named outputs only, and never joined to the count frames.
"""
