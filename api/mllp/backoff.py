"""How long to wait before trying again: twice as long each time, up to a longest."""


def backoff(failures: int, first: float, longest: float) -> float:
    """Return the seconds to wait after so many failures in a row.

    >>> [backoff(failures, 0.5, 60.0) for failures in (1, 2, 3, 8, 1000)]
    [0.5, 1.0, 2.0, 60.0, 60.0]
    """
    return min(first * 2.0 ** min(failures - 1, 30), longest)
