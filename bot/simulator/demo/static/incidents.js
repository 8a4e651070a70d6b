// The incidents below the stage: duties and footage as clocks, and the growing record.

import * as duties from "./incidents/duties.js";
import * as footage from "./incidents/footage.js";
import * as ledger from "./incidents/ledger.js";
import * as live from "./live.js";
import * as messages from "./incidents/messages.js";
import * as proof from "./incidents/proof.js";
import * as time from "./time.js";
import { h } from "./dom.js";
import { icon } from "./incidents/icons.js";

/** What a state of an incident is called. */
const STATES = {
  open: "Open",
  under_review: "Under review",
  ready_for_referral: "Ready for referral",
  referred: "Referred",
  returned: "Returned",
  declined: "Declined",
  charged: "Charged",
  closed_no_violation: "Closed: no violation found",
  closed_other_agency: "Closed: another agency has it",
  closed_opened_in_error: "Closed: opened in error",
};

/** How it was learned, before the name of who opened it. */
const SOURCES = { witnessed: "seen by", reported: "reported to", dispatched: "sent to" };

/**
 * Draw the incidents.
 * @returns {object[]} Descriptions.
 */
export function pane() {
  const all = live.get("incidents", []);
  const title = h("h2", { class: "pane-title" }, "Incidents");
  if (!all.length) return [title, empty()];
  const chosen = all.find((one) => one.reference === live.ui.incident) || all[0];
  const incident = live.get(`incident.${chosen.reference}`);
  return [
    title,
    all.length > 1 && h("ul", { class: "inc-chips", "aria-label": "Which incident is shown" },
      all.map((one) => h("li", { key: one.reference }, chip(one, one === chosen)))),
    incident && whole(incident),
  ];
}

function chip(one, isChosen) {
  const open = one.state === "open" ? `${one.open_duties} open` : "closed";
  return h("button", {
    type: "button", class: ["inc-chip", isChosen && "is-on"], "aria-current": isChosen ? "true" : null,
    on: { click: () => live.remember("incident", one.reference) },
  },
    h("strong", null, one.reference),
    h("span", null, ` ${open}`),
    one.overdue_duties > 0 && h("span", { class: "inc-chip-over" }, icon("overdue"), `${one.overdue_duties} overdue`));
}

function whole(incident) {
  return h("article", { key: incident.reference, class: "inc", "aria-labelledby": "inc-title" },
    h("header", { class: "inc-head" },
      h("h3", { id: "inc-title", class: "inc-title" }, incident.reference,
        h("span", { class: ["inc-tag", incident.state === "open" && "is-open"] }, STATES[incident.state] || incident.state)),
      h("p", null, about(incident)),
      incident.linked.length > 0 && h("p", { class: "inc-linked", key: "linked" },
        icon("link"), h("span", null, "Linked with "), incident.linked.map(linkTo))),
    h("div", { class: "inc-grid" },
      h("div", { class: "inc-owed" },
        duties.section(incident), footage.section(incident), messages.section(incident)),
      h("div", { class: "inc-recorded" }, proof.section(incident), ledger.section(incident))));
}

function linkTo(reference) {
  return h("button", {
    key: reference, class: "quiet inc-link", type: "button", on: { click: () => live.remember("incident", reference) },
  }, reference);
}

/** Say in one line what it is. */
function about(incident) {
  const kind = incident.kind.replaceAll("_", " ");
  const who = incident.opened_by_name ? `${incident.opened_by_name} (${incident.opened_by})` : "an unknown number";
  const parts = [
    `${kind[0].toUpperCase()}${kind.slice(1)}, ${SOURCES[incident.source] || "opened by"} ${who}`,
    time.dayTime(incident.opened_at),
    incident.beat && `beat ${incident.beat}`,
    incident.event_number && `event ${incident.event_number}`,
    incident.rd_number && `RD ${incident.rd_number}`,
    incident.is_late && "recorded late",
  ];
  return `${parts.filter(Boolean).join(" · ")}.`;
}

function empty() {
  return h("div", { class: "inc-empty" },
    h("p", null, h("strong", null, "Nothing has happened yet.")),
    h("p", null, "When an officer texts ", h("b", null, "NEW"), " and what they see, the incident stands here:"),
    h("ul", null,
      [
        ["overdue", "each duty as a clock: who has it, until when, who hears of it next"],
        ["camera", "each camera with the legal date on which its footage is destroyed"],
        ["seal", "the record of every act, which nobody can change unseen"],
      ].map(([name, words]) => h("li", { key: name }, icon(name), h("span", null, words)))));
}
