"""The command line for The Update Framework, and a repository of any shape that it asks.

For the tests of `stb updater`; who judges the box's own updater serves a repository of his own.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.tuf_repository import AnyRepository, Client, Served


@pytest.fixture
def repository() -> AnyRepository:
    return AnyRepository()


@pytest.fixture
def served(repository: AnyRepository) -> Iterator[Served]:
    with Served(repository) as served:
        yield served


@pytest.fixture
def client(tmp_path: Path, repository: AnyRepository, served: Served) -> Client:
    client = Client(tmp_path, served)
    assert client.init(repository.published["root"][0]) == 0
    return client
