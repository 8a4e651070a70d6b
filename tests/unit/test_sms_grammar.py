"""What each text means, as people really spell it."""

import pytest

from handlers.sms import grammar, parsed, words
from models.commands import NOTHING, Target

CODE = Target(code="4K7QX")
REFERENCE = Target(reference="26-0042K")


def free(text: str, count: int) -> parsed.Free:
    return parsed.Free(text=text, words=count)


def malformed(text: str) -> Target:
    return Target(malformed=text)


def duty(word: str, rest: str = "", target: Target = NOTHING) -> parsed.DutyWord:
    return parsed.DutyWord(word=word, target=target, rest=rest)


def check(text: str, expected: parsed.Parsed) -> None:
    assert grammar.parse(text) == expected


@pytest.mark.parametrize(
    "text", ["", " ", "\n\t\xa0", "\u200b\ufeff", '""', "...", "!"]
)
def test_a_text_without_words_is_empty(text: str) -> None:
    check(text, parsed.Empty())


@pytest.mark.parametrize(
    "text", ["?", "???", "\U0001f44e", "\u2705", "\U0001f44d\U0001f44e", "#", "\u20ac"]
)
def test_other_marks_and_emoji_say_nothing_and_have_no_words(text: str) -> None:
    check(text, free(text, 0))


@pytest.mark.parametrize(
    ("word", "effect"),
    [
        ("STOP", "opt_out"),
        ("STOPALL", "opt_out"),
        ("UNSUBSCRIBE", "opt_out"),
        ("END", "opt_out"),
        ("CANCEL", "opt_out"),
        ("QUIT", "opt_out"),
        ("REVOKE", "opt_out"),
        ("OPTOUT", "opt_out"),
        ("START", "opt_in"),
        ("YES", "opt_in"),
        ("UNSTOP", "opt_in"),
        ("HELP", "help"),
        ("INFO", "help"),
    ],
)
def test_a_carriers_word_alone_is_the_carriers_and_never_ours(
    word: str, effect: str
) -> None:
    expected = parsed.CarrierWord(word=word, effect=effect)
    for text in (word, word.lower(), f" {word}. ", f'"{word}"', f"{word.title()}!!"):
        check(text, expected)
    assert grammar.parse(word, duty_words=frozenset({word})) == expected
    assert grammar.parse(f"{word} 12", duty_words=frozenset({word})) == free(
        f"{word} 12", 2
    )
    check(f"{word} please", free(f"{word} please", 2))


@pytest.mark.parametrize(
    ("text", "word"),
    [("opt out", "OPTOUT"), ("Opt-out.", "OPTOUT"), ("STOP ALL", "STOPALL")],
)
def test_an_opt_out_in_two_words_is_heard(text: str, word: str) -> None:
    check(text, parsed.CarrierWord(word=word, effect="opt_out"))


def test_the_lists_of_words_do_not_overlap() -> None:
    ours = words.DUTY_WORDS | grammar.VERBS.keys() | words.OKAY_WORDS
    assert not ours & words.CARRIER_WORDS.keys()
    assert not words.DUTY_WORDS & grammar.VERBS.keys()


@pytest.mark.parametrize(
    "text",
    [
        "OK",
        "ok.",
        "Okay!",
        "k",
        "K.",
        "10-4",
        "10\u20134",
        "copy",
        "Copy that.",
        "roger",
        "Roger that, thanks",
        "ok thank you",
        "Ok, got it",
        "\U0001f44d",
        "\U0001f44d\U0001f3fd",
        " \U0001f44d\U0001f44d!",
        "\U0001f44d ok",
        '"OK"',
    ],
)
def test_understood_is_understood(text: str) -> None:
    check(text, parsed.Okay())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("ok 4K7QX", 2),
        ("K9 bit a man", 4),
        ("kk", 1),
        ("okay agents are leaving", 4),
        ("thanks", 1),
        ("10-4 headed there", 3),
        ("got it", 2),
    ],
)
def test_understood_with_other_words_is_free_text(text: str, count: int) -> None:
    check(text, free(text, count))


