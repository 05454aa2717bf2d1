"""What a submission can have wrong, and the mistakes of exercise 9.7 in finding it."""

import math
from collections.abc import Callable, Mapping

from ..frame import Mistakes

Rule = Callable[[list[int], list[float], list[int]], bool]

RULES: Mapping[str, Rule] = {
    "length": lambda ids, prices, test: not len(ids) == len(prices) == len(test),
    "ids": lambda ids, prices, test: sorted(ids) != sorted(test),
    "order": lambda ids, prices, test: sorted(ids) == sorted(test) and ids != test,
    "not finite": lambda ids, prices, test: not all(map(math.isfinite, prices)),
    "not positive": lambda ids, prices, test: any(price <= 0 for price in prices),
}


def by_rules(rules: Mapping[str, Rule]) -> Callable[..., list[str]]:
    """An answer that tests these rules and returns the words of those that are true."""

    def problems(ids: list[int], prices: list[float], test_ids: list[int]) -> list[str]:
        return [word for word, rule in rules.items() if rule(ids, prices, test_ids)]

    return problems


problems_of = by_rules(RULES)
mistaken = Mistakes()


# Mistakes in one rule: the others are right


def _rule(word: str, sentence: str) -> Callable[[Rule], Rule]:
    """Add the mistake of an answer that has this rule for the word."""

    def add(rule: Rule) -> Rule:
        mistaken.mistake(sentence)(by_rules({**RULES, word: rule}))
        return rule

    return add


