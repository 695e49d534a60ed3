"""Certificates on the screen: checking them, one certificate, whom this site trusts, what is published."""
