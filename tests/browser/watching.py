"""Collects what a browser complains about, so that no test passes over it in silence."""

from __future__ import annotations

from urllib.parse import urlsplit

WATCH_SCRIPT = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `Content-Security-Policy: ${event.violatedDirective} refused ${event.blockedURI} `
  + `(${event.sourceFile}:${event.lineNumber})`));
"""
REFUSED_ANSWER = "Failed to load resource: the server responded with a status of"
REPLACED = ("htmx:sendAbort,", "htmx:afterRequest,")
"""What htmx writes when an act takes the place of a question on its way, as hx-sync says; a
request that failed has a line of its own as well."""
PARTS = {"script", "stylesheet", "image", "font"}


class Watch:
    """Complaints of all tabs of all contexts it was set over."""

    def __init__(self, home: str):
        self.home = home
        self.complaints: list[str] = []
        self.expected: tuple[str, ...] = ()

    def expect(self, *parts: str) -> None:
        """Pass over complaints that hold one of these PARTS: the test is about them."""
        self.expected += parts

    def over(self, context) -> None:
        context.on("console", self._console)
        context.on("weberror", lambda error: self._complain(f"page error: {error.error}"))
        context.on("request", self._request)
        context.on("response", self._response)

    def leave(self, context) -> None:
        """Let what is on its way arrive, then close."""
        for page in context.pages:
            page.goto("about:blank")
        context.close()

    def _complain(self, sentence: str) -> None:
        if not any(part in sentence for part in self.expected):
            self.complaints.append(sentence)

    def _console(self, message) -> None:
        # Refusals (404, 409, 422) are answers like others; _response judges them.
        if message.type == "error" and not message.text.startswith((REFUSED_ANSWER, *REPLACED)):
            self._complain(f"console: {message.text}")

    def _request(self, request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.netloc != self.home:
            self._complain(f"foreign host: {request.url}")

    def _response(self, response) -> None:
        is_part = response.request.resource_type in PARTS
        if response.status >= 500 or (is_part and response.status >= 400):
            self._complain(f"{response.status} from {response.url}")
