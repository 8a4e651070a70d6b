/** Show menus and lists behind a button, to be walked through by keyboard. */

import { h } from "../dom.js";
import * as deeds from "./deeds.js";

const OPEN = "popup";
const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/**
 * Return a button with a menu behind it.
 * @param {object} menu
 * @param {string} menu.key Names it on the whole screen.
 * @param {string} menu.label What it is, for those who do not see it.
 * @param {any} menu.face What stands on the button.
 * @param {Array<{text: any, value: string, hint?: string, group?: string,
 *   isDanger?: boolean, isChosen?: boolean}>} menu.items
 * @param {(value: string) => void} menu.pick
 * @param {boolean} [menu.isList] Whether one of the items is chosen and stays so.
 * @param {boolean} [menu.isDisabled]
 * @param {string} [menu.className] Of the button.
 */
export function popup({ key, label, face, items, pick, isList, isDisabled, className }) {
  const isOpen = deeds.holding(OPEN) === key;
  const id = `slack-popup-${key}`.replace(/[^\w-]/g, "_");
  const toggle = () => deeds.hold(OPEN, isOpen ? null : key);
  const button = h("button", {
    type: "button", id: `${id}-button`, class: className ?? "slack-icon-button",
    "aria-haspopup": isList ? "listbox" : "menu", "aria-expanded": String(isOpen),
    "aria-label": label, disabled: Boolean(isDisabled),
    on: {
      click: toggle,
      keydown: (event) => {
        if (event.key in STEPS && !isOpen) {
          event.preventDefault();
          toggle();
        }
      },
    },
  }, face);
  if (isOpen) deeds.after(() => settle(id));
  return h("span", { class: "slack-popup-anchor", key }, button,
    isOpen ? list({ id, label, items, isList, pick }) : null);
}

/** Close whatever is open. */
export function close() {
  if (deeds.holding(OPEN)) deeds.hold(OPEN, null);
}

function list({ id, label, items, isList, pick }) {
  const leave = (isBack) => {
    close();
    if (isBack) document.getElementById(`${id}-button`)?.focus();
  };
  const rows = items.map((item, place) => {
    const before = items[place - 1]?.group;
    const group = item.group && item.group !== before
      ? h("div", { class: "slack-popup-group", role: "presentation", key: `group ${item.group}` }, item.group)
      : null;
    const role = isList ? "option" : "menuitem";
    return [group, h("button", {
      type: "button", role, tabindex: "-1", key: item.value,
      class: `slack-popup-item${item.isDanger ? " slack-danger" : ""}`,
      ...(isList ? { "aria-selected": String(Boolean(item.isChosen)) } : {}),
      on: { click: () => { leave(true); pick(item.value); } },
    }, h("span", {}, item.text), item.hint ? h("small", {}, item.hint) : null)];
  });
  return h("div", {
    id, class: "slack-popup", role: isList ? "listbox" : "menu", "aria-label": label,
    on: { keydown: (event) => walk(event, leave), focusout: (event) => left(event, id) },
  }, rows.flat());
}

/** Move with the arrows; Escape and Tab leave. */
function walk(event, leave) {
  const items = [...event.currentTarget.querySelectorAll("button")];
  const here = items.indexOf(document.activeElement);
  let to = null;
  if (event.key in STEPS) to = (here + STEPS[event.key] + items.length) % items.length;
  else if (event.key === "Home") to = 0;
  else if (event.key === "End") to = items.length - 1;
  else if (event.key === "Escape" || event.key === "Tab") {
    event.stopPropagation();
    if (event.key === "Escape") event.preventDefault();
    leave(true);
    return;
  } else if (event.key.length === 1 && event.key !== " ") {
    const wanted = event.key.toLowerCase();
    const ring = [...items.slice(here + 1), ...items.slice(0, here + 1)];
    to = items.indexOf(ring.find((item) => item.textContent.toLowerCase().startsWith(wanted)));
  }
  if (to === null || to < 0) return;
  event.preventDefault();
  event.stopPropagation();
  items[to].focus();
}

/** Close when the focus goes elsewhere, but to its own button, which closes it. */
function left(event, id) {
  const to = event.relatedTarget;
  if (!to || event.currentTarget.contains(to) || to.id === `${id}-button`) return;
  close();
}

/** Put the list where it is seen whole, and the focus into it. */
function settle(id) {
  const popup = document.getElementById(id);
  const button = document.getElementById(`${id}-button`);
  if (!popup || !button) return;
  const anchor = button.getBoundingClientRect();
  popup.style.left = popup.style.top = "0px";
  const origin = popup.getBoundingClientRect();
  const frame = popup.closest(".slack").getBoundingClientRect();
  const most = Math.min(frame.right, innerWidth) - origin.width - 8;
  const left = Math.max(Math.min(anchor.left, most), frame.left + 8);
  const under = anchor.bottom + 4;
  const fits = under + origin.height <= Math.min(frame.bottom, innerHeight) - 4;
  const top = fits ? under : Math.max(anchor.top - origin.height - 4, frame.top + 4);
  popup.style.left = `${left - origin.left}px`;
  popup.style.top = `${top - origin.top}px`;
  if (!popup.contains(document.activeElement)) {
    const chosen = popup.querySelector("[aria-selected=true]") ?? popup.querySelector("button");
    chosen?.focus({ preventScroll: true });
  }
}

/** Close the open menu when somebody presses elsewhere. */
export function pressedOutside(event) {
  if (!event.target.closest?.(".slack-popup-anchor")) close();
}
