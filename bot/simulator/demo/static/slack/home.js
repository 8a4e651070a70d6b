/** Show the bot's own page for somebody, which it fills when it hears of the visit. */

import { h } from "../dom.js";
import * as live from "../live.js";
import * as blockKit from "./blocks.js";
import * as deeds from "./deeds.js";
import * as people from "./people.js";

let told = "";

/** Tell the bot once of each visit to its page, or to the conversation with it. */
export function visit(tab) {
  const user = people.viewerId();
  const subject = tab ? `${user} ${tab}` : "";
  if (subject === told) return;
  told = subject;
  if (tab) deeds.after(() => deeds.act("open_home", { tab }, `home ${subject}`));
}

/** Return the page of the person on the screen. */
export function home() {
  const user = people.viewerId();
  const view = live.get(`slack.home.${user}`, null);
  if (!view) {
    return h("div", { class: "slack-page", key: "none" }, h("p", { class: "slack-empty" },
      "The app fills this page when it hears that you are here. It has not answered yet."));
  }
  return h("div", { class: "slack-page", key: view.id, tabindex: "0", role: "region", "aria-label": "Your page" },
    blockKit.blocks(view.content.blocks, {
      kind: "home", key: `h:${user}`, where: { home: true }, values: view.values ?? {},
    }));
}
