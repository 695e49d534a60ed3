"""Documents on the screen: the master list, one document, writing, reading and signing (7.5, 7.3)."""
