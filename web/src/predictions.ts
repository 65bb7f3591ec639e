/** What a class predicted, kept in this browser until it is asked again. */
import type { Lesson, Prediction } from "./protocol";

export type Pick = "a" | "b" | "equal";
export interface Kept {
  picks: (Pick | null)[];
  /** Height of the drawn curves, 0 to 1, at evenly spaced times, for A and B. */
  drawn: [number[], number[]] | null;
  /** What came out, by seed, for each question. */
  outcomes: Record<string, (Pick | null)[]>;
}

const at = (lesson: Lesson): string => `shelflife.predictions.${lesson.id}`;

export function kept(lesson: Lesson): Kept {
  try {
    const found = JSON.parse(localStorage.getItem(at(lesson)) ?? "null") as Kept | null;
    if (found && Array.isArray(found.picks) && found.picks.length === lesson.predictions.length && typeof found.outcomes === "object") return found;
  } catch {
    // A browser that keeps nothing, or kept something else: the class predicts anew.
  }
  return { picks: lesson.predictions.map(() => null), drawn: null, outcomes: {} };
}

export function keep(lesson: Lesson, what: Kept): void {
  try {
    localStorage.setItem(at(lesson), JSON.stringify(what));
  } catch {
    // Without storage the prediction lasts as long as the page.
  }
}

export function forget(lesson: Lesson): void {
  try {
    localStorage.removeItem(at(lesson));
  } catch {
    // Nothing was kept.
  }
}

/** In which column the number came out larger; null where it is undefined in either. */
export function outcome(prediction: Prediction, a: number | null | undefined, b: number | null | undefined): Pick | null {
  if (a === null || a === undefined || b === null || b === undefined) return null;
  if (Math.abs(a - b) <= prediction.equal_within) return "equal";
  return a > b ? "a" : "b";
}
