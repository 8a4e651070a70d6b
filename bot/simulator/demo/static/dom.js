// Describe elements, and change the page to match the description.
// Text is always a text node; nothing here ever reads HTML.

const SVG = "http://www.w3.org/2000/svg";
const PROPERTIES = new Set(["checked", "disabled", "hidden", "open", "selected", "indeterminate"]);
const OURS = Symbol("holdfast");

/**
 * Describe an element.
 * @param {string} tag Its name.
 * @param {object|null} props Attributes; `class` a string or a list of strings and falsy
 *   values; `style` an object of CSS properties; `on` functions by event; `key` tells it
 *   from its neighbours; `value` what stands in a field; `ref` is called with the element.
 * @param {...*} children Descriptions, texts, numbers, lists of them; null and false are left out.
 * @returns {object} The description.
 */
export function h(tag, props, ...children) {
  return { tag, props: props || {}, key: props?.key, children: flat(children) };
}

/**
 * Change what is inside an element so that it matches; whatever can stay stays.
 * @param {Element} element
 * @param {*} described A description, or a list of them.
 */
export function render(element, described) {
  morph(element, flat([described]), element.namespaceURI === SVG);
}

function flat(things, into = []) {
  for (const thing of things) {
    if (Array.isArray(thing)) flat(thing, into);
    else if (thing !== null && thing !== undefined && thing !== false && thing !== true) {
      into.push(typeof thing === "object" ? thing : String(thing));
    }
  }
  return into;
}

function morph(parent, wanted, isSvg) {
  const keyed = new Map();
  for (const node of parent.childNodes) {
    const key = node[OURS]?.key;
    if (key !== undefined) keyed.set(key, node);
  }
  let place = parent.firstChild;
  const stays = new Set(wanted.map((one) => one.key));
  for (const one of wanted) {
    let node = find(one, place, keyed);
    if (node === null) node = make(one, isSvg);
    // What is wanted no more goes first: a node that is moved loses the focus.
    while (place && place !== node && place[OURS]?.key !== undefined && !stays.has(place[OURS].key)) {
      const next = place.nextSibling;
      parent.removeChild(place);
      place = next;
    }
    if (node !== place) parent.insertBefore(node, place);
    else place = place.nextSibling;
    if (typeof one === "string") {
      if (node.data !== one) node.data = one;
    } else {
      dress(node, one, isSvg || one.tag === "svg");
    }
  }
  while (place) {
    const next = place.nextSibling;
    parent.removeChild(place);
    place = next;
  }
}

function find(one, place, keyed) {
  if (typeof one === "string") return place?.nodeType === Node.TEXT_NODE ? place : null;
  if (one.key !== undefined) {
    const node = keyed.get(one.key);
    return node && node[OURS].tag === one.tag ? node : null;
  }
  const ours = place?.[OURS];
  return ours && ours.tag === one.tag && ours.key === undefined ? place : null;
}

function make(one, isSvg) {
  if (typeof one === "string") return document.createTextNode(one);
  const node = isSvg || one.tag === "svg"
    ? document.createElementNS(SVG, one.tag)
    : document.createElement(one.tag);
  node[OURS] = { tag: one.tag, key: one.key, props: {}, on: {} };
  return node;
}

function dress(node, one, isSvg) {
  const ours = node[OURS];
  const before = ours.props;
  const props = one.props;
  for (const name of Object.keys(before)) {
    if (!(name in props)) put(node, name, null, before[name]);
  }
  // A select has to have its options before it can be told which.
  const late = [];
  for (const [name, value] of Object.entries(props)) {
    if (name === "value" || name === "checked") late.push([name, value]);
    else if (value !== before[name] || typeof value === "object") put(node, name, value, before[name]);
  }
  const isNew = ours.isDressed !== true;
  ours.isDressed = true;
  ours.props = props;
  morph(node, one.children, isSvg);
  for (const [name, value] of late) put(node, name, value, before[name]);
  if (isNew && props.ref) props.ref(node);
  if (isNew && props.autofocus) queueMicrotask(() => node.focus());
}

function put(node, name, value, before) {
  if (name === "key" || name === "ref" || name === "autofocus") return;
  if (name === "on") return listen(node, value || {});
  if (name === "class") {
    const words = Array.isArray(value) ? value.filter(Boolean).join(" ") : value || "";
    if (node.getAttribute("class") !== words) {
      if (words) node.setAttribute("class", words);
      else node.removeAttribute("class");
    }
    return;
  }
  if (name === "style") {
    for (const property of Object.keys(before || {})) {
      if (!value || !(property in value)) node.style.removeProperty(property);
    }
    for (const [property, text] of Object.entries(value || {})) {
      if (node.style.getPropertyValue(property) !== String(text)) node.style.setProperty(property, text);
    }
    return;
  }
  if (name === "value") {
    // Whoever is typing is never interrupted, unless what stands there is cleared or set anew.
    const isTyping = document.activeElement === node && value === before;
    if (!isTyping && node.value !== (value ?? "")) node.value = value ?? "";
    return;
  }
  if (PROPERTIES.has(name)) {
    if (node[name] !== Boolean(value)) node[name] = Boolean(value);
    return;
  }
  if (value === null || value === undefined || value === false) node.removeAttribute(name);
  else {
    const text = value === true ? "" : String(value);
    if (node.getAttribute(name) !== text) node.setAttribute(name, text);
  }
}

function listen(node, wanted) {
  const have = node[OURS].on;
  for (const event of Object.keys(have)) {
    if (!(event in wanted)) {
      node.removeEventListener(event, have[event].call);
      delete have[event];
    }
  }
  for (const [event, does] of Object.entries(wanted)) {
    if (have[event]) have[event].does = does;
    else {
      const one = { does, call: (happened) => one.does(happened) };
      have[event] = one;
      node.addEventListener(event, one.call);
    }
  }
}
