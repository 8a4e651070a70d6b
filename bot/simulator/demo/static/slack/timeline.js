/** Show a conversation and the thread beside it, the newest at the bottom. */

import { h } from "../dom.js";
import * as live from "../live.js";
import * as dates from "./dates.js";
import * as deeds from "./deeds.js";
import * as messages from "./messages.js";
import * as people from "./people.js";
import * as places from "./places.js";

/** Within so long, messages of one person stand together, in milliseconds. */
const TOGETHER_FOR = 5 * 60 * 1000;
/** So close to the bottom, new messages are scrolled to, in pixels. */
const NEAR = 60;
const lastShown = new Map();
/** The newest message that somebody had in sight, by list. */
const lastSeen = new Map();

/**
 * Return the messages of a conversation.
 * @param {{id: string|null, name: string, kind: string}} room
 */
export function conversation(room) {
  const all = places.messages(room.id).filter((one) => !messages.isGone(one, room.id));
  const threads = new Map();
  for (const one of all.filter(places.isReply)) {
    threads.set(one.thread_ts, [...(threads.get(one.thread_ts) ?? []), one]);
  }
  const lines = [];
  let before = null;
  for (const one of all.filter((each) => !places.isReply(each))) {
    if (!before || !isSameDay(before, one)) lines.push(dayLine(one));
    lines.push(messages.message(one, {
      channel: room.id, isRunOn: isRunOn(before, one),
      replies: room.kind === "im" ? undefined : threads.get(one.ts) ?? [],
    }));
    before = one;
  }
  const name = room.kind === "im" ? room.name : `#${room.name}`;
  const empty = h("p", { class: "slack-empty", key: "empty" },
    room.kind === "im" ? "Nothing was said here yet." : `This is the beginning of ${name}.`);
  const newest = all.findLast((one) => !places.isReply(one))?.ts;
  return log("slack-log", `Messages in ${name}`, lines.length ? lines : [empty], room.place, newest);
}

/**
 * Return a thread: its first message, and the replies.
 * @param {{id: string}} room
 * @param {string} ts
 */
export function thread(room, ts) {
  const { root, replies } = places.threadOf(room.id, ts);
  const shown = replies.filter((one) => !messages.isGone(one, room.id));
  const count = shown.filter((one) => !one.ephemeral_for).length;
  const lines = [
    root ? messages.message(root, { channel: room.id }) : null,
    count ? h("p", { class: "slack-day", key: "count" }, h("span", {}, count === 1 ? "1 reply" : `${count} replies`)) : null,
    ...shown.map((one, place) => messages.message(one, {
      channel: room.id, isRunOn: place > 0 && isRunOn(shown[place - 1], one),
    })),
  ];
  return log("slack-thread-log", "Messages in this thread", lines, ts, shown.at(-1)?.ts);
}

/** Go to the newest message of a conversation, or of its thread. */
export function toEnd(isThread) {
  deeds.after(() => requestAnimationFrame(() => scrollToEnd(isThread ? "slack-thread-log" : "slack-log")));
  live.changed();
}

/** Return the list, which stays at its end while somebody reads there. */
function log(id, label, lines, subject, newest) {
  const drawn = document.getElementById(id);
  const who = `${subject} ${people.viewerId()}`;
  const isNew = lastShown.get(id) !== who || !drawn;
  const isNear = drawn && drawn.scrollHeight - drawn.scrollTop - drawn.clientHeight < NEAR;
  lastShown.set(id, who);
  if (isNew || isNear) {
    lastSeen.set(id, newest);
    deeds.after(() => scrollToEnd(id));
  }
  return h("div", { class: "slack-log-frame", key: `${id} ${who}` },
    h("div", {
      id, class: "slack-log", role: "log", "aria-label": label, "aria-relevant": "additions",
      tabindex: "0",
    }, lines),
    newest > (lastSeen.get(id) ?? "") ? h("button", {
      type: "button", class: "slack-newer", on: { click: () => scrollToEnd(id) },
    }, "New messages ↓") : null);
}

function scrollToEnd(id) {
  const drawn = document.getElementById(id);
  if (drawn) drawn.scrollTop = drawn.scrollHeight;
}

function dayLine(message) {
  const said = dates.dayLine(new Date(message.at), people.reader());
  return h("p", { class: "slack-day", key: `day ${message.ts}` }, h("span", {}, said));
}

function isSameDay(one, other) {
  return dates.isSameDay(new Date(one.at), new Date(other.at), people.reader().zone);
}

function isRunOn(before, one) {
  if (!before || before.user_id !== one.user_id || before.ephemeral_for || one.ephemeral_for) return false;
  if (one.is_bot || !isSameDay(before, one)) return false;
  return new Date(one.at) - new Date(before.at) < TOGETHER_FOR;
}
