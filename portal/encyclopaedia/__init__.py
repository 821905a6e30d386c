"""My Health: articles about diseases, symptoms, treatments and check-ups, and the check-ups that the plan pays."""
