/** Say which conversation is on the screen, which thread, and what is unread. */

import * as live from "../live.js";
import * as people from "./people.js";

/** The place that is the app's own page. */
export const HOME = "home";
/** The place that is the conversation with the bot, which may not exist yet. */
export const BOT = "bot";

/**
 * Return the conversations of the person on the screen: channels, then the one with
 * the bot.
 * @returns {Array<{place: string, kind: string, name: string, id: string|null,
 *   isArchived: boolean}>}
 */
export function all() {
  const me = people.viewerId();
  const channels = live.get("slack.channels", []);
  const rooms = channels
    .filter((one) => one.kind !== "im" && one.members.includes(me))
    .map((one) => ({
      place: one.id, kind: one.kind, name: one.name, id: one.id, isArchived: one.is_archived,
    }));
  const direct = channels.find((one) => one.im_user_id === me);
  const bot = people.nameOf(live.get("slack", {}).bot_user_id ?? "");
  return [
    ...rooms,
    { place: BOT, kind: "im", name: bot, id: direct?.id ?? null, isArchived: false },
  ];
}

/** Return the place on the screen: a channel's id, `bot` or `home`. */
export function current() {
  const wanted = live.ui.slackPlace;
  const rooms = all();
  if (wanted === HOME || rooms.some((one) => one.place === wanted)) return wanted;
  const dispatch = live.get("slack", {}).dispatch;
  return (rooms.find((one) => one.id === dispatch) ?? rooms[0]).place;
}

/** Return the conversation on the screen; undefined on the app's own page. */
export function room() {
  return all().find((one) => one.place === current());
}

/** Show a place. */
export function go(place) {
  live.remember("slackThread", null);
  live.remember("slackPlace", place);
}

/** Return the thread that is open beside the conversation; null: none. */
export function thread() {
  return live.ui.slackThread ?? null;
}

/** Open the thread below a message; null closes it. */
export function openThread(ts) {
  live.remember("slackThread", ts);
}

/**
 * Return what the person on the screen sees in a conversation, oldest first.
 * @param {string|null} channelId
 */
export function messages(channelId) {
  const me = people.viewerId();
  return live.get(`slack.messages.${channelId}`, [])
    .filter((one) => !one.ephemeral_for || one.ephemeral_for === me);
}

/** Return whether a message stands in a thread below another. */
export function isReply(message) {
  return Boolean(message.thread_ts) && message.thread_ts !== message.ts;
}

/** Return the thread of a message: its first message, and the replies. */
export function threadOf(channelId, ts) {
  const there = messages(channelId);
  return {
    root: there.find((one) => one.ts === ts),
    replies: there.filter((one) => isReply(one) && one.thread_ts === ts),
  };
}

/** Return how many messages of others are newer than when somebody last looked. */
export function unread(room) {
  const me = people.viewerId();
  const seen = live.ui.slackSeen?.[me]?.[room.place] ?? "";
  return messages(room.id).filter((one) => one.ts > seen && one.user_id !== me).length;
}

/** Remember that a conversation was looked at. */
export function look(room) {
  const me = people.viewerId();
  const last = messages(room.id).at(-1)?.ts ?? "";
  const seen = live.ui.slackSeen ?? {};
  if (document.hidden || (seen[me]?.[room.place] ?? "") >= last) return;
  live.remember("slackSeen", { ...seen, [me]: { ...seen[me], [room.place]: last } });
}
