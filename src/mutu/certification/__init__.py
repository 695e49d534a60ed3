"""Certification (ISO/IEC 17021-1): certificates as files, and checking them with what this installation trusts."""
