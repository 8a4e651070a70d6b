/** Show Slack, as the person sees it whose name stands above it. */

import { h } from "../dom.js";
import * as live from "../live.js";
import * as composers from "./composer.js";
import * as dialogs from "./dialogs.js";
import * as elements from "./elements.js";
import * as homes from "./home.js";
import * as notes from "./notes.js";
import * as people from "./people.js";
import * as places from "./places.js";
import * as popups from "./popups.js";
import * as sidebars from "./sidebar.js";
import * as timelines from "./timeline.js";
import * as views from "./views.js";

/** Return everything that stands in the pane. */
export function pane() {
  if (!people.viewer()) {
    return h("div", { class: "slack" }, h("p", { class: "slack-empty" }, "Nobody of the cast is in Slack."));
  }
  const place = places.current();
  const room = places.room();
  homes.visit(place === places.HOME ? "home" : place === places.BOT ? "messages" : "");
  if (room) places.look(room);
  const window = elements.question() ?? views.uppermost();
  if (!window) dialogs.none();
  return h("div", { class: "slack", on: { pointerdown: popups.pressedOutside } },
    head(),
    live.get("slack", {}).is_down
      ? h("p", { class: "slack-down", role: "status", key: "down" }, "Slack is down (you switched it off).")
      : null,
    h("div", { class: "slack-body", key: "body" },
      h("div", { class: "slack-frame", key: "frame", inert: Boolean(window) },
        sidebars.sidebar(),
        place === places.HOME ? ownPage() : conversation(room)),
      window ? dialogs.dialog(window) : null));
}

function ownPage() {
  return h("section", { class: "slack-main", key: "home", "aria-label": "Home" },
    title("Home"), homes.home(), notes.strip());
}

function head() {
  const me = people.viewer();
  const options = people.people().map((one) => h("option", {
    value: one.id, key: one.id, selected: one.id === me.id,
  }, one.title ? `${people.nameOf(one.id)} · ${one.title}` : people.nameOf(one.id)));
  return h("header", { class: "slack-head", key: "head" },
    h("h2", {}, "Slack"),
    h("p", { class: "slack-team" }, live.get("slack", {}).team ?? ""),
    h("div", { class: "slack-you" },
      h("label", { for: "slack-viewer" }, "You are"),
      h("select", {
        id: "slack-viewer", value: me.id,
        on: { change: (event) => people.become(event.target.value) },
      }, options)));
}

function title(words, more = null) {
  return h("header", { class: "slack-title", key: "title" }, h("h3", {}, words), more);
}

function conversation(room) {
  const ts = places.thread();
  const isChannel = room.kind !== "im";
  const count = live.get("slack.channels", []).find((one) => one.id === room.id)?.members.length;
  const about = isChannel ? h("span", { class: "slack-small" }, `${count} members`) : h("span", { class: "slack-small" }, "What the app tells you alone");
  return [
    h("section", { class: "slack-main", key: "main", "aria-label": room.name },
      title(isChannel ? `#${room.name}` : room.name, about),
      timelines.conversation(room),
      notes.strip(),
      foot(room)),
    ts ? thread(room, ts) : null,
  ];
}

function foot(room) {
  if (room.isArchived) return h("p", { class: "slack-closed" }, "This channel is archived.");
  // Source: Slack's words where an app's Messages tab is read-only.
  if (room.kind === "im") return h("p", { class: "slack-closed" }, "Sending messages to this app has been turned off.");
  return composers.composer(room);
}

function thread(room, ts) {
  const leave = () => places.openThread(null);
  return h("section", {
    class: "slack-thread", key: "thread", "aria-label": "Thread",
    on: { keydown: (event) => { if (event.key === "Escape" && !event.defaultPrevented) leave(); } },
  },
  h("header", { class: "slack-title" }, h("h3", {}, "Thread"), h("span", { class: "slack-small" }, `#${room.name}`),
    h("button", { type: "button", class: "slack-icon-button", "aria-label": "Close thread", on: { click: leave } }, "\u00D7")),
  timelines.thread(room, ts),
  composers.composer(room, ts));
}
