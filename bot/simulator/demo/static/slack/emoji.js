/**
 * Name the few emoji that the bot uses. They are drawn in slack.css, so that they
 * look the same where no font has them.
 */

/** What each is called by screen readers. */
export const EMOJI = new Map([
  ["red_circle", "red circle"],
  ["hourglass_flowing_sand", "hourglass"],
  ["lock", "lock"],
]);

/** Signs that stand for the same in texts without names of emoji. */
export const SIGNS = new Map([["\u{1F534}", "red_circle"]]);
