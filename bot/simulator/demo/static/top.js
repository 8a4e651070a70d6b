// The head of the page: what this is, the look, saving, beginning again, and toasts.

import * as live from "./live.js";
import { h } from "./dom.js";

const THEMES = ["system", "light", "dark"];

/** Whether a yes is waited for, because the stage was used. */
let isAsked = false;
/** Whether the stage is being set. */
let isBusy = false;

/** Set the look that was chosen. */
export function applyTheme() {
  const theme = live.ui.theme || "system";
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function nextTheme() {
  const at = THEMES.indexOf(live.ui.theme || "system");
  live.remember("theme", THEMES[(at + 1) % THEMES.length]);
  applyTheme();
}

function ask(is) {
  isAsked = is;
  live.changed();
}

async function beginAgain() {
  ask(false);
  isBusy = true;
  await live.please("story", { do: "again" });
  isBusy = false;
  live.changed();
}

function again() {
  if (isAsked) {
    return h("div", { key: "sure", class: "top-sure", role: "group", "aria-label": "The stage was used" },
      h("p", null, "What was done here is thrown away."),
      h("button", {
        class: "primary", type: "button", autofocus: true, on: { click: beginAgain },
      }, "Throw it away"),
      h("button", { type: "button", on: { click: () => ask(false) } }, "Keep it"));
  }
  return h("button", {
    key: "again", class: "quiet", type: "button", disabled: isBusy,
    on: { click: () => (live.get("story")?.is_stage_used ? ask(true) : beginAgain()) },
  }, isBusy ? "Setting up…" : "Start again");
}

/** Draw the head. */
export function pane() {
  const agency = live.get("agency");
  const theme = live.ui.theme || "system";
  return [
    h("div", { class: "top-name" },
      h("h1", null, "Holdfast"),
      h("p", null, "One text, and the footage is not lost.",
        agency && h("span", { class: "top-agency" }, ` · ${agency.title}`)),
    ),
    h("div", { class: "top-tools" },
      !live.isConnected && live.state.size > 0
        && h("span", { class: "top-lost", role: "status" }, "Reconnecting…"),
      h("button", { class: "quiet", type: "button", on: { click: nextTheme } }, `Look: ${theme}`),
      h("a", { class: "button quiet", href: "/stage/saved.zip", download: "holdfast-stage.zip" }, "Save stage"),
      again(),
    ),
    h("div", { class: "toasts", role: "alert" },
      live.toasts.map((one) => h("p", { key: one.id, class: "toast" },
        h("span", null, one.sentence),
        h("button", {
          class: "quiet", type: "button", "aria-label": "Dismiss", on: { click: () => live.dismiss(one.id) },
        }, "✕"))),
    ),
  ];
}
