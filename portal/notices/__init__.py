"""What members are told: kept for the portal, and echoed by e-mail as each of them chose."""
