"""What a factory really keeps in Excel, read without surprises.

``workbook`` opens the file, ``headers`` finds the table in it, ``columns`` says which column is
which, ``cells`` reads dates, numbers and yes or no the way people in South-East Asia write them.
Everything here is a pure function of bytes and values: no file is opened, nothing is written.
"""
