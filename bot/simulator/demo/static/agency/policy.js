// The policy: the timeline that it gives, and what an edit of it would change.

import * as live from "../live.js";
import { h } from "../dom.js";

/** What the operator was shown: {text, timeline, title}. */
let shown = null;
let draft = "";
let found = null;
let isBusy = false;
/** On which stage all of this was; another one begins with the policy of the plan. */
let beginning = null;

async function busy(does) {
  isBusy = true;
  live.changed();
  try {
    await does();
  } catch (error) {
    found = { problems: error.message.split("\n") };
  } finally {
    isBusy = false;
    live.changed();
  }
}

function fetchIt() {
  return busy(async () => {
    const now = await live.act("operate", { do: "show_policy" });
    // What somebody wrote meanwhile stays.
    if (draft === (shown?.text ?? "")) draft = now.text;
    shown = now;
  });
}

function undo() {
  draft = shown.text;
  found = null;
  live.changed();
}

function compare() {
  return busy(async () => {
    found = await live.act("operate", { do: "compare_policy", text: draft });
  });
}

function put() {
  return busy(async () => {
    await live.act("operate", { do: "change_policy", text: draft });
    shown = await live.act("operate", { do: "show_policy" });
    found = { isPut: true };
  });
}

/** Fetch it when somebody wants to see it, and not before. */
function opened(event) {
  if (event.target.open) fetchIt();
}

/**
 * Draw the policy.
 * @returns {object} A description.
 */
export function section() {
  const agency = live.get("agency", {});
  if (beginning !== live.get("beginning")) {
    beginning = live.get("beginning");
    [shown, draft, found] = [null, "", null];
  }
  return h("section", { class: "agency-part", "aria-labelledby": "agency-policy" },
    h("h3", { id: "agency-policy" }, "The policy"),
    h("p", { class: "inc-quiet" }, `${agency.title}. Everything that is the city’s stands in one file.`),
    h("details", { class: "agency-more", on: { toggle: opened } },
      h("summary", null, "What follows from one text, if nobody ever answers"),
      h("pre", { class: "agency-timeline", tabindex: "0", "aria-label": "Timeline of an imagined incident" },
        shown ? shown.timeline.join("\n") : "Open it again to see it.")),
    h("details", { class: "agency-more", on: { toggle: opened } },
      h("summary", null, "Edit it, and see what changes"),
      shown && editor()));
}

function editor() {
  return [
    h("label", { key: "jump", class: "agency-field" }, h("span", null, "Go to"),
      h("select", { value: "", on: { change: jump } },
        h("option", { value: "" }, "…"), tables().map(([line, name]) => h("option", { key: line, value: String(line) }, name)))),
    h("label", { key: "text", class: "agency-field" }, h("span", null, "policy.toml"),
      h("textarea", {
        class: "agency-toml", rows: "14", spellcheck: "false", wrap: "off", value: draft,
        on: { input: (event) => { draft = event.target.value; found = null; live.changed(); } },
      })),
    h("div", { key: "buttons", class: "inc-buttons" },
      h("button", { type: "button", disabled: isBusy, on: { click: compare } }, isBusy ? "Working…" : "See what changes"),
      h("button", {
        type: "button", class: "primary", disabled: isBusy || !found || !found.changes || found.is_same,
        on: { click: put },
      }, "Put it in force"),
      h("button", { type: "button", disabled: isBusy || draft === shown.text, on: { click: undo } }, "Undo the edit")),
    h("div", { key: "found", role: "status" }, found && outcome()),
  ];
}

/** List the tables of the file that have a name, each with its line. */
function tables() {
  const lines = draft.split("\n");
  const result = [];
  let kind = "";
  lines.forEach((line, number) => {
    const head = /^\[\[?([a-z_]+)\]\]?\s*$/.exec(line);
    if (head) {
      kind = head[1];
      if (!line.startsWith("[[")) result.push([number, kind]);
    }
    const id = /^id = "([^"]+)"/.exec(line);
    if (id && ["duty", "source", "role", "watch"].includes(kind)) result.push([number, `${kind} ${id[1]}`]);
  });
  return result;
}

function jump(event) {
  if (!event.target.value) return;
  const line = Number(event.target.value);
  const field = event.target.closest("details").querySelector("textarea");
  const before = draft.split("\n").slice(0, line).join("\n").length + 1;
  field.focus();
  field.setSelectionRange(before, before);
  field.scrollTop = line * parseFloat(getComputedStyle(field).lineHeight);
}

function outcome() {
  if (found.isPut) {
    return h("div", { key: "put", class: "inc-verdict" },
      h("p", null, h("strong", null, "In force. "), "The bot was started anew under it."),
      h("p", null, "What is open keeps the policy that it opened under. In Slack, ",
        h("code", null, "/incident adopt REF"), " shows those whose role may do it what the new one would move there."));
  }
  if (found.problems?.length) {
    return h("div", { key: "wrong", class: "inc-verdict is-broken" },
      h("p", null, h("strong", null, "It is refused, and nothing was changed")),
      h("ul", null, found.problems.map((line, number) => h("li", { key: number }, line))));
  }
  return h("div", { key: "difference", class: "inc-verdict" },
    h("p", null, h("strong", null, heading())),
    found.weaker.length > 0 && h("p", { key: "weaker" },
      `It asks for less, so that an open incident adopts it only with a second person: ${found.weaker.join(" ")}`),
    found.changes.length > 0 && h("pre", { key: "lines", class: "agency-timeline", tabindex: "0", "aria-label": "What changes" },
      found.changes.map((line, number) => h("span", { key: number, class: line.startsWith("+") ? "is-more" : "is-less" }, `${line}\n`))),
    found.more > 0 && h("p", { key: "more" }, `… and ${found.more} more lines.`));
}

function heading() {
  if (found.is_same) return "Nothing was edited";
  return found.changes.length ? "It is sound, and the timeline changes" : "It is sound, and the timeline stays as it is";
}
