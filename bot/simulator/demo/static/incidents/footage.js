// Draw footage as clocks: one card a camera, with the dates that no act can move.

import * as bars from "./bars.js";
import * as time from "../time.js";
import { h } from "../dom.js";
import { icon, labelled } from "./icons.js";

const DAY = 86_400_000;

/** Less than this before the legal date a card is loud, or asks for attention. */
const LOUD = 7 * DAY;
const WARM = 30 * DAY;

/**
 * Draw the cameras of an incident.
 * @param {object} incident
 * @returns {object} A description.
 */
export function section(incident) {
  return h("section", { class: "inc-part inc-footage", "aria-labelledby": "inc-footage-title" },
    h("h4", { id: "inc-footage-title" }, "Footage"),
    incident.footage.length === 0
      ? h("p", { class: "inc-note", key: "none" }, "No camera is listed yet.")
      : h("ul", { class: "inc-cameras", key: "some" }, incident.footage.map(card)));
}

function remaining(piece) {
  return new Date(piece.lost_at) - time.now();
}

function tone(piece) {
  if (piece.state === "verified") return "is-kept";
  if (piece.state === "lost" || remaining(piece) <= 0) return "is-lost";
  if (remaining(piece) < LOUD) return "is-loud";
  return remaining(piece) < WARM ? "is-warm" : "is-calm";
}

function card(piece) {
  const name = piece.is_outside ? piece.label : piece.recorder_name || "Not in the roster";
  const star = piece.recorder ? `star ${piece.recorder}` : null;
  return h("li", { key: piece.id, class: ["inc-camera", tone(piece)] },
    h("h5", null, icon("camera"), h("span", null, name, star && h("span", { class: "inc-quiet" }, ` ${star}`))),
    h("p", { class: "inc-quiet" }, piece.title),
    h("p", { class: "inc-state" }, stateWords(piece)),
    piece.state === "verified" ? null : h("p", { class: "inc-until", key: "until" }, until(piece)),
    piece.state === "verified" ? null : bars.ofFootage(piece),
    h("dl", { class: "inc-facts" }, facts(piece).map(([word, ...said]) => h("div", { key: word },
      h("dt", null, word), h("dd", null, ...said)))),
    h("p", { class: "inc-authority" }, "Law: ", piece.authority));
}

function stateWords(piece) {
  if (piece.state === "verified") return labelled("seen", "Kept: stated, and seen by a second person");
  if (piece.state === "lost") return labelled("lost", "Lost: searched for, and not found");
  if (piece.state === "attested") return labelled("stated", "Stated as kept; a second person has not looked yet");
  if (piece.is_none_stated) return labelled("stated", "Stated that there is none; a second person has to search");
  return labelled("waiting", "Nobody has stated that it is kept");
}

function until(piece) {
  const over = -remaining(piece);
  if (over >= 0) {
    const past = piece.is_outside ? "Past its last moment" : "Past its legal date";
    return [h("strong", null, past), ` by ${time.duration(over)}`];
  }
  if (piece.is_outside) {
    return [h("strong", null, time.duration(remaining(piece))), " until it is overwritten, unless it is kept"];
  }
  const words = piece.state === "attested"
    ? " until its legal date, should the flag be missing"
    : " until it is destroyed, unless somebody flags it";
  return [h("strong", null, time.duration(remaining(piece))), words];
}

function facts(piece) {
  const rows = [
    ["Recorded", time.shortTime(piece.recorded_at)],
    ...(piece.is_outside ? outsideDates(piece) : [
      ["Ask or flag by", time.shortDate(piece.ask_by)],
      ["Destroyed", `${time.shortDate(piece.lost_at)}, unless flagged`],
    ]),
    ...(piece.state === "lost" ? searched(piece) : [
      ["Stated", statement(piece)],
      ["Seen", piece.seen_at
        ? `by ${piece.seen_name || piece.seen_by}, ${time.shortTime(piece.seen_at)}` : "not yet"],
      ["Deletion date", deletion(piece)],
    ]),
  ];
  if (piece.next_check_at) rows.push(["Looked at again", time.shortTime(piece.next_check_at)]);
  if (piece.ground_text) rows.push(["Ground", piece.ground_text]);
  return rows;
}

/** Say of lost footage who searched, and what had been stated of it before. */
function searched(piece) {
  return [
    ...(piece.stated_at ? [["Stated", statement(piece)]] : []),
    ...(piece.searched_at
      ? [["Searched", `by ${piece.searched_name || piece.searched_by}, ${time.shortTime(piece.searched_at)}`]]
      : []),
  ];
}

function outsideDates(piece) {
  return [
    ["Ask by", time.shortTime(piece.ask_by)],
    ["Asked", piece.asked_at ? time.shortTime(piece.asked_at) : "not yet"],
    ["Overwritten", `${time.shortTime(piece.lost_at)}${piece.state === "lost" ? "" : ", unless kept"}`],
  ];
}

function statement(piece) {
  if (!piece.stated_at) return "not yet";
  const what = piece.is_none_stated ? "no video, " : "";
  return `${what}by ${piece.stated_name || piece.stated_by}, ${time.shortTime(piece.stated_at)}`;
}

function deletion(piece) {
  if (piece.deletion_on) return `${day(piece.deletion_on)}, as stated`;
  if (piece.case_id) return `none: case ${piece.case_id}`;
  if (piece.is_kept_until_released) return "none: kept until released by hand";
  return "not recorded yet";
}

/** Write a calendar day, which belongs to no time zone. */
function day(text) {
  const [year, month, date] = text.split("-").map(Number);
  const name = new Intl.DateTimeFormat("en-US", { month: "short", timeZone: "UTC" })
    .format(new Date(Date.UTC(year, month - 1, date)));
  return `${date} ${name} ${year}`;
}
