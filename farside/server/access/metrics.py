"""Numbers about the server for Prometheus. They name routes, never paths, people or documents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 60.0, 600.0)


class Metrics:
    """The numbers of one server. `runs` tells how many runs are in each state."""

    def __init__(self, runs: Callable[[], Mapping[str, int]]) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)
        self._registry.register(_Runs(runs))
        labels = ("method", "route", "status")
        self._requests = Counter(
            "farside_requests", "Requests that were answered.", labels, registry=self._registry
        )
        self._seconds = Histogram(
            "farside_request_seconds",
            "From the request to the end of its answer.",
            ("route",),
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._going = Gauge(
            "farside_requests_in_progress",
            "Requests that are being answered.",
            registry=self._registry,
        )
        self._tokens = Counter(
            "farside_tokens", "Tokens of the /v1 API.", ("kind",), registry=self._registry
        )

    def begun(self) -> None:
        self._going.inc()

    def ended(self, method: str, route: str, status: int, seconds: float) -> None:
        self._going.dec()
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def used(self, prompt: int, cached: int, completion: int) -> None:
        for kind, tokens in (("prompt", prompt), ("cached", cached), ("completion", completion)):
            self._tokens.labels(kind).inc(tokens)

    def text(self) -> bytes:
        """Prometheus's text format."""
        return generate_latest(self._registry)


class _Runs(Collector):
    def __init__(self, runs: Callable[[], Mapping[str, int]]) -> None:
        self._runs = runs

    def collect(self) -> Iterable[GaugeMetricFamily]:
        family = GaugeMetricFamily("farside_runs", "Runs by state.", labels=["state"])
        for state, number in self._runs().items():
            family.add_metric([state], number)
        yield family
