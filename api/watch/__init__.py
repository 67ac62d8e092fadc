"""What operators see of the running service: logs and figures, free of patient data."""
