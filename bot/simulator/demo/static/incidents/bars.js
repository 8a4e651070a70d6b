// Draw time as bars on which both half an hour and ninety days can be read.

import * as time from "../time.js";
import { h } from "../dom.js";

const DAY = 86_400_000;

/** How much of a bar the time until a duty is due takes, where a legal date follows. */
const DUE_SHARE = 0.5;

/** Days before the legal date that have a mark of their own. */
const MARKS = [30, 7, 1];

function between(from, to, at) {
  if (to <= from) return at >= to ? 1 : 0;
  return Math.min(Math.max((at - from) / (to - from), 0), 1);
}

/**
 * Say how far time went towards a legal date: the nearer it is, the more room a day has.
 * @param {number} from When it began to run, in milliseconds.
 * @param {number} to The legal date.
 * @param {number} at
 * @returns {number} From 0 to 1.
 */
function towardsLoss(from, to, at) {
  if (to <= from) return 1;
  const left = Math.min(Math.max(to - at, 0), to - from);
  return 1 - Math.log1p(left / DAY) / Math.log1p((to - from) / DAY);
}

/**
 * Draw a duty's bar: from when it began until it is due, and on to the legal date.
 * @param {object} duty
 * @returns {object} A description.
 */
export function ofDuty(duty) {
  const [from, due, at] = [duty.begun_at, duty.due_at, time.now()].map((one) => new Date(one).getTime());
  const loss = duty.lost_at ? new Date(duty.lost_at).getTime() : null;
  const share = loss !== null && loss > due ? DUE_SHARE : 1;
  const isOver = at > due;
  const gone = isOver ? 1 : between(from, due, at);
  return h("div", { class: ["inc-bar", isOver && "is-over"], "aria-hidden": "true" },
    h("div", { class: "inc-bar-due", style: { "flex-grow": share } },
      h("div", { class: "inc-bar-gone", style: { width: percent(gone) } })),
    share < 1 && h("div", { class: "inc-bar-loss", style: { "flex-grow": 1 - share } },
      h("div", { class: "inc-bar-gone", style: { width: percent(isOver ? towardsLoss(due, loss, at) : 0) } })));
}

/**
 * Draw the bar of a piece of footage, with marks for the last month, week and day.
 * @param {object} piece
 * @returns {object} A description.
 */
export function ofFootage(piece) {
  const [from, to, at] = [piece.recorded_at, piece.lost_at, time.now()].map((one) => new Date(one).getTime());
  const marks = MARKS.filter((days) => days * DAY < to - from);
  return h("div", { class: "inc-life", "aria-hidden": "true" },
    h("div", { class: "inc-bar" },
      h("div", { class: "inc-bar-loss", style: { "flex-grow": 1 } },
        h("div", { class: "inc-bar-gone", style: { width: percent(towardsLoss(from, to, at)) } }))),
    marks.map((days) => h("span", {
      class: "inc-life-mark", key: days, style: { left: percent(towardsLoss(from, to, to - days * DAY)) },
    }, days === 1 ? "1 day" : `${days} days`)));
}

function percent(share) {
  return `${(share * 100).toFixed(2)}%`;
}
