"""What every `Generator` owes its callers, run over each adapter; the wire format against a real server of it too."""

import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, suppress
from pathlib import Path

import httpx
import pytest

from bot.answering.extractive import ExtractiveGenerator
from bot.answering.generator import Generator, Task
from bot.answering.openai import OpenAIGenerator
from bot.answering.question import Question
from bot.answering.sentence_stream import Sentence, SentenceStream
from bot.answering.token_budget import TokenBudget
from bot.errors import GeneratorUnavailable
from bot.settings import GeneratorSettings
from knowledge_base.vocabulary import shop_vocabulary
from tests.answering.servers import saying, serving
from tests.library import TODAY, demo_answerer, demo_retriever
from tests.servers import free_port

_START_SECONDS = 240


def task(text: str = "how long do I have to return shoes?") -> Task:
    return Task(Question(text, "en", TODAY), text, demo_retriever().search(text, "en", 6, TODAY))


def cut(text: str) -> list[Sentence]:
    stream = SentenceStream()
    return stream.feed(text) + stream.end()


@pytest.fixture(params=["extractive", "wire format"])
async def generator(request: pytest.FixtureRequest) -> AsyncIterator[Generator]:
    if request.param == "extractive":
        yield ExtractiveGenerator(shop_vocabulary())
        return
    async with AsyncExitStack() as opened:
        server = await opened.enter_async_context(
            serving(saying("Shoes have ", "45 days [1].", " Others have 30 [2]."))
        )
        client = await opened.enter_async_context(httpx.AsyncClient(trust_env=False))
        yield OpenAIGenerator(client, server.settings(), TokenBudget(100_000))


async def test_it_writes_sentences_that_name_their_passages(generator: Generator) -> None:
    asked = task()
    sentences = cut("".join([piece async for piece in generator.stream(asked)]))
    marks = [mark for sentence in sentences for mark in sentence.marks]
    assert marks
    assert all(1 <= mark <= len(asked.passages) for mark in marks)


async def test_it_may_be_left_in_the_middle_and_asked_again(generator: Generator) -> None:
    stream = generator.stream(task())
    first = await anext(stream)
    await stream.aclose()
    assert "".join([piece async for piece in generator.stream(task())]).startswith(first)


async def test_two_questions_at_once_do_not_mix(generator: Generator) -> None:
    one, other = generator.stream(task()), generator.stream(task())
    texts = ["", ""]
    for number, stream in ((0, one), (1, other), (0, one), (1, other)):
        texts[number] += "".join([piece async for piece in stream])
    assert texts[0] == texts[1] != ""


@pytest.fixture(scope="module")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A chat model of random weights, small enough to be made here: what it says is noise, how it says it is real."""
    import torch
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import LlamaConfig, LlamaForCausalLM, PreTrainedTokenizerFast

    words = Tokenizer(models.BPE(unk_token=None))
    words.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    words.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=400, special_tokens=["<s>", "</s>"], initial_alphabet=alphabet)
    words.train_from_iterator(["Shoes can be returned within 45 days of delivery.", "鞋类可以在45天内退货。"], trainer)
    template = "{% for m in messages %}{{ m['role'] }}: {{ m['content'] }}\n{% endfor %}assistant: "
    tokenizer = PreTrainedTokenizerFast(tokenizer_object=words, bos_token="<s>", eos_token="</s>", pad_token="</s>")
    tokenizer.chat_template = template
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=len(tokenizer),
        hidden_size=32,
        intermediate_size=64,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=2,
        max_position_embeddings=8192,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    folder = tmp_path_factory.mktemp("generator") / "tiny"
    LlamaForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def real_server(tiny_model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`transformers serve` as a user would start it, with no way to a hub."""
    port, log = free_port(), tmp_path_factory.mktemp("serve") / "log"
    command = [str(Path(sys.executable).with_name("transformers")), "serve", str(tiny_model)]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "OMP_NUM_THREADS": "1", "TRANSFORMERS_VERBOSITY": "error"}
    with log.open("wb") as output:
        server = subprocess.Popen(
            [*command, "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"],
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        try:
            _wait(server, f"http://127.0.0.1:{port}/health", log)
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            server.terminate()
            server.wait(30)


def _wait(server: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + _START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            if httpx.get(url, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.3)
    pytest.fail(f"transformers serve did not start: {log.read_text()[-2000:]}")


@pytest.mark.timeout(600)  # the first of the two waits for the server
async def test_a_real_server_of_the_wire_format_is_understood(real_server: str, tiny_model: Path) -> None:
    settings = GeneratorSettings(url=real_server, model=str(tiny_model), first_token_seconds=29, timeout_seconds=29.9)
    pieces: list[str] = []
    budget = TokenBudget(100_000)
    async with httpx.AsyncClient(trust_env=False) as client:
        # Noise seldom ends by itself: it is cut at our most tokens, and the server says so.
        with suppress(GeneratorUnavailable):
            async for piece in OpenAIGenerator(client, settings, budget).stream(task()):
                pieces.append(piece)
    assert len(pieces) > 1
    assert budget.left("") < 100_000


@pytest.mark.timeout(600)
async def test_noise_from_a_real_server_never_reaches_a_shopper(real_server: str, tiny_model: Path) -> None:
    settings = GeneratorSettings(url=real_server, model=str(tiny_model), first_token_seconds=29, timeout_seconds=29.9)
    async with httpx.AsyncClient(trust_env=False) as client:
        answerer = demo_answerer(OpenAIGenerator(client, settings, TokenBudget(100_000)))
        answer = await answerer.answer(Question("how long do I have to return shoes?", "en", TODAY))
    assert answer is not None
    assert answer.written_by == "extractive"
    assert "45 days" in answer.text
