"""Problems and complaints on the screen: reporting, curing, answering, figures (8.2.1, 8.7, 10.2)."""
