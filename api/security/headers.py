"""The headers of every answer: nothing is kept, nothing is sniffed, nothing is loaded from elsewhere."""

ANSWER_POLICY = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
"""An answer is data: a browser that shows it runs and loads nothing."""

DOCS_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""For the page of the documentation alone, which asks this service and draws its icons from data."""

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": ANSWER_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""What every answer carries unless its own door says otherwise."""
