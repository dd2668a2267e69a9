"""An MCP server of the official SDK on a socket of this machine."""

from __future__ import annotations

import socket
import threading
import time
from contextlib import contextmanager

import uvicorn
from mcp.server import MCPServer
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request


class Office:
    """Knows pull requests. `called` are the calls it got, `headers` those of the last request."""

    def __init__(self):
        self.mcp = MCPServer("office")
        self.called, self.headers = [], {}
        self.mcp.add_tool(self.list_prs, description="Open pull requests")
        self.mcp.add_tool(self.fail, description="Always fails")
        self.mcp.add_tool(self.shout, description="Says much")
        self.mcp.add_tool(self.hang, description="Never answers")

    def list_prs(self, project: str) -> dict[str, list[str]]:
        self.called.append(("list_prs", project))
        return {"open": [f"{project}#1", f"{project}#2"]}

    def fail(self) -> str:
        self.called.append(("fail",))
        raise ValueError("the office is closed")

    def shout(self) -> str:
        return "x" * 600_000

    def hang(self) -> str:
        self.called.append(("hang",))
        time.sleep(3)
        return "late"

    def change(self, description):
        """Describe list_prs as DESCRIPTION from now on."""
        self.mcp.remove_tool("list_prs")
        self.mcp.add_tool(self.list_prs, description=description)

    def app(self, transport):
        security = TransportSecuritySettings(enable_dns_rebinding_protection=False)
        if transport == "sse":
            return self.mcp.sse_app(transport_security=security)
        return self.mcp.streamable_http_app(transport_security=security)


@contextmanager
def open_office(transport="http"):
    office = Office()
    inner = office.app(transport)

    async def app(scope, receive, send):
        if scope["type"] == "http":
            office.headers = dict(Request(scope).headers)
        await inner(scope, receive, send)

    listener = socket.create_server(("127.0.0.1", 0))
    office.port = listener.getsockname()[1]
    office.url = f"http://127.0.0.1:{office.port}/{'sse' if transport == 'sse' else 'mcp'}"
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    try:
        yield office
    finally:
        server.should_exit = server.force_exit = True
        thread.join(10)
        listener.close()
