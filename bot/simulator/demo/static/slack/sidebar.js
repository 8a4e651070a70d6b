/** Show the places of the workspace: channels, the bot's messages, its page. */

import { h } from "../dom.js";
import * as places from "./places.js";

/** Return the list of places; beside the conversation, or above it where it is narrow. */
export function sidebar() {
  const rooms = places.all();
  const bot = rooms.find((one) => one.place === places.BOT);
  return h("nav", { class: "slack-places", "aria-label": "Places in Slack" },
    group("Channels", rooms.filter((one) => one !== bot).map(entry)),
    group("Apps", [entry(bot), entry({ place: places.HOME, kind: "home", name: "Home" })]));
}

function group(title, entries) {
  const id = `slack-places-${title}`;
  return h("div", { class: "slack-place-group", key: title },
    h("p", { class: "slack-place-title", id }, title),
    h("ul", { "aria-labelledby": id }, entries));
}

function entry(room) {
  const isHere = places.current() === room.place;
  const count = room.kind === "home" || isHere ? 0 : places.unread(room);
  return h("li", { key: room.place }, h("button", {
    type: "button", class: `slack-place${count ? " slack-place-unread" : ""}`,
    "aria-current": isHere ? "page" : null, on: { click: () => places.go(room.place) },
  },
  h("span", { class: `slack-sign slack-sign-${room.kind}`, "aria-hidden": "true" }),
  h("span", { class: "slack-place-name" }, room.name),
  count ? h("span", { class: "slack-count" }, String(count), h("span", { class: "slack-unseen" }, " unread")) : null));
}
