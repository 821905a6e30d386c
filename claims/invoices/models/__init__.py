"""Invoices of providers against guarantees of payment, with their lines and documents."""

from claims.invoices.models.invoice import InvoiceDocument, InvoiceLine, InvoiceQuerySet, ProviderInvoice

__all__ = ["InvoiceDocument", "InvoiceLine", "InvoiceQuerySet", "ProviderInvoice"]
