"""What OpenTelemetry exporters send over HTTP: read, put in one language, kept, accounted for."""
