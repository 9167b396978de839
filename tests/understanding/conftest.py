"""The dialogue model that several tests ask, trained once by Rasa itself."""

import logging
import warnings
from pathlib import Path

import pytest
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.utils.log_utils import configure_structlog


@pytest.fixture(scope="session")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive, trained anew: a cache of no size keeps and brings back nothing."""
    with pytest.MonkeyPatch.context() as environment, warnings.catch_warnings():
        # What Rasa trains with warns of its own age, and Rasa of components that are not its own.
        warnings.simplefilter("ignore")
        environment.setenv("RASA_MAX_CACHE_SIZE", "0")
        trained = train_nlu("config.yml", "data/nlu", str(tmp_path_factory.mktemp("dialogue")))
    assert trained is not None
    return Path(trained)


@pytest.fixture(scope="session")
def agent(model: Path) -> Agent:
    configure_structlog(logging.ERROR)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return Agent.load(str(model))
