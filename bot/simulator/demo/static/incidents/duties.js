// Draw what is owed as clocks: who has it, until when, and who hears of it next.

import * as bars from "./bars.js";
import * as time from "../time.js";
import { h } from "../dom.js";
import { icon, labelled } from "./icons.js";

/** What a state is called, and its icon. */
const STATES = {
  expected: ["waiting", "Not asked yet"],
  notified: ["asked", "Asked"],
  acknowledged: ["has", "Has it"],
  overdue: ["overdue", "Overdue"],
  attested: ["stated", "Stated"],
  verified: ["seen", "Seen"],
  lost: ["lost", "Lost"],
  not_applicable: ["over", "Not needed"],
  released: ["over", "Released"],
};

/**
 * Draw the duties of an incident.
 * @param {object} incident
 * @returns {object} A description.
 */
export function section(incident) {
  const open = incident.duties.filter((one) => one.is_open);
  const settled = incident.duties.filter((one) => !one.is_open);
  return h("section", { class: "inc-part inc-duties", "aria-labelledby": "inc-duties-title" },
    h("h4", { id: "inc-duties-title" }, "Duties ", h("span", { class: "inc-count" }, summary(open, settled))),
    open.length === 0
      ? h("p", { class: "inc-note", key: "none" }, "Nothing is owed any more.")
      : h("ul", { class: "inc-list", key: "open" }, open.map(row)),
    settled.length > 0 && h("details", { class: "inc-settled", key: "settled", open: true },
      h("summary", null, `Settled: ${settled.length}`),
      h("ul", { class: "inc-list" }, settled.map(settledRow))),
    legend());
}

function summary(open, settled) {
  const over = open.filter(isOver).length;
  return [
    `${open.length} open`,
    over > 0 && `${over} overdue`,
    settled.length > 0 && `${settled.length} settled`,
  ].filter(Boolean).join(", ");
}

function isOver(duty) {
  return duty.is_overdue || time.now() > new Date(duty.due_at);
}

function tone(duty) {
  if (duty.is_unanswered) return "is-loud";
  if (duty.state === "acknowledged") return "is-has";
  return isOver(duty) ? "is-over" : "is-calm";
}

function row(duty) {
  return h("li", { key: duty.id, class: ["inc-duty", tone(duty)] },
    h("div", { class: "inc-duty-head" },
      h("h5", null, h("span", { class: "inc-word" }, duty.word), " ", duty.title,
        duty.camera && h("span", { class: "inc-quiet" }, ` · ${duty.camera}`)),
      h("p", { class: "inc-left" }, left(duty))),
    bars.ofDuty(duty),
    h("div", { class: "inc-duty-foot" },
      h("p", { class: "inc-state" }, labelled(...stateOf(duty)), owner(duty) && h("span", { class: "inc-owner" }, owner(duty))),
      h("p", { class: "inc-dates" }, dates(duty))),
    h("details", { class: "inc-more" },
      h("summary", null, labelled("next", nextWords(duty))),
      coming(duty),
      authority(duty)));
}

function left(duty) {
  const due = new Date(duty.due_at);
  const over = time.now() - due;
  if (over < 1000) return h("strong", null, time.left(due));
  return h("strong", null, `${time.duration(over)} over`);
}

function stateOf(duty) {
  if (duty.is_unanswered) return ["unanswered", "Nobody answered"];
  const [name, words] = STATES[duty.state] || ["waiting", duty.state];
  if (duty.state === "acknowledged") return [name, "Has it"];
  if (duty.rung > 0) return ["overdue", isOver(duty) ? "Overdue, next rung told" : "Next rung told"];
  if (duty.reminders > 0 && duty.state !== "expected") {
    const times = duty.reminders === 1 ? "reminded once" : `reminded ${duty.reminders} times`;
    return [name, `${words}, ${times}`];
  }
  return [name, words];
}

function owner(duty) {
  if (duty.is_unanswered) return null;
  if (!duty.owner_name) return duty.owner;
  const since = duty.state === "acknowledged" && duty.acknowledged_at
    ? `, since ${time.shortTime(duty.acknowledged_at)}` : "";
  return `${duty.owner_name} (${duty.owner})${since}`;
}

function dates(duty) {
  const isPast = time.now() > new Date(duty.due_at);
  return [
    `${isPast ? "Was due" : "Due"} ${time.shortTime(duty.due_at)}`,
    duty.lost_at && ` · footage destroyed ${time.shortDate(duty.lost_at)}`,
  ];
}

function nextWords(duty) {
  const step = duty.steps[0];
  if (!step) return "Nothing more comes by itself";
  const isPast = time.now() > new Date(step.at);
  return [h("b", null, isPast ? "Now" : time.shortTime(step.at)), ` ${step.text}`];
}

function coming(duty) {
  if (!duty.steps.length) return null;
  return [
    h("p", { class: "inc-quiet", key: "if" }, "If nobody answers:"),
    h("ol", { class: "inc-steps", key: "steps" },
      duty.steps.map((step, index) => h("li", { key: `${index}`, class: `is-${step.kind}` },
        h("span", { class: "inc-step-at" }, time.shortTime(step.at)),
        h("span", null, step.text)))),
  ];
}

function authority(one) {
  return one.authority && h("p", { class: "inc-authority", key: "authority" }, "Rule: ", one.authority);
}

function settledRow(duty) {
  const [name, words] = STATES[duty.state] || ["over", duty.state];
  return h("li", { key: duty.id, class: ["inc-duty", "is-settled", `is-${duty.state}`] },
    h("p", { class: "inc-state" }, labelled(name, words)),
    h("p", { class: "inc-settled-what" },
      h("span", { class: "inc-word" }, duty.word), " ", duty.title,
      duty.camera && h("span", { class: "inc-quiet" }, ` · ${duty.camera}`)),
    h("p", { class: "inc-settled-who" }, who(duty)));
}

function who(duty) {
  const stated = duty.stated_at && `by ${duty.stated_name || duty.stated_by}, ${time.shortTime(duty.stated_at)}`;
  const seen = duty.seen_at && `by ${duty.seen_name || duty.seen_by}, ${time.shortTime(duty.seen_at)}`;
  if (duty.state === "attested") return stated;
  if (duty.state === "lost" && seen) return [`searched ${seen}`, stated && `stated ${stated}`].filter(Boolean).join("; ");
  return [seen, stated && `stated ${stated}`].filter(Boolean).join("; ");
}

/** Say what the three facts mean, which must never be taken for one another. */
function legend() {
  return h("dl", { class: "inc-legend" },
    [
      ["has", "Has it", "somebody said so; the paging rests, the duty stays"],
      ["stated", "Stated", "one person says that it is done"],
      ["seen", "Seen", "a second person, who was not there, looked"],
    ].map(([name, word, means]) => h("div", { key: name },
      h("dt", null, icon(name), word), h("dd", null, means))));
}
