"""How Rasa understands a message: our graph components, loaded by the pipeline of config.yml in Rasa's environment."""

from bot.understanding import schema_cache

# Rasa loads this package before it serves its first message, which is the only moment at which the cache can be put in.
schema_cache.install()
