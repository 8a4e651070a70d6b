// Let anybody check the record, and take a packet away.

import * as live from "../live.js";
import * as time from "../time.js";
import { h } from "../dom.js";
import { icon } from "./icons.js";

let isChecking = false;

async function check() {
  isChecking = true;
  live.changed();
  try {
    await live.please("check");
  } finally {
    isChecking = false;
    live.changed();
  }
}

/**
 * Draw the two buttons, and what the last check found.
 * @param {object} incident
 * @returns {object} A description.
 */
export function section(incident) {
  const proof = live.get("proof");
  const since = proof ? incident.entries.length - (proof.read[incident.reference] ?? 0) : 0;
  return h("section", { class: "inc-part inc-proof", "aria-labelledby": "inc-proof-title" },
    h("h4", { id: "inc-proof-title" }, "Can it be trusted?"),
    h("div", { class: "inc-buttons" },
      h("button", { class: "primary", type: "button", disabled: isChecking, on: { click: check } },
        icon("seal"), isChecking ? "Checking…" : "Check every chain and seal"),
      h("a", { class: "button", href: `/stage/packet/${incident.reference}.zip`, download: `${incident.reference}.zip` },
        icon("download"), "Download the packet")),
    h("div", { role: "status" }, proof ? verdict(proof, since) : null),
    h("p", { class: "inc-quiet" },
      "A packet holds this record in a form that proves itself. Its checker is inside: ",
      h("code", null, "python3 verify_packet.py FILE.zip"), ", on any machine, without us."));
}

function verdict(proof, since) {
  return h("div", { key: "verdict", class: ["inc-verdict", proof.is_sound ? "is-sound" : "is-broken"] },
    h("p", { class: "inc-verdict-word" },
      icon(proof.is_sound ? "sound" : "unanswered"),
      h("strong", null, proof.is_sound ? "Sound" : "Broken"),
      h("span", null, ` as of ${time.shortTime(proof.at)}`,
        since > 0 && `; ${since === 1 ? "one entry has" : `${since} entries have`} come since`)),
    h("ul", null, proof.lines.map((line) => h("li", { key: line }, line))));
}
