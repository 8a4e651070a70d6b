/**
 * Show the parts of messages and pages that do something at once: buttons, menus,
 * boxes that are sent when they are ticked.
 */

import { h } from "../dom.js";
import * as deeds from "./deeds.js";
import * as fields from "./fields.js";
import * as people from "./people.js";
import * as popups from "./popups.js";
import * as values from "./values.js";
import * as words from "./words.js";

/** How long what was chosen is shown before Slack has confirmed it, in milliseconds. */
const SHOWN_FOR = 1500;

/**
 * @typedef {object} Surface Where blocks stand.
 * @property {"message"|"view"|"home"} kind
 * @property {string} key Names it on the whole screen.
 * @property {object} where For acts: `{channel, ts}`, `{view}` or `{home: true}`.
 * @property {object} values What stands in its fields: block, action, state.
 * @property {object} [errors] What is wrong with its fields, by block.
 */

/**
 * Return one element that acts at once.
 * @param {object} block The block it stands in.
 * @param {object} element
 * @param {Surface} surface
 */
export function element(block, element, surface) {
  const key = `${surface.key}|${block.block_id}|${element.action_id}`;
  switch (element.type) {
    case "image": return h("span", { class: "slack-image" }, element.alt_text);
    case "button": return button(block, element, surface, key);
    case "overflow": return overflow(block, element, surface, key);
    case "static_select":
    case "users_select": return menu(block, element, surface, key);
    default: return boxes(block, element, surface, key);
  }
}

/** Ask first, where the bot wants that, then do it. */
function confirmed(element, key, deed) {
  if (!element.confirm) deed();
  else deeds.hold("confirm", { key, words: element.confirm, deed });
}

function press(block, element, surface, key, value) {
  const fields = {
    where: surface.where, action_id: element.action_id, block_id: block.block_id,
    ...(value === undefined ? {} : { value }),
  };
  return deeds.act("press", fields, key);
}

function button(block, element, surface, key) {
  const isBusy = deeds.isBusy(key);
  const style = element.style ? ` slack-button-${element.style}` : "";
  return h("button", {
    type: "button", key, class: `slack-button${style}`,
    "aria-disabled": isBusy ? "true" : null, "aria-label": element.accessibility_label ?? null,
    on: {
      click: () => {
        if (isBusy) return;
        confirmed(element, key, () => press(block, element, surface, key, element.value));
      },
    },
  }, words.textObject(element.text), isBusy ? h("span", { class: "slack-spin", "aria-hidden": "true" }) : null);
}

function overflow(block, element, surface, key) {
  return popups.popup({
    key, label: "More actions", face: "\u22EF", isDisabled: deeds.isBusy(key),
    className: "slack-button slack-button-dots",
    items: element.options.map((option) => ({
      text: words.textObject(option.text), value: option.value, hint: option.description?.text,
    })),
    pick: (value) => confirmed(element, key, () => press(block, element, surface, key, value)),
  });
}

/** Choose something at once, and show it until Slack has confirmed it. */
function choose(block, element, surface, key, value) {
  confirmed(element, key, async () => {
    deeds.hold(`chosen:${key}`, { value });
    const done = await deeds.act("choose", {
      where: surface.where, action_id: element.action_id, block_id: block.block_id, value,
    }, key);
    const forget = () => deeds.hold(`chosen:${key}`, null);
    if (done === null) forget();
    else setTimeout(forget, SHOWN_FOR);
  });
}

function current(block, element, surface, key) {
  const chosen = deeds.holding(`chosen:${key}`);
  if (chosen) return chosen.value;
  return values.valueOf(element, surface.values?.[block.block_id]?.[element.action_id]);
}

function menu(block, element, surface, key) {
  const value = current(block, element, surface, key);
  const options = element.type === "users_select"
    ? people.people().map((one) => (
      { group: "", option: { value: one.id, text: { type: "plain_text", text: people.nameOf(one.id) } } }))
    : values.optionsOf(element);
  const chosen = options.find((one) => one.option.value === value)?.option;
  const placeholder = element.placeholder?.text ?? "Choose one";
  const face = chosen ? words.bare(chosen.text) : placeholder;
  return popups.popup({
    key, label: chosen ? `${placeholder} ${face}` : placeholder, isList: true,
    face: h("span", { class: "slack-menu-face" }, face),
    isDisabled: deeds.isBusy(key), className: "slack-button slack-menu",
    items: options.map(({ option, group }) => ({
      text: words.textObject(option.text), value: option.value, group,
      isChosen: option.value === value,
    })),
    pick: (picked) => choose(block, element, surface, key, picked),
  });
}

function boxes(block, element, surface, key) {
  const label = block.text ? words.bare(block.text) : titleOf(element);
  return h("div", { class: "slack-field-alone", key }, fields.field(element, {
    id: `slack-${key}`.replace(/[^\w-]/g, "_"), label,
    value: current(block, element, surface, key),
    change: (value) => choose(block, element, surface, key, value),
  }));
}

function titleOf(element) {
  return element.placeholder?.text ?? (fields.isGroup(element) ? "Tick what applies" : "Choose");
}

/** Return the window that asks whether something is meant; null: none is to be asked. */
export function question() {
  const asked = deeds.holding("confirm");
  if (!asked) return null;
  const leave = () => deeds.hold("confirm", null);
  return {
    key: `confirm ${asked.key}`, title: asked.words.title.text, isAlert: true, leave,
    body: h("p", {}, words.textObject(asked.words.text)),
    send: () => { leave(); asked.deed(); },
    foot: [
      h("button", { type: "button", class: "slack-button", on: { click: leave } }, asked.words.deny.text),
      h("button", {
        type: "submit",
        class: `slack-button slack-button-${asked.words.style === "danger" ? "danger" : "primary"}`,
      }, asked.words.confirm.text),
    ],
  };
}
