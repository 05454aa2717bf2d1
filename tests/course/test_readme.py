"""What the README shows is what is printed."""

import doctest

from course.chapters import ROOT


def test_the_readme_shows_a_claim_and_a_check_as_they_print():
    failed, tried = doctest.testfile(str(ROOT / "README.md"), module_relative=False, encoding="utf-8")
    assert tried == 5 and failed == 0
