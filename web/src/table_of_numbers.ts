/** The numbers of both worlds after the last tick, and the curves as a file. */
import type { State } from "./state";
import { dialogue, el, table } from "./elements";
import { number, plain } from "./words";

/** What a stranger asks first: how many read it, who believed it, how long it lasted, at what cost. */
const FIRST = ["reach_peak", "reach_half_life", "credibility_peak", "credibility_final", "credibility_excess", "credibility_half_life", "rounds_median", "persuaded", "cost", "wrongly_removed_rebuttals"];

export function showNumbers(state: State): void {
  const [a, b] = state.frame?.columns ?? [];
  if (!a?.summary || !b?.summary) {
    dialogue("Numbers", el("p", {}, "A run's numbers stand here after its last tick."));
    return;
  }
  const [first, second] = [a.summary, b.summary];
  const cell = (own: Record<string, number | null>, why: Record<string, string>, key: string): string =>
    own[key] === null ? `undefined: ${why[key] ?? ""}` : number(own[key]);
  const rows = [...new Set([...FIRST, ...(state.lesson?.also ?? []), ...Object.keys(first)])].filter((key) => key in first).map((key) => [
    el("span", { title: key }, state.metrics[key]?.meaning ?? plain(key)),
    state.metrics[key]?.unit ?? "",
    cell(first, a.undefined, key),
    cell(second, b.undefined, key),
  ]);
  dialogue("Numbers of both worlds", el("div", { class: "scroll numbers" }, table("One run of each, same seed", ["what", "unit", "A", "B"], rows)));
}

/** The curves of both columns, a row a tick, every digit. */
export function asCsv(state: State): string {
  const names = ["reach", "credibility", "excess"] as const;
  const head = ["tick", "hours", ...names.flatMap((name) => [`${name}_a`, `${name}_b`])].join(",");
  const length = state.curves[0].reach.length;
  const rows = Array.from({ length }, (_, tick) =>
    [tick, tick * (state.world?.tick_hours ?? 1), ...names.flatMap((name) => state.curves.map((curves) => curves[name][tick] ?? ""))].join(","),
  );
  const about = [`# ${state.world?.command ?? ""}`, `# ${state.version}`];
  return [...about, head, ...rows, ""].join("\n");
}
