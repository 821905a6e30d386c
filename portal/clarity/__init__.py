"""“Was this clear?”: one question after a decision or an answer, and what came of it month by month."""
