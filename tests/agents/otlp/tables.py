"""The routes of telemetry by whom they answer."""

PAGE, ACT = {"get"}, {"post"}

ONESELF = {"agents:post_list": PAGE}
PROGRAMS = {
    f"agents:{base}_{signal}": ACT
    for base in ("otlp", "root")
    for signal in ("traces", "logs", "metrics")
}
