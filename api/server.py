"""Serve the HTTP service with uvicorn: where it may listen, in how many processes, and why it cannot start."""

import logging.config
import os
import signal
import socket
import tempfile

import uvicorn
from uvicorn.supervisors import Multiprocess

from api.admission import admission_of, clients_of
from api.assemble import advisor_of, decider_of, site_of
from api.security.host_guard import is_loopback
from api.settings import Settings
from api.watch.logs import journal, library_logging
from api.watch.metrics import SHARED_FOLDER
from engine.errors import LogUnavailable

_SECONDS_TO_FINISH = 10
_WAITING = 2048
_APP = "api.app:served_app"


class NotServed(LogUnavailable):
    """The service cannot listen where it was told to."""


def serve(settings: Settings, workers: int = 1) -> int:
    """Serve until told to stop; returns 0 then.

    Raises what is wrong with the settings, the guidelines, the site, the key or the log before anybody is answered.
    """
    refuse_open_address(settings)
    rehearse(settings)
    listening = _listen(settings)
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{listening.getsockname()[1]}"
    journal(settings.log_format).info("listening", url=address)
    config = _configuration(settings, workers)
    for told_to_stop in (signal.SIGINT, signal.SIGTERM):
        # The server puts its own in their place while it runs, and when it has ended well hands the signal on to these.
        signal.signal(told_to_stop, lambda *_: None)
    if workers == 1:
        server = uvicorn.Server(config)
        server.run(sockets=[listening])
        return 0 if server.started else 3
    with tempfile.TemporaryDirectory(prefix="imaging-cds-") as folder:
        # Read by the workers when they start, so that each keeps its figures where all can add them up.
        os.environ[SHARED_FOLDER] = folder
        Multiprocess(config, sockets=[listening]).run()
    return 0


def refuse_open_address(settings: Settings) -> None:
    """Raise NotServed for an address that others can reach, while there is no client to tell from anybody else."""
    if not settings.demo and not is_loopback(settings.host) and not clients_of(settings).configured:
        raise NotServed("no client is configured, so only this machine is served: host 127.0.0.1, ::1 or localhost")


def rehearse(settings: Settings) -> None:
    """Put everything together once and take it apart again, so that what is wrong is told in one line."""
    decider = decider_of(settings)
    for edition in decider.library.editions.values():
        decider.library.deciding(edition)
    site_of(settings, decider.library)
    with advisor_of(settings, decider, "serve"), admission_of(settings, journal(settings.log_format)):
        pass


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((settings.host, settings.port))
        # From here on whoever asks waits, and is answered when the first process is ready.
        listening.listen(_WAITING)
    except OSError as problem:
        listening.close()
        raise NotServed(f"cannot listen on {settings.host} port {settings.port}: {problem.strerror}") from None
    listening.set_inheritable(True)
    return listening


def _configuration(settings: Settings, workers: int) -> uvicorn.Config:
    logs = library_logging(settings.log_format)
    logging.config.dictConfig(logs)
    return uvicorn.Config(
        _APP,
        factory=True,
        host=settings.host,
        port=settings.port,
        workers=workers,
        loop="uvloop",
        http="httptools",
        ws="none",
        lifespan="on",
        log_config=logs,
        # One line per request is written by the service itself, without the address, which may be about a patient.
        access_log=False,
        # Whose address it is decides whose idempotency key it is: nobody may say it of himself.
        proxy_headers=False,
        server_header=False,
        backlog=_WAITING,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
