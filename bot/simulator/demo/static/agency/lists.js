// Tonight's list: what an operator imports with `holdfast assignments import`.

import * as live from "../live.js";
import * as time from "../time.js";
import { h } from "../dom.js";

let text = null;
let said = null;
let isBusy = false;
/** On which stage all of this was. */
let beginning = null;

/** Offer a list by which somebody who is off works the watch that runs. */
function offered(people) {
  const off = people.find((one) => !one.is_on && one.star);
  const watch = live.get("on_duty").watches.find((one) => one.is_running);
  const day = time.fieldValue(time.now()).slice(0, 10);
  return `star,date,watch\n${off ? off.star : ""},${day},${watch ? watch.id : ""}\n`;
}

async function take(people, isMeant) {
  isBusy = true;
  live.changed();
  try {
    said = await live.act("operate", { do: "import_list", text: text ?? offered(people), is_meant: isMeant });
  } catch (error) {
    said = { problem: error.message };
  } finally {
    isBusy = false;
    live.changed();
  }
}

/**
 * Draw where a list is imported.
 * @param {object[]} people Everybody, with what counts of their duty.
 * @returns {object[]} Descriptions.
 */
export function section(people) {
  if (beginning !== live.get("beginning")) {
    beginning = live.get("beginning");
    [text, said] = [null, null];
  }
  return [
    h("details", { key: "list", class: "agency-more" },
      h("summary", null, "Import tonight’s list"),
      h("label", { class: "agency-field" }, h("span", null, "CSV: star, date and watch, or starts and ends"),
        h("textarea", {
          rows: "4", spellcheck: "false", value: text ?? offered(people),
          on: { input: (event) => { text = event.target.value; said = null; live.changed(); } },
        })),
      h("div", { class: "inc-buttons" },
        h("button", { type: "button", disabled: isBusy, on: { click: () => take(people, false) } }, "See what it changes"),
        h("button", { type: "button", class: "primary", disabled: isBusy, on: { click: () => take(people, true) } }, "Import it")),
      h("div", { role: "status" }, said && outcome(said))),
    h("p", { key: "slack", class: "inc-quiet" },
      "In Slack a supervisor types ", h("code", null, "/incident leave 33333 until 2026-03-20"), ", ",
      h("code", null, "/incident on 12345 until 2300"), " or ", h("code", null, "/incident cover 900 by 920 until 2300"), "."),
  ];
}

function outcome(found) {
  const lines = found.problem ? found.problem.split("\n") : found.lines;
  return h("div", { key: "said", class: ["inc-verdict", found.problem && "is-broken"] },
    h("p", null, h("strong", null, found.problem ? "Nothing was changed" : found.is_taken ? "In force" : "It would change this")),
    h("ul", null, lines.map((line, number) => h("li", { key: number }, line))));
}
