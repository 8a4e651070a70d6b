// Switches for what goes wrong: the bot, the carrier, Slack.

import * as live from "./live.js";
import { h } from "./dom.js";

const SWITCHES = [
  { what: "carrier_slow", words: "Carrier slow", title: "Texts to phones stay in the queue until this is off." },
  { what: "answer_lost", words: "Answers lost", title: "The phone company accepts texts, but its answer never reaches the bot." },
  { what: "slack_down", words: "Slack down", title: "Slack answers with errors and sends nothing." },
];

let isBusy = false;

async function turnBot(does) {
  isBusy = true;
  live.changed();
  try {
    await live.please("bot", { do: does });
  } finally {
    isBusy = false;
    live.changed();
  }
}

/** Draw the switches. */
export function pane() {
  const bot = live.get("bot");
  const troubles = live.get("troubles", {});
  if (!bot) return [];
  const active = SWITCHES.filter((one) => troubles[one.what]).length;
  return [
    h("h2", { class: "unseen" }, "Trouble on purpose"),
    h("p", { class: ["bot-state", bot.is_running ? "is-up" : "is-down"], role: "status" },
      h("span", { class: "dot", "aria-hidden": "true" }),
      bot.is_running ? "The bot runs" : "The bot is dead"),
    bot.is_running
      ? h("button", { key: "kill", type: "button", class: "seg", disabled: isBusy,
          title: "As a power cut would: in the middle of whatever it does.",
          on: { click: () => turnBot("kill") } }, "Kill it")
      : h("button", { key: "start", type: "button", class: "seg primary", disabled: isBusy,
          on: { click: () => turnBot("start") } }, isBusy ? "Starting…" : "Start it again"),
    h("details", { class: "menu troubles" },
      h("summary", { class: "seg" }, "Trouble",
        active > 0 && h("span", { class: "badge is-trouble" }, active, h("span", { class: "unseen" }, " switched on"))),
      h("div", { class: "menu-body" },
        SWITCHES.map((one) => h("div", { key: one.what, class: "trouble" }, flip(one, troubles), h("p", null, one.title))))),
  ];
}

function flip(one, troubles) {
  return h("label", { class: "switch" },
    h("input", { type: "checkbox", role: "switch", checked: troubles[one.what] === true,
      on: { change: (event) => live.please("trouble", { what: one.what, on: event.target.checked }) } }),
    h("span", null, one.words));
}
