"""The checks: each looks at everything that was observed for one thing that is required."""
