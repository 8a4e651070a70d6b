/**
 * Write instants as Slack writes them for a reader, in the reader's own zone; pure.
 *
 * Source: Slack, "Formatting text for app surfaces", date formatting.
 */

const UNITS = [["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];
const MONTHS = [
  "January", "February", "March", "April", "May", "June", "July", "August",
  "September", "October", "November", "December",
];
const NEAR = new Map([[-1, "yesterday"], [0, "today"], [1, "tomorrow"]]);
const makers = new Map();

/** Return what makes the parts of an instant in a zone; made once for each zone. */
function maker(zone) {
  if (!makers.has(zone)) {
    makers.set(zone, new Intl.DateTimeFormat("en-US", {
      timeZone: zone, hourCycle: "h23", weekday: "long", year: "numeric",
      month: "long", day: "numeric", hour: "2-digit", minute: "2-digit",
      second: "2-digit",
    }));
  }
  return makers.get(zone);
}

/**
 * Return an instant as the wall of a zone shows it.
 * @param {Date} at
 * @param {string} zone IANA name.
 * @returns {{year: number, month: number, monthName: string, day: number,
 *   weekday: string, hour: number, minute: number, second: number}}
 */
function wall(at, zone) {
  const found = {};
  for (const part of maker(zone).formatToParts(at)) found[part.type] = part.value;
  return {
    year: Number(found.year), month: MONTHS.indexOf(found.month) + 1,
    monthName: found.month, day: Number(found.day), weekday: found.weekday,
    hour: Number(found.hour), minute: Number(found.minute),
    second: Number(found.second),
  };
}

/** Return the number of a wall's day, so that days can be counted between two. */
function dayNumber(there) {
  return Math.round(Date.UTC(there.year, there.month - 1, there.day) / 86400000);
}

/** Return a number with at least two digits. */
function two(number) {
  return String(number).padStart(2, "0");
}

/** Return a day of the month as it is said: `3rd`. */
function ordinal(day) {
  if (day >= 11 && day <= 13) return `${day}th`;
  return `${day}${["th", "st", "nd", "rd"][day % 10] ?? "th"}`;
}

/**
 * Return the time of day: `3:40 PM`.
 * @param {Date} at
 * @param {string} zone
 * @param {boolean} [seconds] Whether to show them.
 */
export function timeOfDay(at, zone, seconds = false) {
  const { hour, minute, second } = wall(at, zone);
  const tail = seconds ? `:${two(second)}` : "";
  return `${hour % 12 || 12}:${two(minute)}${tail} ${hour < 12 ? "AM" : "PM"}`;
}

/**
 * Return how far an instant is from now: `in 2 hours`, `3 minutes ago`.
 * @param {Date} at
 * @param {Date} now
 */
export function ago(at, now) {
  const passed = (now.getTime() - at.getTime()) / 1000;
  for (const [unit, size] of UNITS) {
    const count = Math.floor(Math.abs(passed) / size);
    if (count) {
      const span = `${count} ${unit}${count === 1 ? "" : "s"}`;
      return passed > 0 ? `${span} ago` : `in ${span}`;
    }
  }
  return "now";
}

/**
 * Return the words of a date token; what is not known in it stays as it is.
 * @param {number} seconds Since 1970.
 * @param {string} shape Such as `{date_short_pretty} {time}`.
 * @param {{now: Date, zone: string}} reader
 */
export function write(seconds, shape, reader) {
  const at = new Date(seconds * 1000);
  const there = wall(at, reader.zone);
  const long = `${there.monthName} ${ordinal(there.day)}, ${there.year}`;
  const forms = {
    date_num: `${there.year}-${two(there.month)}-${two(there.day)}`,
    date_slash: `${two(there.month)}/${two(there.day)}/${there.year}`,
    date: long,
    date_short: `${there.monthName.slice(0, 3)} ${there.day}, ${there.year}`,
    date_long: `${there.weekday}, ${long}`,
    time: timeOfDay(at, reader.zone),
    time_secs: timeOfDay(at, reader.zone, true),
    ago: ago(at, reader.now),
  };
  return shape.replace(/\{(\w+)\}/g, (whole, token) => {
    if (!token.endsWith("_pretty")) return forms[token] ?? whole;
    const days = dayNumber(there) - dayNumber(wall(reader.now, reader.zone));
    return NEAR.get(days) ?? forms[token.slice(0, -7)] ?? whole;
  });
}

/**
 * Return an instant in full, for whoever wants to know: `Tuesday, March 10th, 2026
 * at 3:40:00 PM, America/Chicago`.
 * @param {Date} at
 * @param {string} zone
 */
export function inFull(at, zone) {
  const seconds = at.getTime() / 1000;
  const said = write(seconds, "{date_long} at {time_secs}", { now: at, zone });
  return `${said}, ${zone}`;
}

/**
 * Return what stands between two days of a conversation: `Today`, or the day.
 * @param {Date} at
 * @param {{now: Date, zone: string}} reader
 */
export function dayLine(at, reader) {
  const there = wall(at, reader.zone);
  const days = dayNumber(there) - dayNumber(wall(reader.now, reader.zone));
  const near = days <= 0 && NEAR.get(days);
  if (near) return near[0].toUpperCase() + near.slice(1);
  const year = there.year === wall(reader.now, reader.zone).year ? "" : `, ${there.year}`;
  return `${there.weekday}, ${there.monthName} ${ordinal(there.day)}${year}`;
}

/**
 * Return whether two instants fall on the same day of a zone.
 * @param {Date} one
 * @param {Date} other
 * @param {string} zone
 */
export function isSameDay(one, other, zone) {
  return dayNumber(wall(one, zone)) === dayNumber(wall(other, zone));
}

/**
 * Return seconds since 1970 for what stands in a field for date and time. A time
 * that a change of clocks skips is taken as the one after it.
 * @param {string} local `2026-03-10T15:40`
 * @param {string} zone
 * @returns {number|null} null: nothing that can be read.
 */
export function toSeconds(local, zone) {
  const wanted = Date.parse(`${local}Z`);
  if (!local || Number.isNaN(wanted)) return null;
  let guess = wanted;
  for (let round = 0; round < 3; round += 1) {
    const missed = wanted - Date.parse(`${toLocal(guess / 1000, zone)}Z`);
    if (missed === 0) break;
    guess += missed;
  }
  return Math.round(guess / 1000);
}

/**
 * Return what stands in a field for date and time, for seconds since 1970.
 * @param {number} seconds
 * @param {string} zone
 */
export function toLocal(seconds, zone) {
  const there = wall(new Date(seconds * 1000), zone);
  const day = `${there.year}-${two(there.month)}-${two(there.day)}`;
  return `${day}T${two(there.hour)}:${two(there.minute)}`;
}
