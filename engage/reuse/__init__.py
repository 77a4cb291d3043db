"""Words taken out of comments for reports and elsewhere: quotations, the register of their use, and
the consents that content from elsewhere needs (R33 to R36)."""