@pytest.mark.parametrize(
    "text",
    [
        "Liked \u201c26-0042K DOCK due 23:00 4K7QX\u201d",
        'Loved "26-0042K"',
        "Laughed at \u201c26-0042K\u201d",
        "Emphasized \u201cReply ACK 4K7QX\u201d",
        "Reacted \U0001f44d to \u201cReply ACK\u201d",
        "Removed a like from \u201cReply ACK\u201d",
        "\U0001f44d to \u201c\u200aReply ACK 4K7QX\u200a\u201d",
    ],
)
def test_a_tap_on_a_message_is_a_reaction_and_no_report(text: str) -> None:
    check(text, parsed.Reaction())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Liked the agents 'style'", 4),
        ("Liked \u201cthis\u201d a lot", 4),
        ("To 'stop' he said 'no'", 5),
        ("Removed a man from 'Joe's' bar", 6),
    ],
)
def test_a_sentence_with_quotes_is_no_reaction(text: str, count: int) -> None:
    check(text, free(text, count))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NEW", ""),
        ("new.", ""),
        ("NEW 01234 agents struck man, EMS called", None),
        ("New agents arriving", "agents arriving"),
        ("new: Agents at 47th.", "Agents at 47th."),
        ("NEW - agents", "agents"),
        ("NEW01234 agents", "01234 agents"),
        ("NEW... agents", "agents"),
        ("\u201cNEW Agents said \u2018go\u2019\u201d", "Agents said \u2018go\u2019"),
        ('NEW "get out" he said "now"', '"get out" he said "now"'),
        ('"NEW" he said "now"', 'he said "now"'),
        ("\uff2e\uff25\uff37\u3000\uff11\uff12 agents", "\uff11\uff12 agents"),
        ("\U0001f6a8 NEW agents \U0001f6a8", "agents \U0001f6a8"),
        ("NEW (two agents)", "(two agents)"),
        ("NEW #01234 agents", "#01234 agents"),
        ("NEW \u200bagents", "agents"),
        ("NEW STOP", "STOP"),
    ],
)
def test_new_opens_with_the_senders_own_words(text: str, said: str | None) -> None:
    check(text, parsed.New(text=text[4:] if said is None else said))


@pytest.mark.parametrize(
    ("text", "target", "rest"),
    [
        ("ack", NOTHING, ""),
        ("ACK.", NOTHING, ""),
        ("\u201cAck\u201d", NOTHING, ""),
        ("\u200back\u200b", NOTHING, ""),
        ("ack thanks", NOTHING, ""),
        ("ACK, thank you sir", NOTHING, ""),
        ("ACK \U0001f44d", NOTHING, ""),
        ("ACK on my way", NOTHING, "on my way"),
        ("ack: 4k7qx", CODE, ""),
        ("ACK4K7QX", CODE, ""),
        ("ack #4k7qx!", CODE, ""),
        ("ACK (4K7QX)", CODE, ""),
        ("ACK code 4K7QX", CODE, ""),
        ("'ACK' 4K7QX", CODE, ""),
        ("ACK 4K7QX on my way", CODE, "on my way"),
        ("ACK 4K7QX, thanks", CODE, ""),
        ("ack 26-0042k", REFERENCE, ""),
        ("ack 260042k", REFERENCE, ""),
        ("ack 26-42k", REFERENCE, ""),
        ("ack 2642K", REFERENCE, ""),
        ("ack 26\u20110042K", REFERENCE, ""),
        ("ACK REF 26-0042K", REFERENCE, ""),
        ("ACK 26-123456W", Target(reference="26-123456W"), ""),
        ("ACK 34679", Target(code="34679"), ""),
        ("\uff21\uff23\uff2b\u3000\uff14\uff2b\uff17\uff31\uff38", CODE, ""),
        ("ack12...", malformed("12"), ""),
        ("ack#12", malformed("12"), ""),
        (" ACK  12 ", malformed("12"), ""),
        ("ACK 1a", malformed("1A"), ""),
        ("ACK \uff11\uff12", malformed("12"), ""),
        ("ACK 4K7QO", malformed("4K7QO"), ""),
        ("ACK 4K7QXX", malformed("4K7QXX"), ""),
        ("ACK 26-0042", malformed("26-0042"), ""),
        ("ACK KMQRO", malformed("KMQRO"), ""),
        ("ACK KMQRO now please", malformed("KMQRO"), "now please"),
        ("ACK Smith", malformed("SMITH"), ""),
        ("Ack FLAG.", NOTHING, "FLAG"),
        ("ack dock please", NOTHING, "DOCK"),
        ("ACK EMS", malformed("EMS"), ""),
        ("ACK code", malformed("CODE"), ""),
        ("ACK 4K7QX 7CDFG", malformed("4K7QX 7CDFG"), ""),
        ("ACK for 4K7QX", malformed("FOR 4K7QX"), ""),
        ("ACK 99999999999999999999999999", malformed("9" * 20), ""),
    ],
)
def test_ack_names_what_it_means_or_nothing(
    text: str, target: Target, rest: str
) -> None:
    check(text, parsed.Acknowledge(target=target, rest=rest))


