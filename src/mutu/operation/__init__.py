"""Operation (clause 8): what customers want and say, and what they think of us (8.2.1, 9.1.2)."""
