"""What holds of every input of a decision table, proven over the S-FEEL tree. Pure.

One description for the evaluator and the proof. An input is a value, UNKNOWN ("I don't know") or NOT_ASKED:

- UNKNOWN counts as its input clause declares (`unknown`); without a declaration it is null, and so is NOT_ASKED.
- null is accepted by `-` and `null` only: never by a comparison, an interval, a value, or `not(…)`.
- A comparison of two kinds is no truth: neither the cell nor its `not(…)` accepts it. Arithmetic with anything but
  numbers, and division by nought, give null.
- A decision that gives a list or several outputs is null to the decisions that read it.

`evaluation.py` and `table.py` carry this out for one input, `symbols.py`, `expressions.py` and `tables.py` here for
all inputs at once; a property test holds the two together on drawn tables and inputs.
"""
