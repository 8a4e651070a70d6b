// The agency now: who is on duty and why, what waits for a second person, whether
// everything goes on, and the policy that rules all of it.

import * as lists from "./agency/lists.js";
import * as live from "./live.js";
import * as policy from "./agency/policy.js";
import * as time from "./time.js";
import { h } from "./dom.js";
import { icon } from "./incidents/icons.js";

/** After so long without a look, something stands still (milliseconds). */
const STALE = 60_000;

/** What somebody wants who needs a second person. */
const WANTS = {
  correct_incident: "a correction",
  adopt_policy: "to adopt the policy in force",
  move_tour_end: "a later end of tour",
};

/** Draw the agency. */
export function pane() {
  const found = live.get("on_duty");
  if (!found) return h("p", { class: "agency-none" }, "The agency comes here.");
  return h("details", {
    class: "agency", open: isOpen(),
    on: { toggle: (event) => live.remember("agencyOpen", event.target.open) },
  },
    h("summary", null, h("h2", null, "The agency now"), brief(found)),
    h("div", { class: "agency-grid" },
      h("section", { class: "agency-part", "aria-labelledby": "agency-duty" },
        h("h3", { id: "agency-duty" }, "On duty, and why"),
        watches(found), people(found.people), lists.section(found.people)),
      h("div", { class: "agency-side" },
        goesOn(found.auditor), waiting(found.waiting), policy.section())));
}

/** On a narrow screen the pane has a tab of its own, and is open there. */
function isOpen() {
  return live.ui.agencyOpen ?? matchMedia("(max-width: 60rem)").matches;
}

// --- In one line ----------------------------------------------------------------------------

function brief(found) {
  const on = found.people.filter((one) => one.is_on).length;
  const running = found.watches.filter((one) => one.is_running).map((one) => one.title);
  const stands = trouble(found.auditor);
  return h("p", { class: "agency-brief" },
    h("span", null, `${running.join(", ") || "No watch"} · ${on} on duty`),
    h("span", null, hold(found)),
    found.waiting.length > 0 && h("span", { class: "is-warm", key: "waits" },
      `${found.waiting.length} ${found.waiting.length === 1 ? "change waits" : "changes wait"} for a second person`),
    h("span", { class: stands ? "is-loud" : "is-well", key: "goes" },
      icon(stands ? "unanswered" : "sound"), stands || "everything goes on"));
}

/** Say who has the watch. */
function hold(found) {
  const has = found.people.filter((one) => one.has_watch).map((one) => one.name);
  if (has.length) return `${has.join(", ")} ${has.length === 1 ? "has" : "have"} the watch`;
  return "nobody has the watch: the desk does";
}

// --- On duty --------------------------------------------------------------------------------

function watches(found) {
  return h("p", { class: "agency-watches" },
    found.watches.map((one) => h("span", { key: one.title, class: ["tag", one.is_running && "good"] },
      `${one.title} ${one.hours}`, one.is_running && h("span", { class: "unseen" }, ", runs now"))));
}

function people(all) {
  return h("table", { class: "agency-people" },
    h("thead", null, h("tr", null,
      h("th", { scope: "col" }, "Who"), h("th", { scope: "col" }, "On duty"), h("th", { scope: "col" }, "Because of"))),
    h("tbody", null, all.map((one) => h("tr", { key: `${one.star}:${one.name}`, class: one.is_on ? null : "is-off" },
      h("th", { scope: "row" }, one.name,
        one.has_watch && h("span", { class: "tag good" }, "has the watch"),
        h("span", { class: "agency-role" }, one.star ? `${one.role_title}, star ${one.star}` : one.role_title)),
      h("td", null, span(one)),
      h("td", null, one.by || "–")))));
}

function span(one) {
  const at = one.until_at && time.shortTime(one.until_at);
  if (one.is_on) return at ? `until ${at}` : "always";
  return at ? `off, next ${at}` : "off";
}

// --- Does it go on? -------------------------------------------------------------------------

function age(at) {
  return at ? Date.now() - Date.parse(at) : Infinity;
}

/** Return in a few words what stands still; nothing where all goes on. */
function trouble(auditor) {
  if (!live.get("bot")?.is_running) return "the bot is dead";
  if (auditor.told.length) return "the auditor found something";
  if (auditor.looked_at && age(auditor.looked_at) > STALE) return "nobody looks";
  return "";
}

function goesOn(auditor) {
  const stands = trouble(auditor);
  return h("section", { class: "agency-part", "aria-labelledby": "agency-goes" },
    h("h3", { id: "agency-goes" }, "Does everything go on?"),
    h("p", { class: stands ? "is-loud" : "is-well" }, icon(stands ? "unanswered" : "sound"),
      h("strong", null, stands ? `No: ${stands}` : `Yes: ${owed(auditor.open)}`)),
    h("p", { class: "inc-quiet" },
      auditor.looked_at ? `The auditor looked ${ago(auditor.looked_at)}. ` : "The auditor has not looked yet. ",
      auditor.signalled_at
        ? `Somebody outside was told so ${ago(auditor.signalled_at)}.`
        : "Somebody outside is told so after its second look.",
      " Where that signal stops, they notice: kill the bot and see."),
    auditor.told.length > 0 && h("ul", { key: "told", class: "agency-told" },
      auditor.told.map((one) => h("li", { key: one }, icon("unanswered"), h("span", null, `Told in the last day: ${one}`)))));
}

function owed(open) {
  if (!open) return "nothing is owed";
  return open === 1
    ? "the one open duty has a next step and somebody to hear of it"
    : `each of ${open} open duties has a next step and somebody to hear of it`;
}

function ago(at) {
  return `${time.duration(age(at))} ago`;
}

// --- A second person ------------------------------------------------------------------------

function waiting(all) {
  return h("section", { class: "agency-part", "aria-labelledby": "agency-second" },
    h("h3", { id: "agency-second" }, "Waits for a second person"),
    all.length === 0 && h("p", { key: "none", class: "inc-quiet" },
      "Nothing. Whoever makes a date later or asks for less cannot do it alone: try “Correct…” on a card."),
    all.length > 0 && h("ul", { key: "all", class: "agency-waiting" },
      all.map((one) => h("li", { key: `${one.reference}:${one.number}` },
        h("p", null, h("strong", null, `${one.reference} (${one.number})`),
          ` ${one.by} wants ${WANTS[one.wants] || one.wants.replaceAll("_", " ")}`),
        h("ul", null, one.changes.map((change, number) => h("li", { key: number, class: "inc-quiet" },
          `${change.of} ${change.what}: ${value(change.old)} → ${value(change.new)}`)))))),
    all.length > 0 && h("p", { key: "how", class: "inc-quiet" },
      "Somebody else agrees or refuses with the buttons on its card in Slack."));
}

function value(one) {
  if (one.at) return time.shortTime(one.at);
  return one.text || "nothing";
}
