"""The ground under every topic: organizations, people, the gate, facts, the trail, attachments, notices."""
