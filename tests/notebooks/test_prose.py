"""Links that lead somewhere and words that exist, in the chapters and in every page of text."""

import re
from pathlib import Path

import pytest
from spellchecker import SpellChecker

from course import terms
from course.chapters import NOTEBOOKS, ROOT, markdown, read

IGNORED = {".venv", ".venv-lowest", "node_modules", ".pytest_cache", "reports"}
PAGES = sorted(p for p in ROOT.rglob("*.md") if not IGNORED & set(p.relative_to(ROOT).parts))
HOMEWORK = sorted((ROOT / "homework" / "source").glob("*/*.ipynb"))
TEXTS = [*NOTEBOOKS, *HOMEWORK, *PAGES]
WORDS = Path(__file__).with_name("words.txt")
each_text = pytest.mark.parametrize("path", TEXTS, ids=lambda path: str(path.relative_to(ROOT)))


def prose(path: Path) -> str:
    """The Markdown of a page or of a chapter's cells."""
    if path.suffix == ".md":
        return path.read_text(encoding="utf-8")
    return markdown(read(path))


def without_code(text: str) -> str:
    """Markdown without fenced and inline code."""
    return re.sub(r"`[^`\n]*`", " ", re.sub(r"```.*?```", " ", text, flags=re.S))


def anchors(path: Path) -> set[str]:
    """The anchors of a page's headings, by JupyterLab's rule for chapters and by GitHub's for other pages."""
    headings = re.findall(r"^#+ +(.+?) *$", re.sub(r"```.*?```", "", prose(path), flags=re.S), re.M)
    if path.suffix == ".ipynb":
        return {heading.replace("`", "").replace(" ", "-") for heading in headings}
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@each_text
def test_every_link_leads_somewhere(path):
    links = re.findall(r"\]\(([^)\s]+)\)|<img[^>]+src=\"([^\"]+)\"", without_code(prose(path)))
    for link in (a or b for a, b in links):
        if re.match(r"https?:|mailto:", link):
            continue
        file, _, anchor = link.partition("#")
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), f"{link}: there is no such file"
        if anchor and target.is_file():
            assert anchor in anchors(target), f"{link}: no such heading; there are {sorted(anchors(target))}"


@each_text
def test_formulas_are_not_escaped_twice(path):
    formulas = re.findall(r"\$\$.*?\$\$|\$[^$\n]+\$", without_code(prose(path)), re.S)
    assert not [formula for formula in formulas if re.search(r"\\\\[a-zA-Z]", formula)]


def words(text: str) -> set[str]:
    """The English words of a text: no code, formulas, links, HTML, names with capitals inside."""
    text = re.sub(r"\$\$.*?\$\$|\$[^$\n]+\$", " ", without_code(text), flags=re.S)
    text = re.sub(r"\]\([^)]*\)|<[^>]+>|https?://\S+|&\w+;", " ", text)
    found = re.findall(r"(?<![\w'./_\\-])[A-Za-z][a-z]+(?:'[a-z]+)?(?![\w/_])", text)
    return {word.lower().removesuffix("'s") for word in found if len(word) > 2}


@each_text
def test_every_word_is_in_the_dictionary_or_in_our_list(path):
    known = set(WORDS.read_text(encoding="utf-8").split())
    unknown = SpellChecker().unknown(words(prose(path)) - known)
    assert not unknown, f"misspelt, or missing in tests/notebooks/words.txt: {' '.join(sorted(unknown))}"


BRITISH = re.compile(
    r"\b(?:\w+(?:is(?:e[sd]?|ing|ations?)|ys(?:e[sd]?|ing))|\w*(?:colour|behaviour|favour|neighbour|honour|labour)\w*"
    r"|\w*centr(?:es?|ed|ing)|\w*(?:label|model|travel|cancel)l(?:ed|ing)|grey\w*|metres?|learnt|spelt|programmes?|sceptic\w*)\b",
    re.I,
)
AMERICAN_TOO = re.findall(
    r"\w+",
    """advise advised arise arises compromise concise denoise denoised devise disguise exercise exercised exercises exercising likewise
    noise noises otherwise pairwise elementwise layerwise piecewise praise precise premise premises promise promised promises raise raised
    raises raising revise revised rise rises rising supervised unsupervised surprise surprised surprises surprising wise""",
)


@each_text
def test_the_spelling_is_american(path):
    found = {match[0].lower() for match in BRITISH.finditer(without_code(prose(path)))} - set(AMERICAN_TOO)
    assert not found, f"American spelling: {' '.join(sorted(found))}"


def test_our_list_of_words_holds_only_words_that_are_used_and_needed():
    listed = WORDS.read_text(encoding="utf-8").split()
    used = set().union(*(words(prose(path)) for path in TEXTS))
    assert listed == sorted(set(listed)), "keep it sorted, each word once"
    idle = (set(listed) - used) | (set(listed) - SpellChecker().unknown(listed))
    assert not idle, f"not needed: {' '.join(sorted(idle))}"


def test_the_index_of_terms_is_what_the_recaps_say():
    assert terms.PAGE.read_text(encoding="utf-8") == terms.page(), "run: make terms"
    assert len(terms.terms()) > 100
