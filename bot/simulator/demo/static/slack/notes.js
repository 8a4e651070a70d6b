/** Show what Slack itself tells a person: that something did not reach the bot. */

import { h } from "../dom.js";
import * as live from "../live.js";
import * as deeds from "./deeds.js";
import * as people from "./people.js";

/** Return the latest of them as a strip; null: it was dismissed, or there is none. */
export function strip() {
  const user = people.viewerId();
  const note = (live.get(`slack.notes.${user}`, []) ?? []).at(-1);
  const latest = deeds.latestNote(user);
  if (!note || deeds.holding(`note:${user}`) === latest) return null;
  return h("div", { class: "slack-note", role: "status", key: "note" },
    h("p", {}, h("strong", {}, "Slackbot"), " Only visible to you"),
    h("p", {}, note.words),
    h("button", {
      type: "button", class: "slack-icon-button", "aria-label": "Dismiss",
      on: { click: () => deeds.hold(`note:${user}`, latest) },
    }, "\u00D7"));
}