@pytest.mark.parametrize(
    ("text", "target", "rest"),
    [
        ("DONE", NOTHING, ""),
        ("done!", NOTHING, ""),
        ("Done \u2705", NOTHING, ""),
        ("done thanks", NOTHING, ""),
        ("DONE 4K7QX", CODE, ""),
        ("DONE-4K7QX", CODE, ""),
        ("DONE 4K7QX 10 MAR 29", CODE, "10 MAR 29"),
        ("done 4k7qx: 3/4/29", CODE, "3/4/29"),
        ("DONE 26-0042K case JK123456", REFERENCE, "case JK123456"),
        ("DONE 10 MAR 29", NOTHING, "10 MAR 29"),
        ("DONE March 10, 2029", NOTHING, "March 10, 2029"),
        ("DONE10MAR29", NOTHING, "10MAR29"),
        ("DONE 3/4/29", NOTHING, "3/4/29"),
        ("DONE 2029-03-10", NOTHING, "2029-03-10"),
        ("DONE 31 FEB 29", NOTHING, "31 FEB 29"),
        ("DONE CASE 123", NOTHING, "CASE 123"),
        ("DONE never", NOTHING, "never"),
        (
            "Done with my shift, heading home",
            NOTHING,
            "with my shift, heading home",
        ),
        ("DONE 12", malformed("12"), ""),
        ("DONE DOCK3", malformed("DOCK3"), ""),
        ("done 1a", malformed("1A"), ""),
        ("DONE 4K7QO 10 MAR 29", malformed("4K7QO"), "10 MAR 29"),
        ("DONE 12 26-0042K", malformed("12"), "26-0042K"),
        ("DONE 4K7QX 7CDFG", malformed("4K7QX 7CDFG"), ""),
        ("DONE with 4K7QX", malformed("WITH 4K7QX"), ""),
    ],
)
def test_done_names_what_it_means_and_keeps_the_rest(
    text: str, target: Target, rest: str
) -> None:
    check(text, parsed.Done(target=target, rest=rest))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("DONE FLAG", duty("FLAG")),
        ("done: dock.", duty("DOCK")),
        ("Done with AID, thanks", parsed.Done(target=NOTHING, rest="with AID, thanks")),
        ("DONE AID NONE", duty("AID", "NONE")),
        ("DONE FLAG 4K7QX 10 MAR 29", duty("FLAG", "10 MAR 29", CODE)),
        ("DONE FLAG tomorrow", duty("FLAG", "", malformed("TOMORROW"))),
        ("DONE DOCK 4K7QO", duty("DOCK", "", malformed("4K7QO"))),
        ("DONE RADIO asked", parsed.Done(target=NOTHING, rest="RADIO asked")),
    ],
)
def test_done_may_name_its_duty_by_the_dutys_own_word(
    text: str, expected: parsed.Parsed
) -> None:
    check(text, expected)


