"""Inventories kept in other programs, one folder per program."""