@_rule("not positive", "a test for negative prices alone: 0 is not positive either, use <= 0.")
def negative_alone(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return any(price < 0 for price in prices)


@_rule("not positive", "a test whether all prices are 0 or negative: one is enough, any(…).")
def all_not_positive(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return all(price <= 0 for price in prices)


@_rule("not positive", "a test that NaN fails as well: not (p > 0) is true for NaN, p <= 0 is not.")
def not_above(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return not all(price > 0 for price in prices)


@_rule("not positive", "a test that lets 0 pass and finds NaN: not (p >= 0). Use p <= 0.")
def not_at_least_zero(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return not all(price >= 0 for price in prices)


@_rule("not positive", "a test of the finite prices alone: minus infinity is negative, too.")
def finite_not_positive(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return any(price <= 0 for price in prices if math.isfinite(price))


@_rule(
    "not positive",
    "a test of the smallest price: min() is NaN where NaN comes first, and an empty list has none.",
)
def smallest(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return min(prices, default=1.0) <= 0


@_rule("not positive", "a test of the sum or the mean: one bad price is enough.")
def sum_not_positive(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return sum(prices) <= 0


@_rule("not positive", "a test of the first price alone: any of them may be 0 or negative.")
def first_not_positive(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return any(price <= 0 for price in prices[:1])


@_rule("not positive", "a test for prices below 1: a price of 0.001 is positive.")
def below_one(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return any(price < 1 for price in prices)


@_rule("not positive", "a test for 0 alone: a negative price is not positive either, use <= 0.")
def zero_alone(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return 0 in prices


@_rule("not positive", 'no test that could find a price below 0 ("not positive").')
def never_not_positive(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return False


@_rule(
    "not finite",
    "a comparison with NaN, which equals nothing, not even itself (or a test for infinity alone). "
    "np.isfinite knows both.",
)
def infinity_alone(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return any(map(math.isinf, prices))


@_rule("not finite", "a test for NaN and +∞: minus infinity is not finite either.")
def plus_infinity(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return any(math.isnan(price) or price == math.inf for price in prices)


@_rule("not finite", "a comparison with +∞ alone: minus infinity and NaN are not finite either.")
def plus_infinity_alone(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return math.inf in prices


@_rule("not finite", "a test for NaN alone (isnan): infinity is not finite either.")
def nan_alone(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return any(map(math.isnan, prices))


@_rule("not finite", "a test whether no price is finite: one that is not is enough, any(…).")
def all_not_finite(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return not any(map(math.isfinite, prices))


@_rule("not finite", "a test of the sum: large prices have an infinite one, though each is finite.")
def sum_not_finite(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return not math.isfinite(sum(prices))


@_rule("not finite", "a test of the first price alone: any of them may be NaN or infinite.")
def first_not_finite(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return not all(map(math.isfinite, prices[:1]))


@_rule("not finite", 'a test that is never true, as p == float("nan") is: use np.isfinite.')
def never_not_finite(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return False


@_rule("length", "a length of the ids alone: the prices are counted, too.")
def length_of_ids(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return len(ids) != len(test)


@_rule("length", "a length of the prices alone: the ids are counted, too.")
def length_of_prices(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return len(prices) != len(test)


@_rule(
    "length",
    "a length that was compared with the other list of the file alone: the test ids decide how "
    "many there must be.",
)
def length_of_each_other(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return len(ids) != len(prices)


@_rule("length", '"length" only where both lists are wrong: one is enough, `or`.')
def length_of_both(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return len(ids) != len(test) and len(prices) != len(test)


@_rule("length", "a length that looks for missing rows alone: there may be too many.")
def missing_rows(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return min(len(ids), len(prices)) < len(test)


@_rule("length", "a length that looks for rows too many alone: some may be missing.")
def more_rows(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return max(len(ids), len(prices)) > len(test)


@_rule("length", "the lengths of ids and prices added up: each has to be that of the test ids.")
def sum_of_lengths(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return len(ids) + len(prices) != 2 * len(test)


@_rule("length", "a number of rows from the text: the test ids say how many there must be.")
def fixed_length(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return len(ids) != 1459 or len(prices) != 1459


@_rule("length", 'no test that could find a wrong number of rows ("length").')
def never_length(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return False


@_rule("order", "no test that could find another order: compare the lists themselves as well.")
def never_order(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return False


@_rule("order", '"order" said of other ids, too: it is for the right ids alone, elif.')
def order_of_others(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return ids != test


@_rule("order", "ids in rising order asked for: the order is that of the test ids.")
def rising(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return sorted(ids) == sorted(test) and ids != sorted(ids)


@_rule("order", "a look at the first id alone: every id has its place.")
def first_id(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return sorted(ids) == sorted(test) and ids[0] != test[0]


@_rule("order", '"order" only where every id is at another place: one pair is enough, any(…).')
def all_places(ids: list[int], prices: list[float], test: list[int]) -> bool:
    pairs = zip(ids, test, strict=False)
    return sorted(ids) == sorted(test) and all(one != other for one, other in pairs)


@_rule("order", '"order" said only where the length is right: the prices have no say in it.')
def order_if_length(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return RULES["order"](ids, prices, test) and not RULES["length"](ids, prices, test)


@_rule("ids", "sums of the ids: other ids may have the same one. Compare sorted lists.")
def sum_of_ids(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return sum(ids) != sum(test)


@_rule("ids", "a comparison that does not look whether an id is missing: sorted lists tell.")
def strangers(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return not set(ids) <= set(test)


@_rule("ids", "a comparison that does not look for ids which are no test ids: sorted lists tell.")
def missing_ids(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return not set(test) <= set(ids)


@_rule("ids", "a comparison of sets, which forget how often an id stands there.")
def sets(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return set(ids) != set(test)


@_rule("ids", "ids compared only where the length is right: too few are not the test ids either.")
def ids_if_length(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return RULES["ids"](ids, prices, test) and not RULES["length"](ids, prices, test)


@_rule("ids", "ids compared only where they are as many: too few are not the test ids either.")
def ids_if_as_many(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return RULES["ids"](ids, prices, test) and len(ids) == len(test)


@_rule("ids", '"ids" said of another order, too: compare sorted lists.')
def ids_of_order(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return ids != test


@_rule(
    "ids", "ids compared in pairs: zip() ends with the shorter list, and hides what is too much."
)
def pairs_of_ids(ids: list[int], prices: list[float], test: list[int]) -> bool:
    pairs = zip(sorted(ids), sorted(test), strict=False)
    return any(one != other for one, other in pairs)


@_rule("ids", 'no test that could find other ids ("ids").')
def never_ids(ids: list[int], prices: list[float], test: list[int]) -> bool:
    return False


# Mistakes in how the rules are put together


@mistaken.mistake(
    'another order taken for other ids: the right ids in another order are "order" alone.'
)
def order_as_ids(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    return ["ids" if word == "order" else word for word in problems_of(ids, prices, test)]


@mistaken.mistake("a return at the first problem (or elif between all of them): all are asked for.")
def first_problem(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    return problems_of(ids, prices, test)[:1]


@mistaken.mistake("the last problem alone: append to the list, all are asked for.")
def last_problem(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    return problems_of(ids, prices, test)[-1:]


@mistaken.mistake("a return where the length is wrong: all problems are asked for.")
def length_first(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    words = problems_of(ids, prices, test)
    return ["length"] if "length" in words else words


@mistaken.mistake("an elif between the ids' problems and the prices': both may be.")
def ids_or_prices(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    words = problems_of(ids, prices, test)
    if "ids" in words or "order" in words:
        return [word for word in words if not word.startswith("not")]
    return words


@mistaken.mistake(
    'elif between "not finite" and "not positive": a file can have both kinds of prices.'
)
def finite_or_positive(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    words = problems_of(ids, prices, test)
    return words[:-1] if words[-2:] == ["not finite", "not positive"] else words


@mistaken.mistake("a word for every bad price: each word is said once.")
def word_for_each(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    words = [word for word in problems_of(ids, prices, test) if not word.startswith("not")]
    words += ["not finite" for price in prices if not math.isfinite(price)]
    return words + ["not positive" for price in prices if price <= 0]


@mistaken.mistake(
    "words price by price: first all that is not finite, then all that is not positive, each once."
)
def price_by_price(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    words = [word for word in problems_of(ids, prices, test) if not word.startswith("not")]
    for price in prices:
        words += [] if math.isfinite(price) else ["not finite"]
        words += ["not positive"] if price <= 0 else []
    return words


@mistaken.mistake("words in alphabetical order: the order is that of the text.")
def alphabetical(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    return sorted(problems_of(ids, prices, test))


@mistaken.mistake("the prices' problems before those of the ids: the text has an order.")
def prices_first(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    words = problems_of(ids, prices, test)
    return sorted(words, key=lambda word: not word.startswith("not"))


@mistaken.mistake("no problem ever: the list that came back is always empty.")
def never(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    return []


@mistaken.mistake(
    "words for what is in order: a word stands for a problem, so the tests are turned round."
)
def turned(ids: list[int], prices: list[float], test: list[int]) -> list[str]:
    found = problems_of(ids, prices, test)
    return [word for word in RULES if word not in found]