def test_done_may_name_a_policys_own_duty_too() -> None:
    read = grammar.parse("DONE RADIO asked", duty_words=frozenset({"RADIO"}))
    assert read == duty("RADIO", "asked")


@pytest.mark.parametrize(
    ("said", "target"),
    [
        ("", NOTHING),
        (" please", NOTHING),
        (" 4k7qx", CODE),
        (" 26-0042K.", REFERENCE),
        (" 26-0042K thanks", REFERENCE),
        (" 1a", malformed("1A")),
        (" #12", malformed("12")),
        (" 4K7QX 7CDFG", malformed("4K7QX 7CDFG")),
    ],
)
def test_undo_and_status_stand_alone_or_with_a_target(
    said: str, target: Target
) -> None:
    check(f"UNDO{said}", parsed.Undo(target=target))
    check(f"Status{said}", parsed.Status(target=target))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Status of the man is bad", 6),
        ("status 47 wounded", 3),
        ("STATUS 4K7QX is bad", 4),
        ("Undo the cuffs, he said", 5),
        ("Menu of the diner", 4),
        ("menus", 1),
        ("Later", 1),
        ("Late night raid at 26th, two men taken", 8),
        ("Late 3 agents struck a man", 6),
        ("Pass the word, agents at 26th", 6),
        ("Passing 26th now", 3),
        ("Not me but another officer", 5),
        ("NOTMINE", 1),
        ("DNE 4K7QX", 2),
        ("Acknowledged", 1),
        ("ACK's", 1),
        ("ACK\u0301 4K7QX", 2),
        ("ACK\u00c9", 1),
        ("\u0410CK", 1),
        ("1a", 1),
        ("4K7QX", 1),
        ("thanks", 1),
        ("left, right", 2),
    ],
)
def test_what_is_not_quite_a_word_of_ours_is_free_text(text: str, count: int) -> None:
    check(text, free(text, count))


def test_free_text_is_kept_as_written() -> None:
    check("  \u201cAgents hit a man!\u201d\n", free("\u201cAgents hit a man!\u201d", 4))


def test_menu_stands_alone() -> None:
    check("menu?", parsed.Menu())
    check("MENU please", parsed.Menu())


@pytest.mark.parametrize(
    ("text", "until"),
    [
        ("ON", ""),
        ("on duty", ""),
        ("ON 2300", "2300"),
        ("ON2300", "2300"),
        ("ON UNTIL 11PM", "11PM"),
        ("on 'til 11:30 pm", "11:30 pm"),
        ("On duty till 2400.", "2400."),
        ("ON UNTIL 25:00", "25:00"),
        ("ON until end of watch", "end of watch"),
    ],
)
def test_on_is_read_with_what_the_sender_takes_for_a_time(
    text: str, until: str
) -> None:
    check(text, parsed.On(until_text=until))


@pytest.mark.parametrize(
    ("text", "at"),
    [("OFF", ""), ("off.", ""), ("Off duty", ""), ("OFF at 2300", "2300")],
)
def test_off_is_read_alone_or_with_a_time(text: str, at: str) -> None:
    check(text, parsed.Off(at_text=at))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("On scene, agents hit a man", 6),
        ("on it", 2),
        ("On 2300 block of W Madison", 6),
        ("ON until", 2),
        ("On until the agents came back with three more", 9),
        ("ON 25:00", 3),
        ("Off duty officer struck", 4),
        ("Off the road", 3),
        ("OFF at 47th street", 4),
        ("On-scene now", 2),
    ],
)
def test_on_and_off_never_swallow_a_report(text: str, count: int) -> None:
    check(text, free(text, count))


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("JOIN 26-0042K", None),
        ("join 260042k.", None),
        ("JOIN 26-0042K please", None),
        ("JOIN 26-0042K 26-41H", "26-0041H"),
        ("join 26-42k and 26-41h", "26-0041H"),
        ("JOIN 26-0042K, 26-0041H", "26-0041H"),
    ],
)
def test_join_takes_one_or_two_references(text: str, other: str | None) -> None:
    check(text, parsed.Join(reference="26-0042K", other=other))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("JOIN", 1),
        ("Join us", 2),
        ("JOIN 26-0042", 2),
        ("JOIN 4K7QX", 2),
        ("JOIN 26-0042K 26-0041", 3),
        ("JOIN 26-0042K 26-0041H 26-0040A", 4),
    ],
)
def test_join_without_clear_references_joins_nothing(text: str, count: int) -> None:
    check(text, free(text, count))


