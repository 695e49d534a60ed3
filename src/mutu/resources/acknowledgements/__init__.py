"""Read and understood: who must read which document, and who has read the revision in force (5.2.2, 7.3, 7.5.3.1)."""
