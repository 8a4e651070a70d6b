/** Show one message, with what can be done to it. */

import { h } from "../dom.js";
import * as live from "../live.js";
import * as blockKit from "./blocks.js";
import * as dates from "./dates.js";
import * as deeds from "./deeds.js";
import * as mrkdwn from "./mrkdwn.js";
import * as people from "./people.js";
import * as places from "./places.js";
import * as popups from "./popups.js";
import * as words from "./words.js";

const EDIT = "edit", DELETE = "delete", SHORTCUT = "shortcut:";

/**
 * Return a message.
 * @param {object} message As section `slack.messages.*` has it.
 * @param {object} use
 * @param {string} use.channel Its conversation.
 * @param {boolean} [use.isRunOn] Whether it follows another one of the same person.
 * @param {object[]} [use.replies] Below it; left out inside a thread.
 */
export function message(message, { channel, isRunOn, replies }) {
  const key = `m:${channel}:${message.ts}`;
  const at = new Date(message.at);
  const { zone } = people.reader();
  const name = people.nameOf(message.user_id);
  const said = dates.timeOfDay(at, zone);
  const isEdited = message.edits > 0;
  const isOpen = deeds.holding("editing") === key;
  return h("article", {
    key: message.ts, "aria-label": `${name}, ${said}`,
    class: `slack-message${message.ephemeral_for ? " slack-ephemeral" : ""}${isRunOn ? " slack-run-on" : ""}`,
  },
  avatar(message, isRunOn, said),
  h("div", { class: "slack-message-main" },
    message.ephemeral_for ? onlyYou(key) : null,
    isRunOn ? null : head(message, name, at, said, zone),
    isOpen ? editor(message, channel, key) : body(message, channel, key),
    isEdited && !isOpen ? h("span", { class: "slack-edited", title: times(message.edits) }, "(edited)") : null,
    replies?.length ? below(message, replies, zone) : null),
  message.ephemeral_for || isOpen ? null : tools(message, channel, key, Boolean(replies)));
}

function avatar(message, isRunOn, said) {
  if (isRunOn) return h("span", { class: "slack-gutter", "aria-hidden": "true" }, said.replace(/ [AP]M$/, ""));
  const tone = message.is_bot ? "slack-avatar-bot" : `slack-tone-${people.colour(message.user_id)}`;
  return h("span", { class: `slack-avatar ${tone}`, "aria-hidden": "true" }, people.initials(message.user_id));
}

function head(message, name, at, said, zone) {
  return h("p", { class: "slack-message-head" },
    h("strong", {}, name),
    message.is_bot ? h("span", { class: "slack-app" }, "APP") : null,
    h("time", { datetime: message.at, title: dates.inFull(at, zone) }, said));
}

function body(message, channel, key) {
  const choices = live.get(`slack.choices.${people.viewerId()}`, {}) ?? {};
  if (!message.blocks.length) return h("p", { class: "slack-said" }, words.marked(message.text));
  return h("div", { class: "slack-blocks" }, blockKit.blocks(message.blocks, {
    kind: "message", key, where: { channel, ts: message.ts },
    values: choices[`${channel}:${message.ts}`] ?? {},
  }));
}

function times(edits) {
  return edits === 1 ? "Changed once" : `Changed ${edits} times`;
}

function onlyYou(key) {
  return h("p", { class: "slack-only-you" }, "Only visible to you",
    h("button", {
      type: "button", class: "slack-link-button",
      on: { click: () => deeds.hold(`gone:${key}`, true) },
    }, "Dismiss message"));
}

/** Return whether somebody dismissed a message that only they see. */
export function isGone(message, channel) {
  return Boolean(message.ephemeral_for) && deeds.holding(`gone:m:${channel}:${message.ts}`) === true;
}

/** Return the button that opens the thread below a message. */
function below(message, replies, zone) {
  const counted = replies.filter((one) => !one.ephemeral_for);
  const last = replies.at(-1);
  const number = counted.length === 1 ? "1 reply" : `${counted.length} replies`;
  return h("button", {
    type: "button", class: "slack-replies", on: { click: () => places.openThread(message.ts) },
  }, h("strong", {}, number), ` Last at ${dates.timeOfDay(new Date(last.at), zone)}`);
}

/** Return what stands over a message for whoever points at it. */
function tools(message, channel, key, hasThread) {
  const isOwn = message.user_id === people.viewerId();
  const shortcuts = (live.get("slack", {}).shortcuts ?? []).filter((one) => one.kind === "message");
  const items = [
    ...shortcuts.map((one) => ({ text: one.name, value: SHORTCUT + one.callback_id, hint: "holdfast" })),
    ...(isOwn ? [{ text: "Edit message", value: EDIT }, { text: "Delete message…", value: DELETE, isDanger: true }] : []),
  ];
  return h("div", { class: "slack-tools" },
    hasThread ? h("button", {
      type: "button", class: "slack-icon-button", "aria-label": "Reply in thread", title: "Reply in thread",
      on: { click: () => places.openThread(message.ts) },
    }, h("span", { class: "slack-sign-thread", "aria-hidden": "true" })) : null,
    items.length ? popups.popup({
      key: `more:${key}`, label: "More message actions", face: "\u22EF", items,
      isDisabled: deeds.isBusy(key), pick: (value) => pick(value, message, channel, key),
    }) : null);
}

function pick(value, message, channel, key) {
  const where = { channel, ts: message.ts };
  if (value === EDIT) {
    deeds.hold("editing", key);
    deeds.after(() => requestAnimationFrame(() => document.getElementById("slack-edit")?.focus()));
  } else if (value === DELETE) {
    deeds.hold("confirm", {
      key, deed: () => deeds.act("delete", where, key),
      words: {
        title: { type: "plain_text", text: "Delete message" },
        text: { type: "plain_text", text: "Are you sure you want to delete this message? This cannot be undone." },
        confirm: { type: "plain_text", text: "Delete" }, deny: { type: "plain_text", text: "Cancel" },
        style: "danger",
      },
    });
  } else {
    deeds.act("message_shortcut", { ...where, callback_id: value.slice(SHORTCUT.length) }, key);
  }
}

/** Return the field in which somebody changes a message of their own. */
function editor(message, channel, key) {
  const leave = () => deeds.hold("editing", null);
  const save = async () => {
    const said = document.getElementById("slack-edit").value.trim();
    const done = said && await deeds.act("edit", { channel, ts: message.ts, words: said }, key);
    if (done) leave();
  };
  const keydown = (event) => {
    if (event.key === "Escape") leave();
    else if (event.key === "Enter" && !event.shiftKey) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return h("div", { class: "slack-editor", key: "editor" },
    h("textarea", {
      id: "slack-edit", class: "slack-input", rows: "2", "aria-label": "Edit message",
      value: mrkdwn.unescape(message.text), on: { keydown },
    }),
    h("div", { class: "slack-editor-foot" },
      h("button", { type: "button", class: "slack-button", on: { click: leave } }, "Cancel"),
      h("button", { type: "button", class: "slack-button slack-button-primary", on: { click: save } }, "Save")));
}
