"""What people say on paper, by telephone, in person or in social media: keyed in (R32, R44)."""
