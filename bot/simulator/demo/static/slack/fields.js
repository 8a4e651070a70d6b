/** Show the fields of forms: what one writes, ticks and picks. */

import { h } from "../dom.js";
import * as dates from "./dates.js";
import * as people from "./people.js";
import * as values from "./values.js";
import * as words from "./words.js";

const TYPES = {
  plain_text_input: "text", email_text_input: "email", url_text_input: "url",
  number_input: "number", datepicker: "date", timepicker: "time",
};

/**
 * @typedef {object} Use How a field is used where it stands.
 * @property {string} id Of the field on the page.
 * @property {any} value What stands in it, as `values.valueOf` has it.
 * @property {(value: any) => void} change Told of what stands in it from now on.
 * @property {string} [describedBy] Ids of what is said about it.
 * @property {boolean} [isInvalid]
 * @property {boolean} [isRequired]
 * @property {boolean} [isDisabled]
 * @property {string} [label] What it is, where nothing on the screen says so.
 */

/** Return whether a field consists of several boxes, which a legend names. */
export function isGroup(element) {
  return ["checkboxes", "radio_buttons", "multi_static_select", "multi_users_select"]
    .includes(element.type);
}

/**
 * Return a field.
 * @param {object} element As the bot made it.
 * @param {Use} use
 */
export function field(element, use) {
  if (isGroup(element)) return boxes(element, use);
  if (element.type === "datetimepicker") return instant(element, use);
  if (element.type.endsWith("_select")) return select(element, use);
  return written(element, use);
}

/** Return the attributes that every field has. */
function common(use) {
  return {
    id: use.id, "aria-describedby": use.describedBy || null,
    "aria-invalid": use.isInvalid ? "true" : null,
    "aria-required": use.isRequired ? "true" : null,
    "aria-label": use.label || null, disabled: Boolean(use.isDisabled),
  };
}

function written(element, use) {
  const props = {
    ...common(use), class: "slack-input", value: use.value ?? "",
    placeholder: element.placeholder?.text ?? null,
    maxlength: element.max_length ?? null, minlength: element.min_length ?? null,
    on: { input: (event) => use.change(event.target.value || null) },
  };
  if (element.multiline) return [h("textarea", { ...props, rows: "4" }), counter(element, use)];
  const more = element.type === "number_input"
    ? { step: element.is_decimal_allowed ? "any" : "1", min: element.min_value ?? null, max: element.max_value ?? null }
    : {};
  const input = h("input", {
    ...props, ...more, type: TYPES[element.type] ?? "text", autocomplete: "off",
  });
  return [input, counter(element, use)];
}

/** Return how many characters are left, once that begins to matter. */
function counter(element, use) {
  const most = element.max_length;
  const left = most - (use.value ?? "").length;
  if (!most || left > Math.min(100, most / 5)) return null;
  return h("p", { class: "slack-counter", key: "left" }, `${left} characters left`);
}

function instant(element, use) {
  const { zone } = people.reader();
  return h("input", {
    ...common(use), class: "slack-input", type: "datetime-local",
    value: use.value === null ? "" : dates.toLocal(use.value, zone),
    on: { change: (event) => use.change(dates.toSeconds(event.target.value, zone)) },
  });
}

function select(element, use) {
  const choices = element.type === "users_select"
    ? people.people().map((one) => ({ value: one.id, text: people.nameOf(one.id), group: "" }))
    : values.optionsOf(element).map(({ option, group }) => (
      { value: option.value, text: words.bare(option.text), group }));
  const shown = choices.map((one) => (
    h("option", { value: one.value, key: one.value, selected: one.value === use.value }, one.text)));
  const groups = [...new Set(choices.map((one) => one.group))];
  const inside = groups.some(Boolean)
    ? groups.map((group) => h("optgroup", { label: group, key: group },
      shown.filter((_, place) => choices[place].group === group)))
    : shown;
  const none = element.placeholder?.text ?? "Choose one";
  return h("select", {
    ...common(use), class: "slack-input", value: use.value ?? "",
    on: { change: (event) => use.change(event.target.value || null) },
  }, h("option", { value: "", key: "", selected: use.value === null }, none), inside);
}

function boxes(element, use) {
  const isOne = element.type === "radio_buttons";
  const users = element.type === "multi_users_select";
  const options = users
    ? people.people().map((one) => ({ value: one.id, text: { type: "plain_text", text: people.nameOf(one.id) } }))
    : values.optionsOf(element).map((one) => one.option);
  const rows = options.map((option, place) => {
    const isOn = isOne ? use.value === option.value : use.value.includes(option.value);
    const change = (event) => use.change(
      isOne ? option.value : values.toggled(use.value, option.value, event.target.checked));
    const described = option.description ? `${use.id}-${place}-more` : null;
    return h("label", { class: "slack-box", key: option.value },
      h("input", {
        type: isOne ? "radio" : "checkbox", name: use.id, id: `${use.id}-${place}`,
        value: option.value, checked: isOn, disabled: Boolean(use.isDisabled),
        "aria-describedby": [described, use.describedBy].filter(Boolean).join(" ") || null,
        "aria-invalid": use.isInvalid ? "true" : null, on: { change },
      }),
      h("span", {}, words.textObject(option.text),
        option.description ? h("small", { id: described }, words.textObject(option.description)) : null));
  });
  return h("div", {
    id: use.id, class: "slack-boxes", role: isOne ? "radiogroup" : "group",
    "aria-label": use.label || null, "aria-labelledby": use.label ? null : `${use.id}-label`,
  }, rows);
}
