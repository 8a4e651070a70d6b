// List the messages that left, and what became of each.

import * as live from "../live.js";
import * as time from "../time.js";
import { h } from "../dom.js";
import { icon, labelled } from "./icons.js";

/** How many are shown before somebody asks for all. */
const FEW = 5;

/** What a state means, with its icon. */
const STATES = {
  queued: ["waiting", "Waits to leave"],
  sending: ["next", "Leaving"],
  accepted: ["next", "Taken by the phone company"],
  sent: ["next", "With the carrier"],
  delivered: ["sound", "On the phone, says the carrier"],
  not_delivered: ["lost", "Did not arrive"],
  unknown: ["unanswered", "Not known; looked up"],
  acknowledged: ["has", "Answered"],
  expired: ["over", "Too old, not sent"],
  cancelled: ["over", "Withdrawn"],
};

const SLACK = { accepted: ["sound", "In Slack"], sent: ["sound", "In Slack"], delivered: ["sound", "In Slack"] };

const CHANNELS = { sms: "text", slack: "Slack", voice: "call", email: "e-mail" };

/**
 * Draw the messages of an incident; answers to texts are only counted.
 * @param {object} incident
 * @returns {object} A description.
 */
export function section(incident) {
  const sent = incident.notices.filter((one) => one.purpose !== "answer");
  const answers = incident.notices.length - sent.length;
  const isAll = live.ui.allMessages === incident.reference;
  return h("section", { class: "inc-part inc-messages", "aria-labelledby": "inc-messages-title" },
    h("h4", { id: "inc-messages-title" }, "Messages ", h("span", { class: "inc-count" }, summary(sent, answers))),
    sent.length === 0
      ? h("p", { class: "inc-note", key: "none" }, "Nobody was written to unasked yet.")
      : h("ul", { class: "inc-list", key: "some" }, (isAll ? sent : sent.slice(0, FEW)).map(row)),
    sent.length > FEW && h("button", {
      class: "quiet inc-link", type: "button", key: "all", "aria-expanded": isAll ? "true" : "false",
      on: { click: () => live.remember("allMessages", isAll ? null : incident.reference) },
    }, isAll ? "Show the newest only" : `Show all ${sent.length} messages`));
}

function summary(sent, answers) {
  const failed = sent.filter((one) => one.state === "not_delivered").length;
  return [
    `${sent.length} sent unasked`,
    failed > 0 && `${failed} did not arrive`,
    answers > 0 && (answers === 1 ? "1 answer" : `${answers} answers`),
  ].filter(Boolean).join(", ");
}

function row(one) {
  const [name, words] = (one.channel === "slack" && SLACK[one.state]) || STATES[one.state] || ["waiting", one.state];
  const isBad = one.state === "not_delivered" || one.state === "unknown";
  return h("li", { key: one.id, class: ["inc-message", isBad && "is-bad"] },
    icon(one.channel === "slack" ? "slack" : "sms"),
    h("span", { class: "inc-message-what" },
      h("span", null, h("b", null, one.to_name), ` · ${one.what}${one.word ? ` about ${one.word}` : ""}, by ${CHANNELS[one.channel] || one.channel}`)),
    h("span", { class: "inc-message-at" }, time.shortTime(one.at)),
    h("span", { class: "inc-message-state" }, labelled(name, words, why(one))));
}

function why(one) {
  const parts = [
    one.reason,
    one.vendor_code && `code ${one.vendor_code}`,
    one.attempts > 1 && `${one.attempts} tries`,
    one.is_late && "late",
  ].filter(Boolean);
  return parts.length ? `: ${parts.join(", ")}` : "";
}
