"""Say which verb decides each command: the table of contents of the product."""

from collections.abc import Callable

from bot.verbs.agreement import adopt_policy, decide_proposal, note_policy
from bot.verbs.answering import (
    acknowledge,
    attest,
    disown,
    log_radio,
    name_footage,
    pass_on,
    postpone,
    say_several,
    undo,
)
from bot.verbs.duties import held_text
from bot.verbs.ground.decision import Decision
from bot.verbs.incident import (
    accept_text,
    add_note,
    change_note,
    close_incident,
    correct_incident,
    join_incidents,
    open_incident,
    read_words,
    reopen_incident,
    say_text,
    state_fact,
    text_officer,
)
from bot.verbs.messages import gather, record_delivery, slack_health, slack_message
from bot.verbs.people import (
    assignments,
    consent,
    hand_over,
    leave,
    list_duty,
    mark_subject,
    object_to_number,
    presence,
    roster_file,
    slack_member,
    take_watch,
    tour_ends,
)
from bot.verbs.shown import show
from bot.verbs.steps import mend_steps, raise_alarm, set_aside, take_step
from models import commands

#: What decides each command.
VERBS: dict[type[commands.Command], Callable[..., Decision]] = {
    commands.OpenIncident: open_incident.decide,
    commands.SayText: say_text.decide,
    commands.Acknowledge: acknowledge.decide,
    commands.Attest: attest.decide,
    commands.SaySeveral: say_several.decide,
    commands.Postpone: postpone.decide,
    commands.PassOn: pass_on.decide,
    commands.Disown: disown.decide,
    commands.LogRadio: log_radio.decide,
    commands.NameFootage: name_footage.decide,
    commands.StateFact: state_fact.decide,
    commands.Undo: undo.decide,
    commands.AddNote: add_note.decide,
    commands.ChangeNote: change_note.decide,
    commands.CloseIncident: close_incident.decide,
    commands.ReopenIncident: reopen_incident.decide,
    commands.CorrectIncident: correct_incident.decide,
    commands.AdoptPolicy: adopt_policy.decide,
    commands.DecideProposal: decide_proposal.decide,
    commands.ReadWords: read_words.of_incident,
    commands.ReadHeldText: read_words.of_stranger,
    commands.TextOfficer: text_officer.decide,
    commands.TakeWatch: take_watch.decide,
    commands.ShowStatus: show.status,
    commands.ShowMenu: show.menu,
    commands.SayNothing: show.nothing,
    commands.GoOnDuty: tour_ends.followed(presence.go_on),
    commands.GoOffDuty: tour_ends.followed(presence.go_off),
    commands.ListDuty: tour_ends.followed(list_duty.decide),
    commands.StandIn: tour_ends.followed(list_duty.stand_in),
    commands.RecordLeave: tour_ends.followed(leave.record),
    commands.EndLeave: tour_ends.followed(leave.end),
    commands.ImportAssignments: tour_ends.followed(assignments.decide),
    commands.EndAssignments: tour_ends.followed(assignments.end),
    commands.JoinIncidents: join_incidents.decide,
    commands.ChangeConsent: consent.decide,
    commands.AcceptText: accept_text.decide,
    commands.DecideHeldText: held_text.decide,
    commands.TakeStep: take_step.decide,
    commands.SetAside: set_aside.decide,
    commands.MendSteps: mend_steps.decide,
    commands.NotePolicy: note_policy.decide,
    commands.RaiseAlarm: raise_alarm.decide,
    commands.RecordDelivery: record_delivery.decide,
    commands.GatherNotices: gather.decide,
    commands.ImportRoster: roster_file.decide,
    commands.EndPerson: roster_file.end,
    commands.ObjectToNumber: object_to_number.decide,
    commands.MarkSubject: mark_subject.decide,
    commands.HandOver: hand_over.decide,
    commands.RecordSlackMember: slack_member.decide,
    commands.RecordSlackHealth: slack_health.decide,
    commands.RecordMessageGone: slack_message.decide,
}
