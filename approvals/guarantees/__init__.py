"""Guarantees of payment: what the plan will pay, promised before the care, and reserved for it."""
