"""The codes of standard terminologies, as data, keyed by the fact that they feed."""
