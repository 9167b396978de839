"""The tokenizer of the pipeline: English, Chinese and both in one message."""

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.training_data.message import Message

from bot.understanding.tokens import split


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class MixedTokenizer(Tokenizer):
    """Latin words, numbers, addresses and order numbers each as one token, Chinese as one token a character."""

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_"}

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        return [
            Token(message.get(attribute)[piece.start : piece.end], piece.start, piece.end, lemma=piece.text)
            for piece in split(message.get(attribute))
        ]
