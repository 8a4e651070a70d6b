/**
 * Turn what stands in a field, as Slack keeps it, into what the acts of the page take;
 * pure.
 */

const SLOTS = {
  datepicker: "selected_date", timepicker: "selected_time",
  datetimepicker: "selected_date_time", users_select: "selected_user",
  multi_users_select: "selected_users", conversations_select: "selected_conversation",
  channels_select: "selected_channel", static_select: "selected_option",
  radio_buttons: "selected_option", multi_static_select: "selected_options",
  checkboxes: "selected_options",
};
const SEVERAL = new Set(["checkboxes", "multi_static_select", "multi_users_select"]);

/** Return whether a field takes several values. */
function takesSeveral(element) {
  return SEVERAL.has(element.type);
}

/**
 * Return what stands in a field: text, a number, an option's value, or a list of them.
 * @param {object} element The field.
 * @param {object} [state] As Slack keeps it; undefined: as the bot made it.
 */
export function valueOf(element, state) {
  const slot = SLOTS[element.type] ?? "value";
  const initial = `initial_${slot.replace("selected_", "")}`;
  const kept = state ? state[slot] : element[initial];
  if (takesSeveral(element)) return (kept ?? []).map((one) => one.value ?? one);
  if (kept && typeof kept === "object") return kept.value;
  return kept ?? null;
}

/**
 * Return the options of a menu, with the group of each where it has groups.
 * @param {object} element
 * @returns {Array<{option: object, group: string}>}
 */
export function optionsOf(element) {
  const groups = element.option_groups ?? [{ options: element.options ?? [] }];
  return groups.flatMap((group) => group.options.map(
    (option) => ({ option, group: group.label?.text ?? "" }),
  ));
}

/** Return a list with a value put in or taken out. */
export function toggled(list, value, isOn) {
  const others = list.filter((one) => one !== value);
  return isOn ? [...others, value] : others;
}
