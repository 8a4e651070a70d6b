/** Take what somebody types: messages, and slash commands with completion. */

import { h } from "../dom.js";
import * as live from "../live.js";
import * as deeds from "./deeds.js";
import * as people from "./people.js";
import * as popups from "./popups.js";
import * as timeline from "./timeline.js";
import * as typing from "./typing.js";

/**
 * Return the line in which somebody writes.
 * @param {{id: string, place: string, name: string, kind: string}} room
 * @param {string|null} [threadTs] The thread it writes into.
 */
export function composer(room, threadTs = null) {
  const box = {
    key: `line:${people.viewerId()}:${room.place}:${threadTs ?? ""}`,
    id: threadTs ? "slack-reply" : "slack-line", room, threadTs,
  };
  const { key, id } = box;
  const { line, offers, active } = now(box);
  const label = threadTs ? "Reply" : `Message #${room.name}`;
  return h("form", {
    class: "slack-composer", key: id,
    on: { submit: (event) => { event.preventDefault(); send(box); } },
  },
  offers.length ? offersList(box, offers, active) : null,
  h("div", { class: "slack-composer-row", key: "row" },
    threadTs ? null : shortcuts(),
    h("input", {
      id, type: "text", class: "slack-line", value: line, autocomplete: "off", spellcheck: "false",
      maxlength: "3000", placeholder: threadTs ? "Reply…" : `Message #${room.name}, or type /`,
      "aria-label": label, enterkeyhint: "send",
      ...(threadTs ? {} : {
        role: "combobox", "aria-autocomplete": "list", "aria-expanded": String(offers.length > 0),
        "aria-controls": offers.length ? "slack-offers" : null,
        "aria-activedescendant": active >= 0 ? `slack-offer-${active}` : null,
      }),
      on: { input: (event) => type(key, event.target.value), keydown: (event) => steer(event, box) },
    }),
    h("button", {
      type: "submit", class: "slack-send", "aria-label": threadTs ? "Send reply" : "Send", title: "Send",
      // Not disabled: then Enter would do nothing, if it came before the next drawing.
      "aria-disabled": !line.trim() || deeds.isBusy(key) ? "true" : null,
    }, h("span", { class: "slack-sign-send", "aria-hidden": "true" }))));
}

/** Return what stands in a line and what it could become; asked anew at every key. */
function now(box) {
  const line = deeds.holding(box.key, "");
  const isHushed = box.threadTs || deeds.holding(`hush:${box.key}`) === line;
  const offers = isHushed ? [] : typing.suggestions(line, known());
  return { line, offers, active: activeOf(box.key, offers) };
}

/** Return what the incidents on the page give to complete with. */
function known() {
  const incidents = live.get("incidents", []);
  const duties = incidents.flatMap((one) => (live.get(`incident.${one.reference}`, null)?.duties ?? [])
    .filter((duty) => duty.is_open && duty.code)
    .map((duty) => ({ code: duty.code, about: `${duty.word} · ${one.reference} · ${duty.owner}` })));
  return {
    commands: live.get("slack", {}).commands ?? [],
    incidents: incidents.map((one) => ({
      reference: one.reference, state: one.state,
      about: [one.state.replaceAll("_", " "), one.beat ? `beat ${one.beat}` : ""].filter(Boolean).join(" · "),
    })),
    duties,
  };
}

function type(key, line) {
  deeds.hold(`active:${key}`, null);
  deeds.hold(key, line);
}

function activeOf(key, offers) {
  const chosen = deeds.holding(`active:${key}`);
  if (chosen !== null) return Math.min(chosen, offers.length - 1);
  return offers[0]?.isFirst ? 0 : -1;
}

/** Put a line into the field, which keeps its own text while somebody is in it. */
function put(box, line) {
  type(box.key, line);
  const input = document.getElementById(box.id);
  if (!input) return;
  input.value = line;
  input.setSelectionRange(line.length, line.length);
  input.focus();
}

function steer(event, box) {
  const { line, offers, active } = now(box);
  if (!offers.length || event.isComposing) return;
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    const to = active < 0 && step < 0 ? offers.length - 1 : (active + step + offers.length) % offers.length;
    deeds.hold(`active:${box.key}`, to);
    deeds.after(() => requestAnimationFrame(
      () => document.getElementById(`slack-offer-${to}`)?.scrollIntoView({ block: "nearest" })));
  } else if (event.key === "Tab" && !event.shiftKey) put(box, offers[Math.max(active, 0)].line);
  else if (event.key === "Enter" && active >= 0) put(box, offers[active].line);
  else if (event.key === "Escape") deeds.hold(`hush:${box.key}`, line);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

function offersList(box, offers, active) {
  return h("div", { id: "slack-offers", key: "offers", class: "slack-offers", role: "listbox", "aria-label": "Commands" },
    offers.map((offer, place) => h("div", {
      id: `slack-offer-${place}`, key: offer.line, role: "option", class: "slack-offer",
      "aria-selected": String(place === active),
      on: {
        mousedown: (event) => event.preventDefault(),
        click: () => put(box, offer.line),
      },
    },
    h("span", { class: "slack-offer-word" }, offer.shown),
    offer.usage ? h("code", {}, offer.usage) : null,
    h("span", { class: "slack-offer-about" }, offer.about))));
}

async function send(box) {
  const { key, room, threadTs } = box;
  const { line } = now(box);
  const said = line.trim();
  if (!said || deeds.isBusy(key)) return;
  const thread = threadTs ? { thread_ts: threadTs } : {};
  put(box, "");
  timeline.toEnd(Boolean(threadTs));
  const done = said.startsWith("/")
    ? await deeds.act("slash", { channel: room.id, line: said, ...thread }, key)
    : await deeds.act("say", { channel: room.id, words: said, ...thread }, key);
  // What was not sent is not lost either.
  if (done === null && !deeds.holding(key)) put(box, line);
}

function shortcuts() {
  const all = (live.get("slack", {}).shortcuts ?? []).filter((one) => one.kind === "global");
  if (!all.length) return null;
  return popups.popup({
    key: "shortcuts", label: "Shortcuts",
    face: h("span", { class: "slack-sign-bolt", "aria-hidden": "true" }),
    isDisabled: deeds.isBusy("shortcut"),
    items: all.map((one) => ({ text: one.name, value: one.callback_id, hint: "holdfast" })),
    pick: (id) => deeds.act("shortcut", { callback_id: id }, "shortcut"),
  });
}
