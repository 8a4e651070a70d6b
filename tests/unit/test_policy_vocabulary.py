"""What a policy may not choose as a word is what a text is read by."""

from bot.policy import vocabulary
from handlers.sms import grammar, words


def test_words_of_every_policy_are_those_that_texts_are_read_by() -> None:
    own = vocabulary.OWN_WORDS | vocabulary.DUTY_WORDS

    assert set(grammar.VERBS) <= own
    assert own >= words.DUTY_WORDS
    assert set(words.CARRIER_WORDS) == vocabulary.CARRIER_WORDS
    assert {one for one in words.OKAY_WORDS if one.isalpha()} & own <= {"OK"}


def test_no_word_means_two_things() -> None:
    kinds = [vocabulary.OWN_WORDS, vocabulary.DUTY_WORDS, vocabulary.CARRIER_WORDS]

    assert len(frozenset().union(*kinds)) == sum(map(len, kinds))
