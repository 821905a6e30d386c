"""Payments, runs, the bank's answers and the books."""

from claims.payments.models.bank_file import BankFile, BankLine
from claims.payments.models.ledger import MOVES, Account, Event, LedgerEntry
from claims.payments.models.payment import Payment, ProviderAccount, Receivable, Recovery
from claims.payments.models.run import PaymentRun, RunFile, Transfer

__all__ = [
    "MOVES",
    "Account",
    "BankFile",
    "BankLine",
    "Event",
    "LedgerEntry",
    "Payment",
    "PaymentRun",
    "ProviderAccount",
    "Receivable",
    "Recovery",
    "RunFile",
    "Transfer",
]
