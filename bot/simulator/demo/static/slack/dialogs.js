/** Show a window above the conversation, which keeps the focus until it is closed. */

import { h } from "../dom.js";
import * as deeds from "./deeds.js";

const REACHABLE = "button, input, select, textarea, [tabindex='0']";
let shown = null;
let opener = null;
let hasTaken = false;

/**
 * Return a window.
 * @param {object} window
 * @param {string} window.key Names it; another one takes the focus anew.
 * @param {string} window.title
 * @param {any} window.body
 * @param {any} window.foot Its buttons.
 * @param {() => void} window.leave What Escape does.
 * @param {(event: Event) => void} [window.send] What Enter in a field does.
 * @param {string} [window.above] What lies below it, where it is not the first.
 * @param {boolean} [window.isAlert] Whether it is a short question.
 */
export function dialog({ key, title, body, foot, leave, send, above, isAlert }) {
  const id = "slack-dialog";
  // Once it is drawn, what lies below has lost the focus.
  if (shown === null && document.activeElement !== document.body) opener = document.activeElement;
  deeds.after(() => take(key, id));
  const inside = [
    h("header", { class: "slack-dialog-head" },
      above ? h("p", { class: "slack-dialog-above" }, `On top of “${above}”`) : null,
      h("h3", { id: `${id}-title` }, title),
      h("button", {
        type: "button", class: "slack-icon-button slack-dialog-x", "aria-label": "Close",
        on: { click: leave },
      }, "\u00D7")),
    h("div", { class: "slack-dialog-body" }, body),
    h("footer", { class: "slack-dialog-foot" }, foot),
  ];
  const submit = (event) => {
    event.preventDefault();
    send?.(event);
  };
  return h("div", { class: "slack-veil", key: "veil" },
    h("div", {
      id, key, class: `slack-dialog${isAlert ? " slack-dialog-alert" : ""}`,
      role: isAlert ? "alertdialog" : "dialog", "aria-modal": "true",
      "aria-labelledby": `${id}-title`, tabindex: "-1",
      on: { keydown: (event) => guard(event, leave) },
    }, h("form", { novalidate: true, on: { submit } }, inside)));
}

/** Give the focus back when no window is open any more; called while drawing. */
export function none() {
  if (shown === null) return;
  shown = null;
  const isOurs = hasTaken;
  hasTaken = false;
  deeds.after(() => {
    const isLost = !document.activeElement || document.activeElement === document.body;
    if (isLost && isOurs) (opener?.isConnected ? opener : document.getElementById("slack-line"))?.focus();
    opener = null;
  });
}

/** Take the focus when a window opens while somebody is at work in Slack. */
function take(key, id) {
  if (shown === key) return;
  const active = document.activeElement;
  const isLost = !active || active === document.body;
  const wasHere = opener?.closest(".slack") || deeds.hasJustActed();
  // Somebody who is busy elsewhere on the page, or only watches, is left alone.
  const isAtWork = isLost ? wasHere : active.closest(".slack");
  shown = key;
  const window = document.getElementById(id);
  if (!window || !isAtWork) return;
  hasTaken = true;
  const body = window.querySelector(".slack-dialog-body");
  const first = body.querySelector("input, select, textarea")
    ?? window.querySelector(".slack-dialog-foot button");
  (first ?? window).focus({ preventScroll: true });
}

/** Keep Tab within the window; Escape leaves it. */
function guard(event, leave) {
  if (event.key === "Escape") {
    event.preventDefault();
    event.stopPropagation();
    leave();
    return;
  }
  if (event.key !== "Tab") return;
  const all = [...event.currentTarget.querySelectorAll(REACHABLE)]
    .filter((one) => !one.disabled && one.tabIndex >= 0 && one.offsetParent !== null);
  const edge = event.shiftKey ? all[0] : all.at(-1);
  const inWindow = event.currentTarget.contains(document.activeElement);
  if (!all.length || (inWindow && document.activeElement !== edge
    && document.activeElement !== event.currentTarget)) return;
  event.preventDefault();
  (event.shiftKey ? all.at(-1) : all[0]).focus();
}
