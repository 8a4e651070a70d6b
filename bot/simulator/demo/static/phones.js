// The phones of the cast: a list, and the one that is in the hand.

import * as live from "./live.js";
import * as time from "./time.js";
import { h } from "./dom.js";

/** What is being typed, by phone. */
const drafts = new Map();
const sending = new Set();
/** How many texts of each phone have been seen. */
const seen = new Map();
/** The phone in the hand to which the list was scrolled. */
let revealed = null;

const QUICK = {
  officer: ["NEW ", "AID ", "SUP REFUSED", "CAMS NONE", "DOCK", "FLAG ", "LATE ", "PASS", "STATUS", "MENU"],
  other: ["ACK ", "SEEN ", "SEARCH ", "WATCH", "PASS", "STATUS", "MENU", "ON", "OFF"],
};

/** Words that there are under every policy; the others are words of its duties. */
const ALWAYS = new Set(["NEW", "ACK", "LATE", "PASS", "WATCH", "ON", "OFF", "STATUS", "MENU"]);

/** Return what somebody may begin a text with under this policy. */
function quick(one) {
  const duties = live.get("agency")?.words || [];
  const words = QUICK[one.role] || (one.is_stranger ? ["NEW "] : QUICK.other);
  return words.filter((word) => ALWAYS.has(word.split(" ")[0]) || duties.includes(word.split(" ")[0]));
}

function texts(phone) {
  return live.get(`phone.${phone}`, { texts: [], held: [] });
}

function chosen(phones) {
  return phones.find((one) => one.phone === live.ui.phone) || phones[0];
}

function unread(one) {
  const all = texts(one.phone).texts.filter((text) => text.from !== "me").length;
  return all - (seen.get(one.phone) ?? 0);
}

async function send(phone) {
  const words = (drafts.get(phone) || "").trim();
  if (!words || sending.has(phone)) return;
  sending.add(phone);
  drafts.set(phone, "");
  live.changed();
  try {
    await live.act("text", { phone, words });
  } catch {
    // It was not sent: it stands where it was typed.
    if (!drafts.get(phone)) drafts.set(phone, words);
  } finally {
    sending.delete(phone);
    live.changed();
  }
}

/** Scroll the list to the phone in the hand, once for each. */
function reveal(phone) {
  const card = document.querySelector(".phone-card.is-on");
  if (revealed === phone || !card?.offsetParent) return;
  revealed = phone;
  const list = card.closest(".phone-list");
  const isAcross = card.offsetLeft >= list.scrollLeft
    && card.offsetLeft + card.offsetWidth <= list.scrollLeft + list.clientWidth;
  const isDown = card.offsetTop >= list.scrollTop
    && card.offsetTop + card.offsetHeight <= list.scrollTop + list.clientHeight;
  if (!isAcross || !isDown) list.scrollTo({ left: card.offsetLeft, top: card.offsetTop });
}

/** Draw the phones. */
export function pane() {
  const phones = live.get("phones", []);
  if (!phones.length) return h("p", { class: "phone-none" }, "Phones come here.");
  const one = chosen(phones);
  const isLooking = !document.hidden;
  requestAnimationFrame(() => reveal(one.phone));
  if (isLooking) seen.set(one.phone, texts(one.phone).texts.filter((text) => text.from !== "me").length);
  return [
    h("h2", { class: "pane-title" }, "Phones"),
    h("div", { class: "phone-both" },
      h("ul", { class: "phone-list", "aria-label": "Whose phone is in the hand" },
        phones.map((each) => h("li", { key: each.phone }, card(each, each === one))),
        h("li", { key: "add" }, h("button", {
          type: "button", class: "phone-add", on: { click: addPhone },
        }, "+ A stranger’s phone")),
      ),
      handset(one),
    ),
  ];
}

async function addPhone() {
  const done = await live.please("add_phone", { name: "Stranger" });
  if (done) live.remember("phone", done.phone);
}

function card(one, isChosen) {
  const last = texts(one.phone).texts.at(-1);
  const count = isChosen ? 0 : unread(one);
  const trouble = !one.is_on ? "Off" : one.is_landline ? "Landline" : one.has_opted_out ? "Opted out" : null;
  return h("button", {
    type: "button", class: ["phone-card", isChosen && "is-on"], "aria-current": isChosen ? "true" : null,
    on: { click: () => live.remember("phone", one.phone) },
  },
    h("span", { class: "phone-card-head" },
      h("strong", null, one.name),
      trouble && h("span", { class: "tag warn" }, trouble),
      count > 0 && h("span", { class: "badge" }, count, h("span", { class: "unseen" }, " new"))),
    h("span", { class: "phone-card-role" }, who(one)),
    last && h("span", { class: "phone-card-last" }, `${last.from === "me" ? "You: " : ""}${last.words}`),
  );
}

function who(one) {
  const star = one.star ? `, star ${one.star}` : "";
  return `${one.role_title}${star}`;
}

