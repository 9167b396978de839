import asyncio
import time
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from bot.answering.generator import Task
from bot.answering.openai import OpenAIGenerator
from bot.answering.question import Question
from bot.answering.token_budget import TokenBudget
from bot.errors import GeneratorUnavailable
from knowledge_base.document import Passage
from knowledge_base.splitter import split
from tests.answering.servers import DONE, Server, event, head, saying, serving
from tests.library import TODAY, document

PASSAGE = Passage(split(document("# Returns\n\nShoes can be returned within 45 days."))[0], 1.0, 0.8)
TASK = Task(Question("and shoes?", "en", TODAY, "jackets?", address="192.0.2.1"), "jackets and shoes?", [PASSAGE])


async def written(server: Server, budget: TokenBudget | None = None, **settings: Any) -> tuple[str, list[float]]:
    """What the generator wrote, and how long it paused between its tries."""
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)

    async with httpx.AsyncClient(trust_env=False) as client:
        made = OpenAIGenerator(client, server.settings(**settings), budget or TokenBudget(10_000), sleep)
        return "".join([piece async for piece in made.stream(TASK)]), pauses


async def test_pieces_are_streamed_as_they_come() -> None:
    async with serving(saying("Shoes can be ", "returned within 45 days [1].")) as server:
        assert (await written(server))[0] == "Shoes can be returned within 45 days [1]."
    (request,) = server.requests
    assert request["stream"] is True
    assert request["model"] == "test"
    assert request["max_tokens"] > 0
    assert server.headers[0]["path"] == "/v1/chat/completions"
    assert "authorization" not in server.headers[0]


async def test_the_first_piece_does_not_wait_for_the_last() -> None:
    slow = [head(), event("First."), 60.0, event(" Last."), event(finish="stop"), DONE]
    async with serving(slow) as server, httpx.AsyncClient(trust_env=False) as client:
        stream = OpenAIGenerator(client, server.settings(), TokenBudget(10_000)).stream(TASK)
        assert await asyncio.wait_for(anext(stream), 10) == "First."
        await stream.aclose()


async def test_the_key_goes_along() -> None:
    async with serving(saying("Hi.")) as server:
        await written(server, api_key=SecretStr("s3cret"))
    assert server.headers[0]["authorization"] == "bearer s3cret"


@pytest.mark.parametrize("status", ["500 Internal Server Error", "503 Service Unavailable", "429 Too Many Requests"])
async def test_a_failure_before_the_first_token_is_tried_again_with_growing_pauses(status: str) -> None:
    async with serving([head(status)], [head(status)], saying("Well.")) as server:
        text, pauses = await written(server)
    assert text == "Well."
    assert len(pauses) == 2
    assert pauses[0] < pauses[1]


async def test_the_server_says_how_long_to_wait() -> None:
    async with serving([head("429 Too Many Requests", Retry_After="1")], saying("Well.")) as server:
        assert (await written(server))[1] == [1.0]


async def test_it_gives_up_after_the_retries_of_the_settings() -> None:
    async with serving([head("500 Internal Server Error")]) as server:
        with pytest.raises(GeneratorUnavailable, match="HTTP 500"):
            await written(server, retries=1)
    assert len(server.requests) == 2


async def test_a_refusal_is_not_tried_again() -> None:
    async with serving([head("400 Bad Request"), b'{"error": "no such model"}']) as server:
        with pytest.raises(GeneratorUnavailable, match="no such model"):
            await written(server)
    assert len(server.requests) == 1


async def test_a_server_that_is_not_there_is_unavailable() -> None:
    async with serving(saying("Hi.")) as server:
        pass
    with pytest.raises(GeneratorUnavailable, match="not reached"):
        await written(server)


@pytest.mark.parametrize(
    "silence",
    [[60.0], [head(), 60.0], [head(), b": still loading\n\n", 60.0]],
    ids=["no answer", "no event", "comments"],
)
async def test_a_first_token_that_does_not_come_is_waited_for_only_so_long(silence: list[Any]) -> None:
    begun = time.monotonic()
    async with serving(silence, saying("Now.")) as server:
        assert (await written(server, first_token_seconds=1.0))[0] == "Now."
    assert time.monotonic() - begun < 10, "not for as long as an answer may take"


@pytest.mark.parametrize(
    "broken",
    [
        [head(), event("Shoes can be"), 5.0],
        [head(), event("Shoes can be")],
        [head(), event("Shoes can be"), event(finish="length"), DONE],
        [head(), event("Shoes can be"), b"data: {not json\n\n"],
        [head(), event("Shoes can be"), b'data: {"error": {"message": "out of memory"}}\n\n'],
    ],
    ids=["it hangs", "it is cut", "it is too long", "it is garbled", "it reports an error"],
)
async def test_what_breaks_off_in_mid_answer_is_unavailable_and_not_begun_anew(broken: list[Any]) -> None:
    async with serving(broken, saying("Never.")) as server:
        with pytest.raises(GeneratorUnavailable):
            await written(server, timeout_seconds=0.6)
    assert len(server.requests) == 1


async def test_an_answer_without_end_is_cut() -> None:
    async with serving([head(), *[event("word " * 100)] * 100, event(finish="stop"), DONE]) as server:
        with pytest.raises(GeneratorUnavailable, match="cut"):
            await written(server)


async def test_thinking_aloud_is_not_shown() -> None:
    async with serving(saying("<th", "ink>They ask about shoes", ".</think>\n\n", "45 days [1].")) as server:
        assert (await written(server))[0] == "45 days [1]."


async def test_tokens_are_counted_by_address_and_run_out() -> None:
    budget = TokenBudget(60)
    async with serving(saying("Hi.", tokens=61)) as server:
        await written(server, budget)
        assert budget.left("192.0.2.1") == 0
        assert budget.left("192.0.2.2") == 60
        with pytest.raises(GeneratorUnavailable, match="used up"):
            await written(server, budget)
    assert len(server.requests) == 1


async def test_an_answer_that_nobody_waits_for_still_costs() -> None:
    budget = TokenBudget(10_000)
    endless = [head(), *[step for _ in range(50) for step in (event("word "), 1.0)]]
    async with serving(endless) as server, httpx.AsyncClient(trust_env=False) as client:
        stream = OpenAIGenerator(client, server.settings(), budget).stream(TASK)
        await anext(stream)
        await asyncio.wait_for(stream.aclose(), 10)
    assert budget.left("192.0.2.1") < 10_000


@pytest.mark.parametrize("ending", ["", "/", "/v1", "/v1/", "/v1/chat/completions"])
async def test_the_servers_address_may_be_given_in_any_usual_form(ending: str) -> None:
    async with serving(saying("Hi.")) as server:
        await written(server, url=f"http://127.0.0.1:{server.port}{ending}")
    assert server.headers[0]["path"] == "/v1/chat/completions"
