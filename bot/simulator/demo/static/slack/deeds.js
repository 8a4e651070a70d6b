/**
 * Do what somebody does in Slack, and keep what is under way and what is open on the
 * screen. Nothing here outlives the page.
 */

import * as live from "../live.js";
import * as people from "./people.js";

/** So long after an act, what opens is its answer, in milliseconds. */
const ANSWERED_WITHIN = 5000;

const busy = new Set();
let actedAt = -Infinity;
const afterwards = [];
const held = new Map();

/**
 * Act as the person on the screen.
 * @param {string} name The act.
 * @param {object} fields Its fields, without the user.
 * @param {string} key What is busy until it returns.
 * @returns {Promise<object|null>} null: it was refused, or is under way already.
 */
export async function act(name, fields, key) {
  if (busy.has(key)) return null;
  const user = people.viewerId();
  busy.add(key);
  // A visit is told by the page itself; nobody waits for its answer.
  if (name !== "open_home") actedAt = performance.now();
  live.changed();
  try {
    const answer = await live.act(name, { user, ...fields });
    // What Slack said of an earlier failure is old news now.
    if (answer.failed === null) hold(`note:${user}`, latestNote(user));
    return answer;
  } catch {
    // The toast has said why.
    return null;
  } finally {
    busy.delete(key);
    live.changed();
  }
}

/** Return whether somebody has just done something here, and waits for an answer. */
export function hasJustActed() {
  return performance.now() - actedAt < ANSWERED_WITHIN;
}

/** Return whether something is under way. */
export function isBusy(key) {
  return busy.has(key);
}

/** Keep something of the screen's own, such as which menu is open, and redraw. */
export function hold(key, value) {
  if (value === null || value === undefined) held.delete(key);
  else held.set(key, value);
  live.changed();
}

/** Forget what is kept under a key, without redrawing. */
export function drop(key) {
  held.delete(key);
}

/** Return what is kept under a key, or what stands for nothing. */
export function holding(key, otherwise = null) {
  return held.get(key) ?? otherwise;
}

/** Return the keys under which something is kept that begin so. */
export function heldKeys(beginning) {
  return [...held.keys()].filter((key) => key.startsWith(beginning));
}

/** Do something once the screen is drawn; called while it is being made. */
export function after(deed) {
  if (!afterwards.length) {
    queueMicrotask(() => {
      for (const each of afterwards.splice(0)) each();
    });
  }
  afterwards.push(deed);
}

/** Return the number of the last thing that Slack told somebody; null: nothing. */
export function latestNote(user) {
  return (live.get(`slack.notes.${user}`, []) ?? []).at(-1)?.number ?? null;
}
