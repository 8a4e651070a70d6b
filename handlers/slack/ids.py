"""Name every button, form and field, so that two modules never differ on one."""

#: The slash command.
COMMAND = "/incident"

# --- Shortcuts ----------------------------------------------------------------
#: Global shortcut: open an incident.
SHORTCUT_OPEN = "open_incident"
#: Message shortcut: open an incident from this message.
SHORTCUT_OPEN_FROM = "open_from_message"

# --- Buttons: action ids --------------------------------------------------------
#: Value: id of the duty.
ACKNOWLEDGE = "acknowledge"
DONE = "done"
#: Value: reference of the incident.
READ = "read_words"
REOPEN = "reopen"
SHOW = "show"
#: Select or overflow; the option's value is `ACTION:REFERENCE[:DUTY]`.
MORE = "more"
#: Of a list: the ticked ones, and the button that takes them.
TICKS = "ticks"
TAKE_TICKED = "take_ticked"
#: Of a list: one duty to state as done; the option's value is the duty's id.
DONE_ONE = "done_one"
#: One duty to put off or pass on; the button's or the option's value is its id.
RELIEVE = "relieve"
RELIEVE_ONE = "relieve_one"
#: Value: id of the inbound text.
READ_HELD = "read_held"
TAKE_WATCH = "take_watch"
#: Value: `REFERENCE:POSITION` of words that are held back.
DECIDE = "decide_held"
OPEN = "open"
#: Value: `REFERENCE:NUMBER` of what waits for a second person.
AGREE = "agree"
REFUSE = "refuse"
#: A button that is a link and asks for nothing.
NOTHING = "nothing"

# --- What a menu holds: the first part of an option's value --------------------
MENU_NOTE = "note"
MENU_CORRECT = "correct"
MENU_NO_VIDEO = "no_video"
MENU_FLAG = "flag"
MENU_LINK = "link"
MENU_TEXT = "text_officer"
MENU_CLOSE = "close"
MENU_REOPEN = "reopen"
MENU_READ = "read"
MENU_FOOTAGE = "footage"

# --- Forms: callback ids -------------------------------------------------------
FORM_OPEN = "form_open"
FORM_FLAG = "form_flag"
FORM_NO_VIDEO = "form_no_video"
FORM_DONE = "form_done"
FORM_RELIEF = "form_relief"
FORM_NOTE = "form_note"
FORM_CORRECT = "form_correct"
FORM_CLOSE = "form_close"
FORM_REOPEN = "form_reopen"
FORM_LINK = "form_link"
FORM_WORDS = "form_words"
FORM_DECIDE = "form_decide"
FORM_HELD = "form_held"
FORM_TEXT = "form_text"
FORM_TEXT_CONFIRM = "form_text_confirm"
FORM_FOOTAGE = "form_footage"
FORM_FACTS = "form_facts"
FORM_WORKING = "form_working"
FORM_RESULT = "form_result"
HOME = "home"

# --- Fields of forms: block ids; each holds one element of the action id `field` -
FIELD = "field"
F_TEXT = "f_text"
F_BEAT = "f_beat"
F_EVENT = "f_event_number"
F_RD = "f_rd_number"
F_STAR = "f_star"
F_WHEN = "f_when"
F_GROUND = "f_ground"
F_DATE = "f_date"
F_CASE = "f_case"
F_NEVER = "f_never"
F_REASON = "f_reason"
F_OUTCOME = "f_outcome"
F_OTHER = "f_other"
F_PHRASE = "f_phrase"
F_NAME = "f_name"
F_BADGE = "f_badge"
F_AGENCY = "f_agency"
F_WHY_NOT = "f_why_not"
F_STARS = "f_stars"
F_WORDS = "f_words"
F_DECISION = "f_decision"
#: Begins the names of the fields that list sources of footage, ten boxes each.
SOURCES = "f_sources"
F_DETAIL = "f_detail"
F_FACTS = "f_facts"
F_NOT_KEPT = "f_not_kept"
F_FOUND = "f_found"
F_RELIEF = "f_relief"
F_UNTIL = "f_until"
F_RECORDING = "f_recording"
F_RECORDED = "f_recorded_at"
F_KIND = "f_kind"
F_PLACE = "f_place"

# --- Where one id stands more than once in a message or view -------------------
#: Between an action id and its number or part: `ticks:2`, `more:footage`.
_NUMBERED = ":"


def numbered(action_id: str, part: int | str) -> str:
    """Return an action id for one of several: `ticks:2`."""
    return f"{action_id}{_NUMBERED}{part}"


def kind_of(action_id: str) -> str:
    """Return the action id that a numbered one stands for: `ticks`."""
    return action_id.partition(_NUMBERED)[0]
