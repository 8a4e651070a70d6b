// Tell the story's time, in the agency's zone.

import * as live from "./live.js";

const formats = new Map();

/** Return the agency's time zone. */
export function zone() {
  return live.get("clock")?.zone || "UTC";
}

/** Return the story's time now. */
export function now() {
  const clock = live.get("clock");
  if (!clock) return new Date();
  return new Date(Date.parse(clock.at) + (Date.now() - live.receivedAt) * clock.speed);
}

function format(options) {
  const key = zone() + JSON.stringify(options);
  if (!formats.has(key)) {
    formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone(), hourCycle: "h23", ...options }));
  }
  return formats.get(key);
}

function parts(date, options) {
  const found = {};
  for (const part of format(options).formatToParts(new Date(date))) found[part.type] = part.value;
  return found;
}

/** Return "15:40". */
export function clockTime(date) {
  const p = parts(date, { hour: "2-digit", minute: "2-digit" });
  return `${p.hour}:${p.minute}`;
}

/** Return "Tue 10 Mar". */
export function day(date) {
  const p = parts(date, { weekday: "short", day: "numeric", month: "short" });
  return `${p.weekday} ${p.day} ${p.month}`;
}

/** Return "Tuesday, 10 March 2026". */
export function longDate(date) {
  const p = parts(date, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
  return `${p.weekday}, ${p.day} ${p.month} ${p.year}`;
}

/** Return the name that the agency's zone has then: "CDT". */
export function zoneName(date) {
  return parts(date, { timeZoneName: "short" }).timeZoneName;
}

/** Return "8 Jun 2026". */
export function shortDate(date) {
  const p = parts(date, { day: "numeric", month: "short", year: "numeric" });
  return `${p.day} ${p.month} ${p.year}`;
}

/** Return "Tue 10 Mar 15:40". */
export function dayTime(date) {
  return `${day(date)} ${clockTime(date)}`;
}

/** Return "15:40" of today, "Wed 11 Mar 00:01" of another day, with the year of another year. */
export function shortTime(date) {
  const today = now();
  if (day(date) === day(today) && shortDate(date) === shortDate(today)) return clockTime(date);
  const sameYear = parts(date, { year: "numeric" }).year === parts(today, { year: "numeric" }).year;
  return sameYear ? dayTime(date) : `${shortDate(date)} ${clockTime(date)}`;
}

/** Return a length of time in the two greatest units: "2 h 10 min", "89 days", "40 s". */
export function duration(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  const days = Math.floor(hours / 24);
  if (days >= 3) return `${days} days`;
  if (days >= 1) return `${days} d ${hours % 24} h`;
  if (hours >= 1) return minutes % 60 ? `${hours} h ${minutes % 60} min` : `${hours} h`;
  if (minutes >= 1) return `${minutes} min`;
  return `${seconds} s`;
}

/** Return "in 12 min" or "40 min ago". */
export function left(date) {
  const difference = new Date(date).getTime() - now().getTime();
  if (Math.abs(difference) < 1000) return "now";
  return difference > 0 ? `in ${duration(difference)}` : `${duration(difference)} ago`;
}

/** Return the value that a datetime-local field has at an instant, in the agency's zone. */
export function fieldValue(date) {
  const p = parts(date, {
    year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
  });
  return `${p.year}-${p.month}-${p.day}T${p.hour}:${p.minute}`;
}
