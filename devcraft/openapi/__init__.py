"""The whole HTTP API as one OpenAPI 3.1 document, made from routes, views and columns."""
