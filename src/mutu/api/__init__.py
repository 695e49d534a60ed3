"""The API: one operation for each action, derived; reading by keyset; one shape of error."""
