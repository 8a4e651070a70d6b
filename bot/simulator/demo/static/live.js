// Hold what the stage says, tell the panes when it changes, and carry out acts.

/** Sections as the server sent them, by key. */
export const state = new Map();

/** When the newest sections came (milliseconds of this browser's clock). */
export let receivedAt = Date.now();

/** Whether the live stream is connected. */
export let isConnected = false;

const listeners = new Set();
let isAsked = false;
let isDrawing = false;

/**
 * Return a section.
 * @param {string} key
 * @param {*} fallback What to return where there is none.
 */
export function get(key, fallback = null) {
  const value = state.get(key);
  return value === undefined || value === null ? fallback : value;
}

/** Call a function after changes, at most once a frame. */
export function onChange(does) {
  listeners.add(does);
}

/** Ask for the panes to be drawn again. */
export function changed() {
  if (isAsked) return;
  isAsked = true;
  // A page in the background gets no frames, and must not lag for ever either.
  if (document.hidden) setTimeout(draw, 50);
  else requestAnimationFrame(draw);
}

function draw() {
  isAsked = false;
  isDrawing = true;
  try {
    for (const does of listeners) does();
  } finally {
    isDrawing = false;
  }
}

/** Connect to the live stream; it connects again by itself. */
export function connect() {
  const source = new EventSource("/stage/live");
  let isFirst = true;
  source.addEventListener("open", () => {
    isFirst = true;
    isConnected = true;
    changed();
  });
  source.addEventListener("error", () => {
    isConnected = false;
    changed();
  });
  source.addEventListener("sections", (event) => {
    const sections = JSON.parse(event.data);
    // The first message of a connection has all of them.
    if (isFirst) state.clear();
    isFirst = false;
    for (const [key, value] of Object.entries(sections)) {
      if (value === null) state.delete(key);
      else state.set(key, value);
    }
    if (sections.clock) receivedAt = Date.now();
    changed();
  });
}

/**
 * Do something on the stage.
 * @param {string} name The act.
 * @param {object} fields What it needs.
 * @returns {Promise<object>} What came of it; rejects with a sentence, which is shown too.
 */
export async function act(name, fields = {}) {
  let answer;
  try {
    const response = await fetch(`/stage/act/${name}`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(fields),
    });
    answer = await response.json();
    if (!response.ok) throw new Error(answer.problem || "That did not work.");
  } catch (error) {
    const sentence = error instanceof TypeError ? "The demo does not answer any more." : error.message;
    toast(sentence);
    throw new Error(sentence);
  }
  return answer;
}

/** Do something and leave what goes wrong to the toast. */
export function please(name, fields = {}) {
  return act(name, fields).catch(() => null);
}

// --- This browser's own choices ---------------------------------------------------------

const KEY = "holdfast-demo";

/** What was chosen in this browser: viewer, pane, phone, incident. */
export const ui = load();

/** Keep a choice, also over a reload. */
export function remember(name, value) {
  if (ui[name] === value) return;
  ui[name] = value;
  sessionStorage.setItem(KEY, JSON.stringify(ui));
  // At once: what is typed next belongs to what was chosen.
  if (isDrawing) changed();
  else draw();
}

function load() {
  try {
    return JSON.parse(sessionStorage.getItem(KEY)) || {};
  } catch {
    return {};
  }
}

// --- Toasts -----------------------------------------------------------------------------

/** Sentences that are shown for a while, oldest first: {id, sentence}. */
export const toasts = [];
let toastNumber = 0;

/** Show a sentence for a while. */
export function toast(sentence) {
  if (toasts.some((one) => one.sentence === sentence)) return;
  const id = ++toastNumber;
  toasts.push({ id, sentence });
  changed();
  setTimeout(() => dismiss(id), 7000);
}

/** Take a toast away. */
export function dismiss(id) {
  const index = toasts.findIndex((one) => one.id === id);
  if (index >= 0) toasts.splice(index, 1);
  changed();
}
