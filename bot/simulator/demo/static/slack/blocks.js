/** Show Block Kit: every block that the bot makes, and the rest that is common. */

import { h } from "../dom.js";
import * as drafts from "./drafts.js";
import * as elements from "./elements.js";
import * as fields from "./fields.js";
import * as rich from "./rich.js";
import * as words from "./words.js";

/**
 * Return blocks as elements.
 * @param {object[]} blocks As the bot made them.
 * @param {import("./elements.js").Surface} surface Where they stand.
 */
export function blocks(blocks, surface) {
  return blocks.map((block) => h("div", {
    class: `slack-block slack-block-${block.type}`, key: block.block_id,
  }, inside(block, surface)));
}

function inside(block, surface) {
  switch (block.type) {
    case "header": return h("h4", { class: "slack-header" }, words.plain(block.text.text));
    case "divider": return h("hr", {});
    case "section": return section(block, surface);
    case "context": return context(block);
    case "actions":
      return block.elements.map((one) => elements.element(block, one, surface));
    case "input": return input(block, surface);
    case "image": return h("p", { class: "slack-image" }, block.alt_text);
    case "rich_text": return rich.richText(block);
    case "markdown": return h("p", { class: "slack-said" }, words.marked(block.text));
    default: return h("p", { class: "slack-image" }, `A block of the type ${block.type}`);
  }
}

function section(block, surface) {
  const said = [
    block.text ? h("div", { class: "slack-said" }, words.textObject(block.text)) : null,
    block.fields ? h("div", { class: "slack-fields" }, block.fields.map((one) => (
      h("div", { class: "slack-said" }, words.textObject(one))))) : null,
  ];
  if (!block.accessory) return said;
  return [
    h("div", { class: "slack-beside" }, said),
    elements.element(block, block.accessory, surface),
  ];
}

function context(block) {
  return block.elements.map((one) => (one.type === "image"
    ? h("span", { class: "slack-image" }, one.alt_text)
    : h("span", { class: "slack-small" }, words.textObject(one))));
}

/** Return a field with what is asked above it, and what is wrong with it below. */
function input(block, surface) {
  const { element } = block;
  const id = `slack-${surface.key}-${block.block_id}`.replace(/[^\w-]/g, "_");
  const error = surface.errors?.[block.block_id];
  const described = [
    error ? `${id}-error` : null, block.hint ? `${id}-hint` : null,
  ].filter(Boolean).join(" ");
  const state = surface.values?.[block.block_id]?.[element.action_id];
  const draft = drafts.draft(surface, block, element, state);
  const optional = block.optional ? h("span", { class: "slack-optional" }, " (optional)") : null;
  const label = [block.label.text, optional];
  return [
    fields.isGroup(element)
      ? h("div", { class: "slack-label", id: `${id}-label` }, label)
      : h("label", { class: "slack-label", id: `${id}-label`, for: id }, label),
    fields.field(element, {
      id, value: draft, describedBy: described, isInvalid: Boolean(error),
      isRequired: !block.optional,
      change: (value) => drafts.keep(surface, block, element, value),
    }),
    error ? h("p", { class: "slack-error", id: `${id}-error`, key: "error" }, error) : null,
    block.hint ? h("p", { class: "slack-hint", id: `${id}-hint` }, words.textObject(block.hint)) : null,
  ];
}
