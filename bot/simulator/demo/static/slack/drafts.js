/** Keep what somebody has filled into a form and not sent yet. */

import * as deeds from "./deeds.js";
import * as values from "./values.js";

const PREFIX = "draft:";

/** Return what stands in a field: what somebody filled in, or what Slack has. */
export function draft(surface, block, element, state) {
  const kept = deeds.holding(nameOf(surface, block, element));
  return kept ? kept.value : values.valueOf(element, state);
}

/** Keep what somebody filled into a field. */
export function keep(surface, block, element, value) {
  deeds.hold(nameOf(surface, block, element), { value });
}

/**
 * Return what was filled into a form, by block, for those fields that were touched.
 * @param {import("./elements.js").Surface} surface
 * @param {object[]} blocks
 */
export function filled(surface, blocks) {
  const found = {};
  for (const block of blocks.filter((one) => one.type === "input")) {
    const kept = deeds.holding(nameOf(surface, block, block.element));
    if (kept) found[block.block_id] = kept.value;
  }
  return found;
}

/** Forget what was filled into forms that are not open any more. */
export function forget(openKeys) {
  for (const key of deeds.heldKeys(PREFIX)) {
    if (!openKeys.some((open) => key.startsWith(`${PREFIX}${open}|`))) deeds.drop(key);
  }
}

function nameOf(surface, block, element) {
  // Another kind of field under the same name is another field.
  return `${PREFIX}${surface.key}|${block.block_id}|${element.action_id}|${element.type}`;
}
