// Draw the ledger: entry by entry, newest first, with its chain and its seals.

import * as live from "../live.js";
import * as time from "../time.js";
import { h } from "../dom.js";
import { icon } from "./icons.js";

/** How many rows are shown before somebody asks for all. */
const FEW = 14;

/** For how long an entry counts as just arrived, in milliseconds. */
const FRESH = 1500;

/** By incident: when each entry was first drawn here; those of the first time never arrived. */
const met = new Map();

/**
 * Draw an incident's ledger.
 * @param {object} incident
 * @returns {object} A description.
 */
export function section(incident) {
  const { entries, seals, reference } = incident;
  meet(reference, entries);
  const rows = group(entries, seals);
  const isAll = live.ui.allEntries === reference;
  const unsealed = entries.filter((one) => one.sealed_by === null).length;
  return h("section", { class: "inc-part inc-ledger", "aria-labelledby": "inc-ledger-title" },
    h("h4", { id: "inc-ledger-title" }, "The record ",
      h("span", { class: "inc-count" }, `${entries.length} ${entries.length === 1 ? "entry" : "entries"}, newest first`)),
    h("p", { class: "inc-quiet" },
      "Nothing here is ever changed or removed. Each entry holds the fingerprint of the one before, ",
      unsealed === 0 ? "and all are under a signed seal." : `and signed seals close over them: ${unsealed === 1 ? "one waits" : `${unsealed} wait`} for the next.`),
    announcement(entries),
    h("ol", { class: "inc-entries", reversed: true },
      (isAll ? rows : newest(rows)).map((one) => draw(one, reference))),
    (isAll || newest(rows).length < rows.length) && h("button", {
      class: "quiet inc-link", type: "button", "aria-expanded": isAll ? "true" : "false",
      on: { click: () => live.remember("allEntries", isAll ? null : reference) },
    }, isAll ? "Show the newest only" : `Show all ${entries.length} entries`));
}

/** Leave out the oldest rows; marks between entries do not count. */
function newest(rows) {
  let count = 0;
  const end = rows.findIndex((one) => (one.entry || one.news) && ++count > FEW);
  return end < 0 ? rows : rows.slice(0, end);
}

function meet(reference, entries) {
  const isFirst = !met.has(reference);
  if (isFirst) met.set(reference, new Map());
  const drawn = met.get(reference);
  for (const { position } of entries) {
    if (!drawn.has(position)) drawn.set(position, isFirst ? -FRESH : performance.now());
  }
}

/** Tell who cannot see it of what came last, where somebody did it. */
function announcement(entries) {
  const last = entries.findLast((one) => !isNews(one));
  return h("p", { class: "unseen", role: "status" }, last ? `Entry ${last.position}: ${last.sentence}` : "");
}

function isNews(entry) {
  return entry.event.startsWith("notice:");
}

/** Put runs of what carriers said into one row each, and seals above what they took. */
function group(entries, seals) {
  const rows = [];
  const sealed = new Map(seals.map((one) => [one.position, one]));
  for (const entry of entries) {
    const last = rows.at(-1);
    if (isNews(entry) && last?.news) last.news.unshift(entry);
    else if (isNews(entry)) rows.push({ news: [entry], key: `n${entry.position}` });
    else rows.push({ entry, key: `e${entry.position}` });
    const seal = sealed.get(entry.position);
    if (seal) rows.push({ seal, key: `s${seal.number}` });
  }
  return withDays(rows.reverse());
}

/** Put the day over the entries of each day but the newest, where that is today. */
function withDays(rows) {
  let last = time.day(time.now());
  const shown = [];
  for (const row of rows) {
    const at = row.seal?.at || row.news?.[0].at || row.entry?.at;
    const day = time.day(at);
    if (day !== last) shown.push({ day, key: `d${day}` });
    last = day;
    shown.push(row);
  }
  return shown;
}

function draw(row, reference) {
  if (row.day) return h("li", { key: row.key, class: "inc-day" }, row.day);
  if (row.seal) return sealRow(row);
  if (row.news?.length === 1) return entryRow(row.news[0], reference, row.key);
  if (row.news) return newsRow(row, reference);
  return entryRow(row.entry, reference, row.key);
}

