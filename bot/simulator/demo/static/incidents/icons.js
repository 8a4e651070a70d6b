// Small drawings beside words; none of them stands for a word alone.

import { h } from "../dom.js";

const PATHS = {
  waiting: ["M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6"],
  asked: ["M2.5 3.5h11v7.2h-6l-3 2.6v-2.6h-2z"],
  has: ["M5 8.5V3.8a1 1 0 0 1 2 0V7.5V2.9a1 1 0 0 1 2 0V7.5V3.8a1 1 0 0 1 2 0v5.4c0 2.8-1.4 4.6-3.9 4.6c-1.9 0-2.8-.8-3.6-2.4L2.2 9.2c.7-.8 1.6-.6 2.3 0z"],
  stated: ["M10.8 2.6l2.6 2.6L6 12.6l-3.2.6l.6-3.2z", "M9.3 4.1l2.6 2.6"],
  seen: ["M1.6 8S4 3.8 8 3.8S14.4 8 14.4 8S12 12.2 8 12.2S1.6 8 1.6 8z", "M8 6.2a1.8 1.8 0 1 1 0 3.6a1.8 1.8 0 0 1 0-3.6"],
  overdue: ["M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6", "M8 4.8V8l2.2 1.6"],
  unanswered: ["M8 1.9l6.4 11.4H1.6z", "M8 6.2v3.4", "M8 11.3v.3"],
  lost: ["M3.4 3.4l9.2 9.2", "M12.6 3.4l-9.2 9.2"],
  over: ["M3 8h10"],
  next: ["M3 8h9", "M8.6 4.4L12.2 8l-3.6 3.6"],
  camera: ["M1.8 4.4h8.4v7.2H1.8z", "M10.2 7l4-2.2v6.4l-4-2.2"],
  seal: ["M3.6 7.2h8.8v6.2H3.6z", "M5.4 7.2V5a2.6 2.6 0 0 1 5.2 0v2.2"],
  person: ["M8 2.4a2.6 2.6 0 1 1 0 5.2a2.6 2.6 0 0 1 0-5.2", "M2.8 13.6c.4-3 2.4-4.4 5.2-4.4s4.8 1.4 5.2 4.4"],
  clock: ["M8 2.2a5.8 5.8 0 1 1 0 11.6a5.8 5.8 0 0 1 0-11.6", "M8 4.8V8l2.2 1.6"],
  carrier: ["M2 6c3.6-3.2 8.4-3.2 12 0", "M4.4 8.6c2.2-1.9 5-1.9 7.2 0", "M8 11.4v.4"],
  sms: ["M2.5 3.5h11v7.2h-6l-3 2.6v-2.6h-2z"],
  slack: ["M6 2.4L4.6 13.6", "M11.4 2.4L10 13.6", "M2.6 5.8h11.2", "M2.2 10.2h11.2"],
  sound: ["M3 8.4l3.2 3.2L13 4.6"],
  download: ["M8 2.4v7.4", "M4.8 6.8L8 10l3.2-3.2", "M2.8 13.2h10.4"],
  link: ["M6.6 9.4a2.6 2.6 0 0 0 3.8.2l2-2a2.6 2.6 0 0 0-3.8-3.6l-1 1", "M9.4 6.6a2.6 2.6 0 0 0-3.8-.2l-2 2a2.6 2.6 0 0 0 3.8 3.6l1-1"],
  held: ["M2.2 8h11.6", "M3.4 4.8h9.2", "M3.4 11.2h9.2"],
};

/**
 * Draw an icon of 16 units.
 * @param {string} name One of those above.
 * @returns {object} A description.
 */
export function icon(name) {
  return h("svg", { class: "inc-icon", viewBox: "0 0 16 16", "aria-hidden": "true" },
    PATHS[name].map((d) => h("path", { d })));
}

/**
 * Draw an icon with the word that it stands beside.
 * @param {string} name
 * @param {...*} words
 * @returns {object[]} Descriptions.
 */
export function labelled(name, ...words) {
  return [icon(name), h("span", null, ...words)];
}
