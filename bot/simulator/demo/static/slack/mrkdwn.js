/**
 * Read Slack's mrkdwn into a tree; pure, and never raises on any text.
 *
 * Source: Slack, "Formatting text for app surfaces".
 *
 * @typedef {object} Node
 * @property {"text"|"break"|"bold"|"italic"|"strike"|"code"|"pre"|"quote"|"item"
 *   |"link"|"user"|"channel"|"special"|"date"|"emoji"} kind
 * @property {string} [text] Of text, code, pre; the words of link and special.
 * @property {string} [id] Of a user or a channel.
 * @property {string} [url] Of a link or a date.
 * @property {string} [name] Of an emoji.
 * @property {number} [seconds] Of a date: since 1970.
 * @property {string} [shape] Of a date: its tokens.
 * @property {Node[]} [children] Of bold, italic, strike, quote, item.
 */

const MARKS = { "*": "bold", "_": "italic", "~": "strike" };
const WORD = /[\p{L}\p{N}]/u;
const CONTROL = /^<([@#!][^<>\n]+|[A-Za-z][\w+.-]*:[^<>\n]+)>/;
const EMOJI = /^:([a-z0-9_+-]+):/;
const QUOTE = /^(?:>|&gt;) ?/;
const ITEM = /^• +/;

/**
 * Return the characters for the three entities that Slack knows.
 * @param {string} text
 */
export function unescape(text) {
  return text.replace(/&(lt|gt|amp);/g, (_, name) => ({ lt: "<", gt: ">", amp: "&" })[name]);
}

/**
 * Return a text as a tree.
 * @param {string} text As the API holds it.
 * @returns {Node[]}
 */
export function parse(text) {
  const nodes = [];
  const parts = text.split("```");
  // A fence that is never closed is three plain characters.
  if (parts.length % 2 === 0) parts.push(`\`\`\`${parts.pop()}`);
  const plain = parts.length > 1 && parts.at(-1).startsWith("```") ? parts.pop() : null;
  parts.forEach((part, place) => {
    if (place % 2) nodes.push({ kind: "pre", text: shownOf(part.replace(/^\n|\n$/g, "")) });
    else nodes.push(...lines(part));
  });
  if (plain !== null) nodes.push(...lines(plain));
  return nodes;
}

/**
 * Return the bare words of a text, as a notification or a label has them.
 * @param {string} text
 * @param {(node: Node) => string} [name] Words for users, channels, dates.
 */
export function words(text, name = (node) => node.text ?? "") {
  const say = (node) => {
    if (node.children) return node.children.map(say).join("");
    if (node.kind === "break") return "\n";
    return ["text", "code", "pre", "link"].includes(node.kind) ? node.text : name(node);
  };
  return parse(text).map(say).join("");
}

/** Return the lines of a text: quotes and list items as such, others as they are. */
function lines(text) {
  const nodes = [];
  let quote = null;
  let isFirst = true;
  for (const line of text.split("\n")) {
    if (QUOTE.test(line)) {
      const inside = inline(line.replace(QUOTE, ""));
      if (quote) quote.children.push({ kind: "break" }, ...inside);
      else nodes.push(quote = { kind: "quote", children: inside });
      isFirst = true;
      continue;
    }
    if (ITEM.test(line)) {
      nodes.push({ kind: "item", children: inline(line.replace(ITEM, "")) });
      isFirst = true;
    } else {
      if (!isFirst) nodes.push({ kind: "break" });
      nodes.push(...inline(line));
      isFirst = false;
    }
    quote = null;
  }
  return nodes;
}

/** Return one line as a tree. */
function inline(text) {
  const nodes = [];
  let plain = "";
  let place = 0;
  const put = (node, length) => {
    if (plain) nodes.push({ kind: "text", text: unescape(plain) });
    plain = "";
    nodes.push(node);
    place += length;
  };
  while (place < text.length) {
    const [node, length] = next(text, place);
    if (node) put(node, length);
    else {
      plain += text[place];
      place += 1;
    }
  }
  if (plain) nodes.push({ kind: "text", text: unescape(plain) });
  return nodes;
}

/** Return what begins at a place and how long it is; null: a plain character. */
function next(text, place) {
  const sign = text[place];
  const rest = text.slice(place);
  if (sign === "<") {
    const found = CONTROL.exec(rest);
    if (found) return [control(found[1]), found[0].length];
  }
  if (sign === "`") {
    const end = rest.indexOf("`", 1);
    if (end > 1) return [{ kind: "code", text: shownOf(rest.slice(1, end)) }, end + 1];
  }
  if (sign === ":") {
    const found = EMOJI.exec(rest);
    if (found) return [{ kind: "emoji", name: found[1], text: found[0] }, found[0].length];
  }
  if (sign in MARKS) {
    const end = closing(text, place);
    if (end) {
      const children = inline(text.slice(place + 1, end));
      return [{ kind: MARKS[sign], children }, end + 1 - place];
    }
  }
  return [null, 1];
}

/** Return where the mark that opens at a place is closed; 0: it opens nothing. */
function closing(text, place) {
  const sign = text[place];
  const after = text[place + 1] ?? " ";
  if (WORD.test(text[place - 1] ?? " ") || /\s/.test(after) || after === sign) return 0;
  for (let end = place + 1; end < text.length; end += 1) {
    if (text[end] === "<") {
      const found = CONTROL.exec(text.slice(end));
      if (found) end += found[0].length - 1;
    } else if (text[end] === "`") {
      const close = text.indexOf("`", end + 1);
      if (close > 0) end = close;
    } else if (text[end] === sign && end > place + 1) {
      const isInner = /\s/.test(text[end - 1]) || WORD.test(text[end + 1] ?? " ");
      if (!isInner) return end;
    }
  }
  return 0;
}

/** Return the node of what stands between angle brackets. */
function control(inside) {
  const [target, ...labels] = inside.split("|");
  const label = unescape(labels.join("|"));
  if (target[0] === "@") return { kind: "user", id: target.slice(1), text: label };
  if (target[0] === "#") return { kind: "channel", id: target.slice(1), text: label };
  if (target[0] === "!") return special(target.slice(1), label);
  const url = unescape(target);
  return { kind: "link", url, text: label || url.replace(/^mailto:/, "") };
}

/** Return the node of a special mention or of a date. */
function special(command, label) {
  const [word, ...rest] = command.split("^");
  const seconds = Number(rest[0]);
  if (word === "date" && rest.length >= 2) {
    if (!rest[0] || !Number.isSafeInteger(seconds)) return { kind: "text", text: label };
    return { kind: "date", seconds, shape: rest[1], url: rest[2], text: label };
  }
  if (["here", "channel", "everyone"].includes(word)) return { kind: "special", text: `@${word}` };
  return { kind: "special", text: label || word };
}

/** Return code as it is shown: its entities and links as plain characters. */
function shownOf(text) {
  return unescape(text.replace(/<([^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_, target, label) => label || target));
}
