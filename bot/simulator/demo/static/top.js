// The head of the page: what this is, the look, saving, beginning again, and toasts.

import * as live from "./live.js";
import { h } from "./dom.js";

const THEMES = ["system", "light", "dark"];

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
      h("button", {
        class: "quiet", type: "button", on: { click: () => live.please("story", { do: "again" }) },
      }, "Start again"),
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
