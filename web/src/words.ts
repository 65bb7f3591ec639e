/** How numbers and names are said to people. */

export const COLUMNS = ["A", "B"] as const;

export const plain = (name: string | null): string => (name ?? "no claim").replaceAll("_", " ");

/** A setting in words: `censorship=full` is "censorship full". */
export const setting = (overrides: string[]): string => (overrides.length ? overrides.map(inWords).join(", ") : "as in the scenario");

/** The dots of a key part blocks; those of a value are decimal points. */
function inWords(override: string): string {
  const [key = "", value = ""] = override.split(/=(.*)/s);
  return `${plain(key.replaceAll(".", " › "))} ${plain(value)}`;
}

export function number(value: number | null | undefined, digits = 3): string {
  if (value === null || value === undefined) return "undefined";
  if (Number.isInteger(value)) return value.toLocaleString("en");
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en") : String(Number(value.toPrecision(digits)));
}

export const share = (value: number | null | undefined): string =>
  value === null || value === undefined ? "–" : `${(100 * value).toFixed(1)}%`;

/** Whether a number with this unit is a part of one, and told in percent, as beside the curves. */
export const isPart = (unit: string | undefined): boolean => unit !== undefined && /^(share|probability)/.test(unit);

/** A number with its unit in mind. */
export function valued(value: number | null | undefined, unit: string | undefined): string {
  return isPart(unit) && value !== null && value !== undefined ? `${number(100 * value)}%` : number(value);
}

/** How far two numbers of this unit are apart. */
export function distance(value: number, unit: string | undefined): string {
  if (!isPart(unit)) return number(value);
  return 100 * value === 1 ? "1 point" : `${number(100 * value)} points`;
}

/** A count with its noun. */
export const counted = (n: number, noun: string): string => `${number(n)} ${noun}${n === 1 ? "" : "s"}`;

/** Hours up to two days, days beyond; in the unit that suits the longer of two that stand side by side. */
export function span(hours: number, longest = hours): string {
  return longest < 48 ? `${number(hours)} h` : `${number(hours / 24)} d`;
}

interface Waited {
  hours: number | null;
  beyond_hours: number | null;
}

/** The half-life of a line, beside the other column's. */
export function halfLife(found: Waited | undefined, other?: Waited): string {
  if (!found) return "–";
  const longest = Math.max(...[found, other].map((each) => each?.hours ?? each?.beyond_hours ?? 0));
  if (found.hours !== null) return span(found.hours, longest);
  // At its peak it has only begun to be seen whether it falls.
  if (found.beyond_hours === 0) return "not begun";
  return found.beyond_hours !== null ? `> ${span(found.beyond_hours, longest)}` : "–";
}

export const ROLES: Record<string, string> = {
  member: "member of the audience",
  overt: "open account of the state",
  covert: "covert account of the state",
  critic: "critic who rebuts",
  press: "press and fact-checkers",
};

/** What a post says, as the ring and the list of posts call it. */
export const claim = (post: { narrative: string | null; stance: string }): string =>
  post.stance === "denies" ? `denies: ${plain(post.narrative)}` : plain(post.narrative);

export const FATES: Record<string, string> = {
  standing: "still standing",
  knocked_out: "knocked out",
  removed: "removed",
  walkover: "walkover: nobody was left to answer",
  shelved: "shelved: nobody reads it any more",
};

export const LIMITS = [
  "It is a model. Claims here are labels with numbers; no text is ever written, and nobody here is real.",
  "Most of its parameters are assumptions and say so. None of its numbers tells what happened anywhere.",
  "Two columns share seed, network and every draw of chance but the rules that differ. One pair is one draw: take several seeds.",
  "Half-lives count from the highest point so far. While a campaign goes on they may end with it and not with anything that was done.",
  "It was built to find out whether its source is right, and can show the opposite: some settings do.",
  "It is made for defence and teaching. It cannot write propaganda, find real accounts or judge a real post.",
];