function classes(entry, reference) {
  return [
    "inc-entry",
    entry.sealed_by === null ? "is-open" : "is-sealed",
    performance.now() - met.get(reference).get(entry.position) < FRESH && "is-new",
    isNews(entry) && "is-news",
  ];
}

function entryRow(entry, reference, key) {
  const broken = brokenAt(entry, reference);
  return h("li", { key, class: [...classes(entry, reference), broken && "is-broken"], value: entry.position },
    h("span", { class: "inc-node", title: by(entry) }, icon(nodeOf(entry))),
    h("span", { class: "inc-position" }, h("span", { class: "unseen" }, "Entry "), entry.position),
    h("time", { class: "inc-entry-at", datetime: entry.at }, time.clockTime(entry.at)),
    h("div", { class: "inc-entry-what" },
      h("p", null, entry.sentence),
      entry.words && h("blockquote", { key: "words" }, entry.words),
      entry.held && h("p", { class: "inc-held", key: "held" }, icon("held"),
        h("span", null, "Words held back, and shown in no copy: ", entry.held)),
      broken && h("p", { class: "inc-broken", key: "broken" }, icon("unanswered"), h("span", null, `Broken: ${broken.what}`))),
    fingerprint(entry));
}

/** What the last check found wrong with an entry. */
function brokenAt(entry, reference) {
  const found = live.get("proof")?.broken ?? [];
  return found.find((one) => one.place === reference && one.position === entry.position);
}

function nodeOf(entry) {
  if (isNews(entry)) return "carrier";
  return entry.by === "clock" ? "clock" : "person";
}

function by(entry) {
  if (isNews(entry)) return "What a carrier said";
  return entry.by === "clock" ? "The clock" : entry.by;
}

function newsRow(row, reference) {
  const newest = row.news[0];
  const oldest = row.news.at(-1);
  return h("li", { key: row.key, class: [...classes(newest, reference), "is-run"], value: newest.position },
    h("details", null,
      h("summary", null,
        h("span", { class: "inc-node" }, icon("carrier")),
        h("span", { class: "inc-position" }, `${oldest.position}–${newest.position}`),
        h("span", { class: "inc-entry-what" }, `${row.news.length} entries on what became of messages`),
        fingerprint(newest, oldest)),
      h("ol", { class: "inc-entries", reversed: true }, row.news.map((one) => entryRow(one, reference, `e${one.position}`)))));
}

/** Show an entry's fingerprint over that of the one before, which stands on top of the next row. */
function fingerprint(entry, oldest = entry) {
  const before = oldest.previous_hash;
  return h("span", { class: "inc-print", title: `${entry.hash}\nafter ${before}` },
    h("span", { class: "inc-print-own" },
      h("span", { class: "unseen" }, "fingerprint "),
      swatch(entry.hash), entry.hash.slice(0, 8)),
    h("span", { class: "inc-print-before" },
      h("span", { class: "unseen" }, "after "),
      h("span", { class: "inc-print-arrow", "aria-hidden": "true" }, "↳"),
      swatch(before), before.slice(0, 8)));
}

/** A colour that belongs to a fingerprint; it only helps the eye along. */
function swatch(hash) {
  const hue = Math.round((parseInt(hash.slice(0, 4), 16) / 65_536) * 360);
  return h("span", { class: "inc-swatch", "aria-hidden": "true", style: { "--inc-hue": hue } });
}

function sealRow({ seal, key }) {
  return h("li", { key, class: ["inc-seal"] },
    h("span", { class: "inc-node" }, icon("seal")),
    h("p", null, h("span", null, h("b", null, `Seal ${seal.number}`),
      ` over all entries up to ${seal.position}, signed ${time.clockTime(seal.at)}`)),
    h("span", { class: "inc-print", title: seal.hash },
      h("span", { class: "inc-print-own" }, swatch(seal.hash), seal.hash.slice(0, 8))));
}
