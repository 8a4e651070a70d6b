// Put the panes on the page, and draw them again whenever something changed.

import * as agency from "./agency.js";
import * as clock from "./clock.js";
import * as incidents from "./incidents.js";
import * as live from "./live.js";
import * as phones from "./phones.js";
import * as slack from "./slack/pane.js";
import * as story from "./story.js";
import * as top from "./top.js";
import * as troubles from "./troubles.js";
import { render } from "./dom.js";

const PANES = { top, story, clock, troubles, phones, slack, agency, incidents };

/** The panes that share a narrow screen, one at a time. */
const TABS = ["phones", "slack", "agency", "incidents"];

function draw() {
  for (const [id, module] of Object.entries(PANES)) {
    const element = document.getElementById(id);
    try {
      render(element, module.pane());
    } catch (error) {
      // One pane that fails must not take the others with it, and must not hide it.
      console.error(error);
    }
  }
  const open = TABS.includes(live.ui.tab) ? live.ui.tab : "phones";
  document.body.dataset.tab = open;
  for (const tab of TABS) {
    const button = document.querySelector(`[data-opens=${tab}]`);
    if (open === tab) button.setAttribute("aria-current", "true");
    else button.removeAttribute("aria-current");
  }
  document.body.classList.toggle("is-ready", live.state.size > 0);
}

for (const tab of TABS) {
  document.querySelector(`[data-opens=${tab}]`).addEventListener("click", () => {
    live.remember("tab", tab);
    scrollTo({ top: 0 });
  });
}

// A story says where something happens: "phone:+1...", "slack:...", "incident:REF".
addEventListener("stage:look", (event) => {
  const [where, what] = String(event.detail || "").split(/:(.*)/s);
  if (where === "phone") {
    live.remember("phone", what);
    live.remember("tab", "phones");
  } else if (where === "slack") {
    live.remember("tab", "slack");
  } else if (where === "agency") {
    live.remember("agencyOpen", true);
    live.remember("tab", "agency");
  } else if (where === "incident") {
    live.remember("incident", what);
    live.remember("tab", "incidents");
  }
});

top.applyTheme();
live.onChange(draw);
setInterval(live.changed, 500);
live.connect();
draw();