function handset(one) {
  const { texts: all, held } = texts(one.phone);
  const draft = drafts.get(one.phone) || "";
  const isDead = !one.is_on || one.is_landline;
  return h("section", { key: one.phone, class: ["handset", !one.is_on && "is-off"], "aria-label": `Phone of ${one.name}` },
    h("header", { class: "handset-head" },
      h("div", null,
        h("strong", null, one.name),
        h("span", null, `${who(one)} · ${spaced(one.phone)}`)),
      h("span", { class: "handset-time", "aria-hidden": "true" }, time.clockTime(time.now()))),
    h("div", { class: "handset-with" }, "Holdfast", h("span", null, "+1 312-555-0100")),
    h("div", { class: "texts", role: "log", "aria-label": `Texts of ${one.name}`, tabindex: "0", ref: stickToEnd },
      h("ol", null, all.length === 0 && h("li", { class: "texts-none", key: "none" },
        one.role === "officer" ? "Text NEW and what you see. That is all it takes."
          : one.is_stranger ? "A number that is not in the roster learns nothing."
            : "Nothing has come yet."),
      withDays(all))),
    held.length > 0 && h("p", { class: "handset-held", role: "status" }, heldWords(held)),
    h("form", { class: "handset-type", on: { submit: (event) => { event.preventDefault(); send(one.phone); } } },
      h("div", { class: "chips", role: "group", "aria-label": "Words to begin with" },
        quick(one).map((words) => h("button", {
          key: words, type: "button", class: "chip", disabled: isDead,
          on: { click: (event) => begin(one.phone, words, event.target) },
        }, words.trim()))),
      h("div", { class: "handset-line" },
        h("label", { class: "unseen", for: "text-of-phone" }, `Text from ${one.name} to Holdfast`),
        h("textarea", {
          id: "text-of-phone", rows: "2", maxlength: "1600", value: draft, disabled: isDead, autocomplete: "off",
          placeholder: isDead ? (one.is_on ? "A landline sends no texts" : "This phone is off") : "Text message",
          on: {
            input: (event) => { drafts.set(one.phone, event.target.value); live.changed(); },
            keydown: (event) => {
              if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
                event.preventDefault();
                send(one.phone);
              }
            },
          },
        }),
        h("button", { type: "submit", class: "primary", disabled: isDead || !draft.trim() || sending.has(one.phone) },
          sending.has(one.phone) ? "Sending…" : "Send"))),
    h("div", { class: "handset-switches", role: "group", "aria-label": `Trouble with ${one.name}’s phone` },
      flip(one, "phone_off", "Off", !one.is_on),
      flip(one, "landline", "Landline", one.is_landline),
      flip(one, "opted_out", "Opted out", one.has_opted_out)),
  );
}

function flip(one, what, words, isOn) {
  return h("label", { key: what, class: "switch" },
    h("input", { type: "checkbox", role: "switch", checked: isOn,
      on: { change: (event) => live.please("trouble", { what, phone: one.phone, on: event.target.checked }) } }),
    h("span", null, words));
}

function begin(phone, words, button) {
  drafts.set(phone, words);
  live.changed();
  requestAnimationFrame(() => {
    const field = button.closest("form").querySelector("textarea");
    field.value = words;
    field.focus();
    field.setSelectionRange(words.length, words.length);
  });
}

function withDays(all) {
  let last = "";
  const shown = [];
  for (const text of all) {
    const day = time.day(text.at);
    if (day !== last) shown.push(h("li", { key: `day:${day}`, class: "texts-day" }, day));
    last = day;
    shown.push(bubble(text));
  }
  return shown;
}

const MARKS = {
  delivered: ["✓✓", "Delivered"],
  sent: ["✓", "Sent"],
  waiting: ["…", "Waiting at the phone company"],
};

function bubble(text) {
  const [sign, words] = MARKS[text.state] || ["", ""];
  return h("li", { key: text.id, class: ["bubble", `is-${text.from}`, text.state === "waiting" && "is-waiting"] },
    h("span", { class: "unseen" }, text.from === "me" ? "Sent: " : text.from === "bot" ? "Holdfast: " : "Carrier: "),
    h("p", null, text.words),
    h("span", { class: "bubble-foot" }, time.clockTime(text.at),
      text.from === "me" && h("span", { class: "bubble-mark", title: words },
        h("span", { "aria-hidden": "true" }, ` ${sign}`), h("span", { class: "unseen" }, `, ${words}`))),
    text.note && h("span", { class: "bubble-note" }, text.note),
  );
}

function heldWords(held) {
  const lost = held.filter((one) => one.state === "undelivered" || one.state === "failed");
  const waiting = held.length - lost.length;
  const parts = [];
  if (waiting) parts.push(`${count(waiting)} on the way to this phone.`);
  if (lost.length) parts.push(`${count(lost.length)} did not arrive: ${lost.at(-1).note || "the carrier gave no reason"}.`);
  return parts.join(" ");
}

function count(number) {
  return number === 1 ? "1 text" : `${number} texts`;
}

function spaced(e164) {
  const found = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164);
  return found ? `${found[1]}-${found[2]}-${found[3]}` : e164;
}

/** Keep a list at its end while whoever reads it is there. */
function stickToEnd(list) {
  let isAtEnd = true;
  list.addEventListener("scroll", () => {
    isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 40;
  }, { passive: true });
  const keep = () => { if (isAtEnd) list.scrollTop = list.scrollHeight; };
  new MutationObserver(keep).observe(list, { childList: true, subtree: true });
  new ResizeObserver(keep).observe(list);
  requestAnimationFrame(keep);
}
