"""What is taken out of comments for reports and elsewhere: quotations, their register, consents (R33 to R36)."""
