import pytest

from knowledge_base.document import LineKind
from knowledge_base.splitter import LONGEST, split, words
from tests.library import demo_documents, document

TABLE = "| Country | Cost | Business days |\n| --- | --- | --- |\n| Canada | $12.00 | 5-8 |\n| Japan | $17.00 | |\n"


def test_each_section_is_a_passage_with_its_headings() -> None:
    chunks = split(document("# Returns\n\nIntro.\n\n## Time\n\nA.\n\n### Shoes\n\nB.\n\n## Cost\n\nC.\n"))
    assert [(chunk.section, chunk.text) for chunk in chunks] == [
        ((), "Intro."),
        (("Time",), "A."),
        (("Time", "Shoes"), "B."),
        (("Cost",), "C."),
    ]
    assert [chunk.heading for chunk in chunks] == ["Returns", "Time", "Shoes", "Cost"]
    assert len({chunk.id for chunk in chunks}) == 4


def test_a_tables_row_becomes_a_sentence_with_its_column_heads() -> None:
    (chunk,) = split(document(TABLE))
    assert [line.text for line in chunk.lines] == [
        "Canada — Cost: $12.00; Business days: 5-8",
        "Japan — Cost: $17.00",
    ]
    assert {line.kind for line in chunk.lines} == {LineKind.ROW}


def test_a_row_that_begins_with_a_bare_number_or_letter_keeps_its_own_head() -> None:
    (chunk,) = split(document("| US size | EU |\n| --- | --- |\n| 7 | 40 |\n| XL | 44 |\n"))
    assert chunk.text == "US size 7 — EU: 40\nUS size XL — EU: 44"


def test_a_chinese_table_is_read_with_chinese_marks() -> None:
    (chunk,) = split(document("| 国家 | 运费 |\n| --- | --- |\n| 日本 | 17.00美元 |\n", language="zh"))
    assert chunk.text == "日本——运费：17.00美元"


def test_an_item_knows_the_sentence_that_introduces_its_list() -> None:
    (chunk,) = split(document("These cannot be returned:\n\n- Gift cards.\n- Opened tea. It is food.\n"))
    assert chunk.text == "These cannot be returned:\n- Gift cards.\n- Opened tea. It is food."
    assert [line.lead for line in chunk.lines] == ["", *["These cannot be returned:"] * 2]
    assert chunk.lines[2].text == "- Opened tea. It is food."


def test_a_list_that_is_cut_repeats_its_lead_in_and_never_leaves_it_behind() -> None:
    items = "\n".join(
        f"- Item {number} is described here with about a dozen words in one line." for number in range(30)
    )
    chunks = split(document(f"{'Before this list stands a paragraph. ' * 15}\n\nNot covered are:\n\n{items}\n"))
    lists = [chunk for chunk in chunks if "- Item" in chunk.text]
    assert len(lists) > 2
    assert all(chunk.text.count("Not covered are:") == 1 for chunk in lists)
    assert not any(chunk.text.endswith("Not covered are:") for chunk in chunks)


def test_a_long_paragraph_is_cut_between_sentences() -> None:
    body = " ".join(f"This is sentence number {number} of a long paragraph." for number in range(60))
    chunks = split(document(body))
    assert all(words(chunk.text) <= LONGEST for chunk in chunks)
    assert " ".join(chunk.text for chunk in chunks) == body


def test_emphasis_links_and_code_become_plain_text_and_raw_html_is_left_out() -> None:
    (chunk,) = split(document("Write **today** to [the team](mailto:x@y.example), `code A1`.<script>alert(1)</script>"))
    assert chunk.text == "Write today to the team, code A1.alert(1)"


def test_an_empty_section_is_no_passage() -> None:
    assert [chunk.section for chunk in split(document("## Empty\n\n## Full\n\nText.\n"))] == [("Full",)]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_demo_documents_are_cut_into_passages_of_a_quotable_size(language: str) -> None:
    chunks = [chunk for each in demo_documents() if each.language == language for chunk in split(each)]
    assert len(chunks) > 150
    assert max(words(chunk.text) for chunk in chunks) <= LONGEST
    assert all(line.text in chunk.text for chunk in chunks for line in chunk.lines)
