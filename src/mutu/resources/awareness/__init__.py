"""Awareness: people know the policy, what their work is good for, and what honest work means here (7.3)."""
