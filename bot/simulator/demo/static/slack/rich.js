/** Show rich text: what people typed, as Slack keeps it. */

import { h } from "../dom.js";
import * as words from "./words.js";

const STYLES = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"]];

/**
 * Return a `rich_text` block as elements.
 * @param {{elements: object[]}} block
 */
export function richText(block) {
  return block.elements.map(part);
}

function part(one) {
  const inside = one.elements ?? [];
  switch (one.type) {
    case "rich_text_list": {
      const tag = one.style === "ordered" ? "ol" : "ul";
      return h(tag, { class: "slack-points" }, inside.map((item) => h("li", {}, item.elements.map(piece))));
    }
    case "rich_text_quote": return h("blockquote", { class: "slack-quote" }, inside.map(piece));
    case "rich_text_preformatted": return h("pre", { class: "slack-pre" }, inside.map(piece));
    default: return h("span", { class: "slack-said" }, inside.map(piece));
  }
}

function piece(one) {
  switch (one.type) {
    case "user": return words.user(one.user_id);
    case "channel": return words.channel(one.channel_id);
    case "broadcast": return h("span", { class: "slack-mention" }, `@${one.range}`);
    case "link": return words.link(one.url, one.text);
    case "emoji": return words.emoji(one.name);
    case "date": return words.date(Number(one.timestamp), one.format);
    default: return styled(one);
  }
}

function styled(one) {
  let shown = words.plain(one.text ?? "");
  for (const [name, tag] of STYLES) {
    if (one.style?.[name]) shown = [h(tag, name === "code" ? { class: "slack-code" } : {}, shown)];
  }
  return shown;
}
