"""Resources and support (7): documents, competence, awareness."""
