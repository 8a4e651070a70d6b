/** Say who is in the workspace, who looks at the screen, and what they are called. */

import * as live from "../live.js";
import * as time from "../time.js";

/**
 * Return the people whose Slack one can look at: members who are no bots.
 * @returns {Array<{id: string, name: string, real_name: string, title: string,
 *   is_bot: boolean, tz: string, star: string|null}>}
 */
export function people() {
  return live.get("slack.members", []).filter((member) => !member.is_bot);
}

/** Return the member whose Slack is on the screen; undefined: there is nobody. */
export function viewer() {
  const all = people();
  return all.find((member) => member.id === live.ui.viewer) ?? all[0];
}

/** Return the id of the member whose Slack is on the screen; blank: nobody's. */
export function viewerId() {
  return viewer()?.id ?? "";
}

/** Look at somebody's Slack. */
export function become(id) {
  if (id !== viewerId()) live.remember("slackThread", null);
  live.remember("viewer", id);
}

/** Return the member of an id, or undefined. */
export function member(id) {
  return live.get("slack.members", []).find((one) => one.id === id);
}

/** Return what a member is called on the screen. */
export function nameOf(id) {
  const found = member(id);
  if (!found) return id;
  return found.is_bot ? found.name : found.real_name || found.name;
}

/** Return the name of a channel without its sign. */
export function channelName(id) {
  return live.get("slack.channels", []).find((one) => one.id === id)?.name ?? id;
}

/** Return the instant of the story and the zone of whoever reads. */
export function reader() {
  return { now: time.now(), zone: viewer()?.tz ?? time.zone() };
}

/** Return the two letters that stand for a member. */
export function initials(id) {
  const parts = nameOf(id).split(/[\s.]+/).filter(Boolean);
  const letters = parts.length > 1 ? parts[0][0] + parts.at(-1)[0] : (parts[0] ?? "?").slice(0, 2);
  return letters.toUpperCase();
}

/** Return which of the eight colours stands for a member; always the same. */
export function colour(id) {
  let sum = 0;
  for (const sign of id) sum = (sum * 31 + sign.codePointAt(0)) % 997;
  return sum % 8;
}
