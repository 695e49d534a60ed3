"""Template tags of the pages: `mutu` for what is shown, `mutu_facts` for what is asked."""
