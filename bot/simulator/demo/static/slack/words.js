/** Show mrkdwn and plain text objects of Slack as elements. */

import { h } from "../dom.js";
import * as dates from "./dates.js";
import { EMOJI, SIGNS } from "./emoji.js";
import * as mrkdwn from "./mrkdwn.js";
import * as people from "./people.js";

const TAGS = { bold: "strong", italic: "em", strike: "s" };

/**
 * Return a text object, `mrkdwn` or `plain_text`, as elements.
 * @param {{type: string, text: string}} text
 */
export function textObject(text) {
  if (!text) return [];
  return text.type === "mrkdwn" ? marked(text.text) : plain(text.text);
}

/** Return mrkdwn as elements. */
export function marked(text) {
  return mrkdwn.parse(text).map(node);
}

/** Return plain text as elements; signs that are drawn are drawn here too. */
export function plain(text) {
  const parts = [];
  let rest = "";
  for (const sign of text) {
    if (SIGNS.has(sign)) {
      parts.push(rest, emoji(SIGNS.get(sign)));
      rest = "";
    } else rest += sign;
  }
  return [...parts, rest].filter((part) => part !== "");
}

/** Return an emoji that we draw; its name between colons where we do not. */
export function emoji(name) {
  if (!EMOJI.has(name)) return `:${name}:`;
  return h("span", {
    class: `slack-emoji slack-emoji-${name}`, role: "img", "aria-label": EMOJI.get(name),
  });
}

/** Return a mention of somebody. */
export function user(id) {
  const own = id === people.viewerId() ? " slack-mention-own" : "";
  return h("span", { class: `slack-mention${own}` }, `@${people.nameOf(id)}`);
}

/** Return the mention of a channel. */
export function channel(id, label = "") {
  return h("span", { class: "slack-mention" }, `#${label || people.channelName(id)}`);
}

/** Return a link; it is shown and leads nowhere. */
export function link(url, label) {
  return h("span", { class: "slack-link", title: url }, label || url);
}

/**
 * Return an instant in the reader's zone.
 * @param {number} seconds Since 1970.
 * @param {string} shape Its tokens.
 */
export function date(seconds, shape) {
  const reader = people.reader();
  const at = new Date(seconds * 1000);
  const title = dates.inFull(at, reader.zone);
  const said = dates.write(seconds, shape, reader);
  return h("time", { datetime: at.toISOString(), title }, said);
}

/** Return the words of a text object, for labels. */
export function bare(text) {
  if (!text) return "";
  if (text.type !== "mrkdwn") return text.text;
  return mrkdwn.words(text.text, (one) => {
    if (one.kind === "user") return `@${people.nameOf(one.id)}`;
    if (one.kind === "channel") return `#${one.text || people.channelName(one.id)}`;
    if (one.kind === "date") return dates.write(one.seconds, one.shape, people.reader());
    if (one.kind === "emoji") return EMOJI.get(one.name) ?? one.text;
    return one.text ?? "";
  });
}

function node(one) {
  const inside = () => one.children.map(node);
  switch (one.kind) {
    case "break": return h("br", {});
    case "bold":
    case "italic":
    case "strike": return h(TAGS[one.kind], {}, inside());
    case "quote": return h("blockquote", { class: "slack-quote" }, inside());
    case "item": return h("span", { class: "slack-item" }, inside());
    case "code": return h("code", { class: "slack-code" }, one.text);
    case "pre": return h("pre", { class: "slack-pre" }, one.text);
    case "link": return link(one.url, one.text);
    case "user": return user(one.id);
    case "channel": return channel(one.id, one.text);
    case "special": return h("span", { class: "slack-mention" }, one.text);
    case "date": return date(one.seconds, one.shape);
    case "emoji": return emoji(one.name);
    default: return one.text;
  }
}
