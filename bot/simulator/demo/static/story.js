// Stories: choose one, watch it step by step, and take over whenever one likes.

import * as live from "./live.js";
import * as people from "./slack/people.js";
import * as places from "./slack/places.js";
import * as time from "./time.js";
import { h } from "./dom.js";

/** The pane in which each kind of place is. */
const PANES = { phone: "phones", slack: "slack", incident: "incidents", proof: "incidents", agency: "agency" };

let isBusy = false;
/** The story that waits for a yes, because the stage was used already. */
let asked = null;
/** What was looked at last, so that each step turns the page once. */
let turnedTo = "";

// --- What is asked of it --------------------------------------------------------------------

async function busy(does) {
  if (isBusy) return;
  isBusy = true;
  live.changed();
  try {
    await does();
  } catch {
    // The toast has said it.
  } finally {
    isBusy = false;
    live.changed();
  }
}

function begin(story, id) {
  if (story.is_stage_used) {
    asked = id;
    live.changed();
    return;
  }
  if (story.playing) beginAnew(id);
  else busy(() => live.act("story", { do: "play", id }));
}

function beginAnew(id) {
  asked = null;
  busy(async () => {
    await live.act("story", { do: "again" });
    await live.act("story", { do: "play", id });
  });
}

function keep() {
  asked = null;
  live.changed();
}

function ask(what) {
  busy(() => live.act("story", { do: what }));
}

// --- Where to look --------------------------------------------------------------------------

function follows() {
  return live.ui.storyFollow !== false;
}

/** Turn the page to where the story is, once for each step. */
function turn(story) {
  const isOn = story.playing && !story.is_done && !story.problem && follows();
  const now = isOn && story.look ? `${story.playing} ${story.step} ${story.look}` : "";
  if (now === turnedTo) return;
  const hasEnded = turnedTo.startsWith(`${story.playing} `) && (story.is_done || story.problem);
  turnedTo = now;
  queueMicrotask(() => show(isOn ? story.look : null));
  // On a narrow screen the last words may stand above what is looked at.
  if (hasEnded) requestAnimationFrame(() => bringIntoView("story"));
}

function show(look) {
  const [kind, ...rest] = String(look || "").split(":");
  const pane = PANES[kind];
  if (pane) document.body.dataset.look = pane;
  else delete document.body.dataset.look;
  if (!look) return;
  if (kind === "slack") {
    const [user, place] = rest;
    people.become(user);
    if (place === "dm") places.go(places.BOT);
    else if (place === "home") places.go(places.HOME);
    else if (place === "dispatch") places.go(live.get("slack", {}).dispatch);
  }
  dispatchEvent(new CustomEvent("stage:look", { detail: look }));
  if (kind === "proof") live.remember("tab", "incidents");
  // The sentence above has to be drawn first: it may be longer than the one before.
  requestAnimationFrame(() => requestAnimationFrame(() => bringIntoView(pane)));
}

function bringIntoView(pane) {
  const element = pane && document.getElementById(pane);
  if (!element) return;
  const place = element.getBoundingClientRect();
  const head = pane === "story" ? 0 : document.getElementById("story").getBoundingClientRect().height;
  const shown = Math.min(place.bottom, innerHeight) - Math.max(place.top, head);
  const isThere = shown > Math.min(place.height, innerHeight - head) * 0.7;
  if (!isThere) scrollTo({ top: scrollY + place.top - head - 12, behavior: pace() });
}

function pace() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth";
}

// --- What is drawn --------------------------------------------------------------------------

/** Draw the stories, or the one that is played. */
export function pane() {
  const story = live.get("story");
  if (!story) return null;
  turn(story);
  if (story.playing) return playing(story);
  if (!story.stories.length) return null;
  return [
    h("div", { class: "story-choice", key: "choice" },
      h("div", { class: "story-lead" },
        h("h2", null, "See it happen"),
        h("p", null, "Play a story, or do everything by hand below."),
      ),
      h("ul", { class: "story-list" },
        story.stories.map((one) => h("li", { key: one.id }, choice(story, one)))),
    ),
  ];
}

/** Ask before what was done by hand is thrown away. */
function sure(id) {
  return h("div", { class: "story-sure", key: "sure", role: "group", "aria-label": "The stage was used" },
    h("p", null, "A story begins on an empty stage. What was done here is thrown away."),
    h("button", {
      type: "button", class: "primary", autofocus: true, disabled: isBusy,
      on: { click: () => beginAnew(id) },
    }, "Start again and play"),
    h("button", { type: "button", on: { click: keep } }, "Keep it"));
}

