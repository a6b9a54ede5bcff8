"""A cluster of Dask's to read exports and to make pages on, over a folder that all of its machines share.

Dask gives lost work to another worker, and a page comes to the same bytes wherever it is made.
"""

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager

from portrait_analytics.errors import ConfigError

NOT_INSTALLED = "--cluster needs the library distributed. Install it with: pip install distributed"
SECONDS_TO_CONNECT = 20


@contextmanager
def connect(address: str) -> Iterator[Executor | None]:
    """An executor that hands work to the scheduler at ``address``; None without an address.

    Raises
    ------
    ConfigError
        The library is not installed, or no scheduler answers there.
    """
    if not address:
        yield None
        return
    try:
        from distributed import Client
    except ImportError:
        raise ConfigError(NOT_INSTALLED) from None
    try:
        client = Client(address, timeout=SECONDS_TO_CONNECT, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as fault:
        raise ConfigError(
            f"No Dask scheduler answers at {address}: {fault or type(fault).__name__}. Start one with: dask scheduler"
        ) from None
    with client:
        yield client.get_executor(pure=False)  # type: ignore[no-untyped-call]
