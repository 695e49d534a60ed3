"""People on the screen: who works here, what they can do, what they learn, who answers for what (5.3, 7.2, 7.3)."""