function choice(story, one) {
  const isAsked = asked === one.id;
  return h("article", { class: "story-card", "aria-labelledby": `story-${one.id}` },
    h("div", { class: "story-words" },
      h("h3", { id: `story-${one.id}` }, one.title,
        h("span", { class: "story-length" }, ` ${one.minutes} min`)),
      h("p", null, one.about),
    ),
    isAsked
      ? sure(one.id)
      : h("button", {
        key: "play", type: "button", class: "primary story-play", disabled: isBusy,
        "aria-label": `Play “${one.title}”`,
        on: { click: () => begin(story, one.id) },
      }, isBusy ? "Setting up…" : "▶ Play"),
  );
}

function playing(story) {
  const one = story.stories.find((each) => each.id === story.playing);
  const isOver = story.is_done || Boolean(story.problem);
  return h("div", { class: ["story-now", isOver && "story-is-over", story.is_paused && !isOver && "story-is-paused"], key: "now" },
    h("div", { class: "story-head" },
      h("h2", null, one ? one.title : "A story"),
      h("time", { class: "story-time", datetime: time.now().toISOString() }, time.dayTime(time.now())),
      progress(story),
      h("div", { class: "story-hands", role: "group", "aria-label": "The story" },
        isOver ? over(story) : hands(story)),
    ),
    h("div", { class: "story-caption", role: "status", "aria-live": "polite", "aria-atomic": "true" },
      caption(story)),
    told(story),
  );
}

function progress(story) {
  const words = `Step ${story.step} of ${story.steps}`;
  return h("div", { class: "story-progress" },
    h("progress", { max: story.steps, value: story.step, "aria-label": words }),
    h("span", { "aria-hidden": "true" }, words),
    story.is_paused && !story.is_done && !story.problem && h("span", { class: "tag warn" }, "Paused"),
  );
}

function hands(story) {
  return [
    h("button", {
      key: "pause", type: "button", class: "primary", disabled: isBusy,
      on: { click: () => ask(story.is_paused ? "play" : "pause") },
    }, story.is_paused ? "▶ Go on" : "❚❚ Pause"),
    h("button", {
      key: "next", type: "button", disabled: isBusy, on: { click: () => ask("step") },
    }, "Next"),
    h("button", {
      key: "stop", type: "button", disabled: isBusy, on: { click: () => ask("stop") },
    }, "Stop"),
    h("label", { key: "follow", class: "switch" },
      h("input", {
        type: "checkbox", role: "switch", checked: follows(),
        on: { change: (event) => live.remember("storyFollow", event.target.checked) },
      }),
      h("span", null, "Follow")),
  ];
}

function over(story) {
  if (asked) return sure(asked);
  const at = story.stories.findIndex((each) => each.id === story.playing);
  const next = story.stories[(at + 1) % story.stories.length];
  return [
    h("button", {
      key: "again", type: "button", disabled: isBusy, on: { click: () => begin(story, story.playing) },
    }, isBusy ? "Setting up…" : "Play it again"),
    next && next.id !== story.playing && h("button", {
      key: "other", type: "button", disabled: isBusy, on: { click: () => begin(story, next.id) },
    }, `Play “${next.title}”`),
    h("button", {
      key: "close", type: "button", class: "primary", disabled: isBusy, on: { click: () => ask("stop") },
    }, "Go on by hand"),
  ];
}

function caption(story) {
  const said = story.caption;
  return [
    said && h("p", { class: "story-sentence", key: said.sentence }, said.sentence),
    said?.authority && h("p", { class: "story-rule", key: "rule" },
      h("span", null, "Rule: "), said.authority),
    story.problem && h("p", { class: "story-problem", key: "problem" },
      h("strong", null, "This did not come true: "), story.problem,
      " Everything stays as it is: go on by hand, or start again."),
    story.is_done && h("p", { class: "story-done", key: "done" },
      h("strong", null, "All of it came true. "),
      "The stage stays as it is: open the record, make a packet, or text something yourself."),
    !said && !story.problem && h("p", { class: "story-sentence", key: "wait" }, "The stage is being set…"),
  ];
}

function told(story) {
  const before = story.said.slice(0, -1);
  if (!before.length) return null;
  return h("details", { class: "story-told", key: "told" },
    h("summary", { class: "seg" }, `Told so far (${story.said.length})`),
    h("ol", { tabindex: "0", "aria-label": "Told so far" }, story.said.map((one, number) => h("li", { key: number },
      h("time", { datetime: one.at }, time.shortTime(one.at)),
      h("div", null,
        h("p", null, one.sentence),
        one.authority && h("p", { class: "story-rule" }, one.authority))))));
}
