"""Mail to those who follow an engagement, and the moderators' morning digest: owed and composed."""
