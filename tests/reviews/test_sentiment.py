"""The sentiment head on sentences it never saw; the floors lie under the figures of docs/reviews.md."""

import csv
import json
from pathlib import Path

import pytest

from bot.errors import ConfigurationError
from bot.language import Language
from bot.reviews.opinions import OpinionWords, plain
from bot.reviews.sentiment import Label, SentimentModel, read_examples
from knowledge_base.carried_encoder import CarriedEncoder

_HERE = Path(__file__).parent
_DATA = _HERE.parents[1] / "data"
_STARS = 0.4


@pytest.fixture(scope="session")
def model(encoder: CarriedEncoder, tmp_path_factory: pytest.TempPathFactory) -> SentimentModel:
    return SentimentModel.ready(encoder, _DATA / "reviews", tmp_path_factory.mktemp("models"))


def held_out(language: Language) -> list[dict[str, str]]:
    with (_HERE / f"held_out.{language}.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


@pytest.mark.parametrize(("language", "of_three", "of_two"), [("en", 0.48, 0.74), ("zh", 0.45, 0.76)])
def test_unseen_sentences_are_judged(
    model: SentimentModel, encoder: CarriedEncoder, language: Language, of_three: float, of_two: float
) -> None:
    rows = held_out(language)
    texts = [row["sentence"] for row in rows]
    judged = list(zip(rows, model.judge(texts, encoder.embed(texts)), strict=True))
    right = sum(sentiment.label == row["label"] for row, sentiment in judged)
    decided = [(row, sentiment) for row, sentiment in judged if row["label"] != Label.NEUTRAL]
    sides = [s.lean + _STARS * (int(row["rating"]) - 3) > 0 for row, s in decided]
    sided = sum(side == (row["label"] == Label.POSITIVE) for side, (row, _) in zip(sides, decided, strict=True))
    assert len(rows) == 60
    assert right / len(rows) >= of_three
    assert sided / len(decided) >= of_two


def test_no_sentence_of_the_demo_reviews_is_learned_from() -> None:
    lines = (_DATA / "shop" / "reviews.jsonl").read_text("utf-8").splitlines()
    reviews = [plain(json.loads(line)["text"]) for line in lines]
    examples = read_examples(_DATA / "reviews")
    assert len(examples) >= 400
    long = [plain(example.text) for example in examples if len(example.text) > 15]
    assert not [text for text in long if any(text in review for review in reviews)]


def test_a_saved_head_is_loaded_and_a_broken_one_trained_anew(encoder: CarriedEncoder, tmp_path: Path) -> None:
    first = SentimentModel.ready(encoder, _DATA / "reviews", tmp_path)
    (saved,) = tmp_path.glob("sentiment-*.npz")
    text = ["It broke after two weeks."]
    again = SentimentModel.ready(encoder, _DATA / "reviews", tmp_path)
    saved.write_bytes(b"not an archive")
    anew = SentimentModel.ready(encoder, _DATA / "reviews", tmp_path)
    vectors = encoder.embed(text)
    assert first.judge(text, vectors) == again.judge(text, vectors) == anew.judge(text, vectors)


def test_a_bad_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "sentences.en.tsv").write_text("label\tsentence\npos\tGood.\nmaybe\tHm.\n", "utf-8")
    with pytest.raises(ConfigurationError, match=r"sentences\.en\.tsv, line 3"):
        read_examples(tmp_path)


@pytest.mark.parametrize(
    ("text", "turned"), [("it is not loud", True), ("loud, not cheap", False), ("一点也不吵", True), ("太吵", False)]
)
def test_a_negation_turns_what_follows_it(text: str, turned: bool) -> None:
    words = OpinionWords.load(_DATA / "reviews" / "opinions.yml")
    at = text.find("loud") if "loud" in text else text.find("吵")
    assert words.turned(text, at) is turned
