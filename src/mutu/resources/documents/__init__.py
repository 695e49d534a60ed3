"""Documents: written, approved, current where the work is done, kept and disposed of (7.5)."""
