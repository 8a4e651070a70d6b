// The story's clock: what time it is, and how fast time goes.

import * as live from "./live.js";
import * as time from "./time.js";
import { h } from "./dom.js";

const SPEEDS = [
  { speed: 1, words: "1×", title: "as fast as real time" },
  { speed: 60, words: "60×", title: "a minute in a second" },
  { speed: 600, words: "600×", title: "ten minutes in a second" },
];

const JUMPS = [
  { seconds: 300, words: "+5 min" },
  { seconds: 3600, words: "+1 h" },
  { seconds: 86400, words: "+1 day" },
  { seconds: 7 * 86400, words: "+7 days" },
];

let isJumping = false;

async function jump(fields) {
  isJumping = true;
  live.changed();
  try {
    await live.please("clock", { do: "jump", ...fields });
  } finally {
    isJumping = false;
    live.changed();
  }
}

function goTo(event) {
  event.preventDefault();
  const field = event.target.elements.at;
  if (field.value) jump({ to: field.value });
}

/** Offer the next hour when the field comes up; what is picked then stays. */
function offer(event) {
  if (event.target.open) event.target.querySelector("input").value = time.fieldValue(time.now().getTime() + 3600e3);
}

/** Return the speeds to choose from, and the one it was started with. */
function speeds(wanted) {
  if (!wanted || SPEEDS.some((one) => one.speed === wanted)) return SPEEDS;
  const own = { speed: wanted, words: `${wanted}×`, title: `${wanted} seconds in a second` };
  return [...SPEEDS, own].sort((a, b) => a.speed - b.speed);
}

/** Draw the clock. */
export function pane() {
  const clock = live.get("clock");
  if (!clock) return h("p", { class: "clock-none" }, "Starting…");
  const at = time.now();
  const wanted = clock.wanted_speed;
  return [
    h("div", { class: "clock-face" },
      h("h2", { class: "unseen" }, "Clock of the story"),
      h("time", { class: "clock-time", datetime: at.toISOString() }, time.clockTime(at)),
      h("span", { class: "clock-date" }, `${time.longDate(at)}, ${time.zoneName(at)}`),
    ),
    h("div", { class: "clock-hands", role: "group", "aria-label": "Speed of the clock" },
      h("button", {
        type: "button", class: ["seg", wanted === 0 && "is-on"], "aria-pressed": String(wanted === 0),
        on: { click: () => live.please("clock", { do: "pause" }) },
      }, "Pause"),
      speeds(wanted).map((one) => h("button", {
        key: one.speed, type: "button", class: ["seg", wanted === one.speed && "is-on"],
        "aria-pressed": String(wanted === one.speed), title: one.title,
        on: { click: () => live.please("clock", { do: "run", speed: one.speed }) },
      }, one.words)),
    ),
    h("div", { class: "clock-jumps", role: "group", "aria-label": "Move the clock on" },
      JUMPS.map((one) => h("button", {
        key: one.seconds, type: "button", class: "seg", disabled: isJumping,
        on: { click: () => jump({ by_seconds: one.seconds }) },
      }, one.words)),
      h("details", { class: "menu clock-to", on: { toggle: offer } },
        h("summary", { class: "seg" }, "Date…"),
        h("form", { class: "menu-body", on: { submit: goTo } },
          h("label", null, h("span", null, "Date and time"),
            h("input", { type: "datetime-local", name: "at", required: true })),
          h("button", { type: "submit", class: "primary", disabled: isJumping }, "Move there")),
      ),
    ),
  ];
}
