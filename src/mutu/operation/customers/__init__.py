"""Customers: what is agreed with each, and the complaints that put it to the test (8.2.1, 10.2)."""