@pytest.mark.parametrize(
    ("text", "target", "said"),
    [
        ("NOTE", NOTHING, ""),
        ("Note to self", NOTHING, "to self"),
        ("NOTE 26-0042K: agents left.", REFERENCE, "agents left."),
        ("note 4k7qx - Van is white", CODE, "Van is white"),
        ("NOTE #4K7QX", CODE, ""),
        ("NOTE 2130h agents left", NOTHING, "2130h agents left"),
        ("NOTE 34679 is the event", NOTHING, "34679 is the event"),
        ("NOTE 1a is closed", NOTHING, "1a is closed"),
        ("NOTE 12-0042 is wrong", NOTHING, "12-0042 is wrong"),
        ("NOTE see 26-0042K", NOTHING, "see 26-0042K"),
        ("NOTE \u201cgo\u201d he said", NOTHING, "\u201cgo\u201d he said"),
    ],
)
def test_a_note_is_about_what_it_names_in_full(
    text: str, target: Target, said: str
) -> None:
    check(text, parsed.Note(target=target, text=said))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("AID", duty("AID")),
        ("aid EMS called 1545", duty("AID", "EMS called 1545")),
        ("AID 4K7QX EMS called", duty("AID", "EMS called", CODE)),
        ("SUP - Smith 4411 ICE", duty("SUP", "Smith 4411 ICE")),
        ("sup refused", duty("SUP", "refused")),
        ("CAMS", duty("CAMS")),
        ("cams 1234, #5678", duty("CAMS", "1234, #5678")),
        ("CAMS none", duty("CAMS", "none")),
        ("CAMS stars 1234 and 5678", duty("CAMS", "stars 1234 and 5678")),
        ("CAMS 34679 1234", duty("CAMS", "34679 1234")),
        ("CAMS 4K7QX 1234", duty("CAMS", "1234", CODE)),
        ("CAMS 12b4", duty("CAMS", "12b4")),
        ("DOCK.", duty("DOCK")),
        ("DOCK 4k7qx", duty("DOCK", "", CODE)),
        ("DOCK at 2300", duty("DOCK", "at 2300")),
        ("dock done 11:30 pm", duty("DOCK", "done 11:30 pm")),
        ("DOCK event 2603101234", duty("DOCK", "event 2603101234")),
        ("FLAG", duty("FLAG")),
        ("FLAG: 10 MAR 29", duty("FLAG", "10 MAR 29")),
        ('"FLAG 10 MAR 29"', duty("FLAG", "10 MAR 29")),
        ("Flag10MAR29!", duty("FLAG", "10MAR29!")),
        ("FLAG until 3/4/29 please", duty("FLAG", "until 3/4/29 please")),
        ("FLAG 31 FEB 29", duty("FLAG", "31 FEB 29")),
        ("FLAG 12", duty("FLAG", "12")),
        ("FLAG case 123", duty("FLAG", "case 123")),
        ("FLAG CASE", duty("FLAG", "CASE")),
        ("FLAG never", duty("FLAG", "never")),
        ("FLAG 10 MAR 29 CASE 12", duty("FLAG", "10 MAR 29 CASE 12")),
        ("FLAG 26-0042K 10 MAR 29", duty("FLAG", "10 MAR 29", REFERENCE)),
        # Typed behind the date, as the question asks for the date.
        ("FLAG 10 MAR 29 HGXCD", duty("FLAG", "10 MAR 29", Target(code="HGXCD"))),
        ("FLAG never hgxcd.", duty("FLAG", "never", Target(code="HGXCD"))),
        ("AID NONE hgxcd", duty("AID", "NONE", Target(code="HGXCD"))),
        (
            "SUP Smith 4411 ICE hgxcd.",
            duty("SUP", "Smith 4411 ICE", Target(code="HGXCD")),
        ),
        ("CAMS 1234, 5678 HGXCD", duty("CAMS", "1234, 5678", Target(code="HGXCD"))),
        ("DOCK 2300 HGXCD", duty("DOCK", "2300", Target(code="HGXCD"))),
        ("REPORT JK123456 HGXCD", duty("REPORT", "JK123456", Target(code="HGXCD"))),
        ("SEEN LOST no file HGXCD", duty("SEEN", "LOST no file", Target(code="HGXCD"))),
        ("NOVIDEO it died HGXCD", duty("NOVIDEO", "it died", Target(code="HGXCD"))),
        ("AID 4K7QX plate 7CDFG", duty("AID", "plate 7CDFG", CODE)),
        ("AID plate 7CDFG called", duty("AID", "plate 7CDFG called")),
        ("KEPT CASE 12 HGXCD", duty("KEPT", "CASE 12 HGXCD")),
        ("Report of agents HGXCD", free("Report of agents HGXCD", 4)),
        ("FLAG CASE 12 HGXCD", duty("FLAG", "CASE 12 HGXCD")),
        ("FLAG 10 MAR 29 34679", duty("FLAG", "10 MAR 29 34679")),
        ("FLAG on the building HGXCD", free("FLAG on the building HGXCD", 5)),
        ("NOVIDEO battery died", duty("NOVIDEO", "battery died")),
        ("REPORT", duty("REPORT")),
        ("report JK123456", duty("REPORT", "JK123456")),
        ("REPORT RD# JK-123456 filed", duty("REPORT", "RD# JK-123456 filed")),
        ("REPORT JK 123456", duty("REPORT", "JK 123456")),
        ("REPORT RD JK12345", duty("REPORT", "RD JK12345")),
        ("REPORT 4K7QX JK123456", duty("REPORT", "JK123456", CODE)),
        ("SEEN", duty("SEEN")),
        ("SEEN 4K7QX", duty("SEEN", "", CODE)),
        ("SEEN 10 MAR 29", duty("SEEN", "10 MAR 29")),
        ("SEEN 4K7QX 7CDFG", duty("SEEN", "", malformed("4K7QX 7CDFG"))),
        ("DOCK 4K7QX 7CDFG", duty("DOCK", "", malformed("4K7QX 7CDFG"))),
    ],
)
def test_a_dutys_own_word_is_read_with_its_answer(
    text: str, expected: parsed.DutyWord
) -> None:
    check(text, expected)


@pytest.mark.parametrize(
    "text",
    [
        "Report of agents striking a man at 47th",
        "Report 3 agents hit a man",
        "Flag on the building",
        "Flag 3 agents on the roof",
        "Flag case of water thrown at agents",
        "Flag never came down",
        "Cams and phones recorded it",
        "Cams at 47th street saw it",
        "Dock workers beaten",
        "Dock at 22nd has agents",
        "DOCK 4K7QO",
        "DOCK 12",
        "Seen agents strike a man",
        "SEEN 1a",
        "REPORT done",
    ],
)
def test_a_duty_word_that_begins_a_report_does_not_swallow_it(text: str) -> None:
    check(text, free(text, len(text.split())))


def test_a_policys_own_duty_word_counts_once_it_is_named() -> None:
    text = "Radio asked OEMC"
    check(text, free(text, 3))
    assert grammar.parse(text, duty_words=frozenset({"RADIO"})) == duty(
        "RADIO", "asked OEMC"
    )


def test_a_policys_duty_word_never_replaces_a_verb() -> None:
    assert grammar.parse("NEW agents", duty_words=frozenset({"NEW"})) == parsed.New(
        text="agents"
    )
