"""What every gateway to the network stands on."""
