"""Making sense of the words a machine saw on a bill: days, amounts, currencies, names. Texts in, guesses out.

Nothing here knows the database or a file; what is not plain is left out rather than guessed.
"""
