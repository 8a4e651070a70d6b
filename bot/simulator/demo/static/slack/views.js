/** Show the forms that the bot opens before somebody, the uppermost of several. */

import { h } from "../dom.js";
import * as live from "../live.js";
import * as blockKit from "./blocks.js";
import * as deeds from "./deeds.js";
import * as drafts from "./drafts.js";
import * as notes from "./notes.js";
import * as people from "./people.js";

/** Return the forms open before the person on the screen, the lowest first. */
export function open() {
  return live.get(`slack.views.${people.viewerId()}`, []) ?? [];
}

/** Return the window of the uppermost form, as `dialogs.dialog` takes it; null: none. */
export function uppermost() {
  const stack = open();
  drafts.forget(stack.map(keyOf));
  const view = stack.at(-1);
  if (!view) return null;
  const content = view.content;
  const surface = {
    kind: "view", key: keyOf(view), where: { view: view.id }, values: view.values,
    errors: view.errors ?? {},
  };
  const isBusy = deeds.isBusy(`submit:${view.id}`);
  const leave = () => deeds.act("close_view", {}, `close:${view.id}`);
  if (deeds.holding(`wrong:${view.id}`) && Object.keys(surface.errors).length) {
    deeds.drop(`wrong:${view.id}`);
    deeds.after(() => document.querySelector("#slack-dialog [aria-invalid=true]")?.focus());
  }
  return {
    // What has another title is another form, and takes the focus anew.
    key: `${view.id} ${view.title}`, title: view.title, leave, above: stack.at(-2)?.title,
    body: [notes.strip(), blockKit.blocks(content.blocks, surface)],
    send: content.submit ? () => send(view, surface) : undefined,
    foot: [
      h("button", { type: "button", class: "slack-button", on: { click: leave } }, content.close?.text ?? "Cancel"),
      content.submit ? h("button", {
        type: "submit", class: "slack-button slack-button-primary", "aria-disabled": isBusy ? "true" : null,
      }, content.submit.text, isBusy ? h("span", { class: "slack-spin", "aria-hidden": "true" }) : null) : null,
    ],
  };
}

function keyOf(view) {
  return `v:${view.id}`;
}

async function send(view, surface) {
  const values = drafts.filled(surface, view.content.blocks);
  const answer = await deeds.act("submit", { values }, `submit:${view.id}`);
  if (answer?.errors && Object.keys(answer.errors).length) deeds.hold(`wrong:${view.id}`, true);
}
