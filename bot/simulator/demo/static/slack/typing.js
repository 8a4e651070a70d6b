/** Say what the slash command takes, and complete what is being typed; pure. */

/** The command whose words are completed. */
const COMMAND = "/incident";

/**
 * What may stand after the command, as the bot reads it. `takes` says what can be
 * completed next; `closed` is a closed incident.
 */
const SUBCOMMANDS = [
  { word: "open", usage: "[words]", about: "Open an incident; alone, with a form", takes: null },
  { word: "list", usage: "[due | mine | all]", about: "What is due or lost next, what you owe, all", takes: "which" },
  { word: "show", usage: "REFERENCE", about: "The card of an incident", takes: "incident" },
  { word: "ack", usage: "CODE", about: "“I have it”", takes: "duty" },
  { word: "done", usage: "CODE", about: "A duty is done; asks for what is missing", takes: "duty" },
  { word: "late", usage: "CODE UNTIL [why]", about: "Your next reminder comes then, such as 2230", takes: "duty" },
  { word: "pass", usage: "CODE", about: "Ask whoever is above you to take it", takes: "duty" },
  { word: "notme", usage: "CODE", about: "You were listed by mistake", takes: "duty" },
  { word: "undo", usage: "[CODE]", about: "Take your last act back", takes: "duty" },
  { word: "note", usage: "REFERENCE [words]", about: "Add your words; alone, with a form", takes: "incident" },
  { word: "correct", usage: "REFERENCE", about: "Correct beat or numbers", takes: "incident" },
  { word: "footage", usage: "REFERENCE [cameras]", about: "Name cameras that recorded; alone, with a form", takes: "incident" },
  { word: "fact", usage: "REFERENCE [FACT yes | no]", about: "State what was so; alone, with a form", takes: "incident" },
  { word: "subject", usage: "REFERENCE STAR [no]", about: "It is about a member, who is left out", takes: "incident" },
  { word: "radio", usage: "STAR WORDS", about: "Log what somebody said on the radio", takes: null },
  { word: "link", usage: "REFERENCE [REFERENCE]", about: "Link two incidents", takes: "incident" },
  { word: "close", usage: "REFERENCE", about: "Close it, with outcome and reason", takes: "incident" },
  { word: "reopen", usage: "REFERENCE [reason]", about: "Open a closed one again", takes: "closed" },
  { word: "agree", usage: "REFERENCE", about: "Agree to what waits for a second person", takes: "incident" },
  { word: "refuse", usage: "REFERENCE [why]", about: "Refuse what waits for a second person", takes: "incident" },
  { word: "adopt", usage: "REFERENCE [yes]", about: "Put it under the policy in force; first shows what moves", takes: "incident" },
  { word: "who", usage: "", about: "Who is on duty", takes: null },
  { word: "watch", usage: "[take]", about: "“I have the watch”; take, from another", takes: null },
  { word: "on", usage: "UNTIL", about: "You are on duty until then; on star STAR until UNTIL lists another", takes: null },
  { word: "off", usage: "[star STAR]", about: "Your tour ends now, or another’s", takes: null },
  { word: "cover", usage: "STAR by STAR until UNTIL", about: "One stands in for another", takes: null },
  { word: "leave", usage: "STAR until DAY", about: "Record leave; end instead ends it", takes: null },
  { word: "number", usage: "STAR wrong", about: "A changed number is not theirs", takes: null },
  { word: "wrong", usage: "CODE", about: "The same, by the code of the message about it", takes: null },
  { word: "help", usage: "", about: "What you may type", takes: null },
];

const LISTS = [
  { word: "due", about: "What is due or lost next" },
  { word: "mine", about: "What you owe" },
  { word: "all", about: "All that are open" },
];
/** So many are offered at once. */
const MOST = 8;

/**
 * @typedef {object} Known What there is to complete with.
 * @property {string[]} commands Registered commands, with the slash.
 * @property {Array<{reference: string, state: string, about: string}>} incidents
 * @property {Array<{code: string, about: string}>} duties Open ones.
 *
 * @typedef {object} Suggestion
 * @property {string} line What stands in the field once it is taken.
 * @property {string} shown
 * @property {string} usage
 * @property {string} about
 * @property {boolean} isFirst Whether Enter takes it: something of it was typed.
 */

/**
 * Return what a line could become.
 * @param {string} line
 * @param {Known} known
 * @returns {Suggestion[]}
 */
export function suggestions(line, known) {
  if (!line.startsWith("/")) return [];
  const [command, ...words] = line.split(/ +/);
  if (!words.length) return commandsFor(command, known.commands);
  if (command !== COMMAND) return [];
  const [word, ...rest] = words;
  const typed = word.toLowerCase();
  if (!rest.length) {
    return offered(typed, SUBCOMMANDS.map((one) => ({
      key: one.word, line: `${COMMAND} ${one.word}${one.usage ? " " : ""}`,
      shown: one.word, usage: one.usage, about: one.about,
    })));
  }
  const takes = SUBCOMMANDS.find((one) => one.word === typed)?.takes;
  const second = typed === "link" && rest.length === 2;
  if (!takes || (rest.length > 1 && !second)) return [];
  const head = `${COMMAND} ${typed} ${second ? `${rest[0]} ` : ""}`;
  return offered(rest.at(-1).toLowerCase(), valuesFor(takes, known).map((one) => ({
    key: one.value.toLowerCase(), line: head + one.value, shown: one.value, usage: "", about: one.about,
  })));
}

function commandsFor(typed, commands) {
  return offered(typed, commands.map((one) => ({
    key: one, line: `${one} `, shown: one, about: "Open an incident, or see what is open",
    usage: one === COMMAND ? "[help | open TEXT | list | show REF | ack CODE]" : "",
  })));
}

function valuesFor(takes, known) {
  if (takes === "which") return LISTS.map((one) => ({ value: one.word, about: one.about }));
  if (takes === "duty") return known.duties.map((one) => ({ value: one.code, about: one.about }));
  return known.incidents
    .filter((one) => one.state.startsWith("closed") === (takes === "closed"))
    .map((one) => ({ value: one.reference, about: one.about }));
}

/** Return those that begin with what is typed; none if it stands there already. */
function offered(typed, all) {
  const found = all.filter((one) => one.key.startsWith(typed));
  if (found.length === 1 && found[0].key === typed && !found[0].line.endsWith(" ")) return [];
  const isFirst = typed.length > 0 && !found.some((one) => one.key === typed);
  return found.slice(0, typed ? MOST : all.length).map(({ key, ...one }) => ({
    ...one, isFirst: isFirst && key !== typed,
  }));
}
