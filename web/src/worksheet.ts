/** The sheet that is printed: for a lesson, or for what is on the page. */
import type { State } from "./state";
import { el, fill } from "./elements";
import { COLUMNS, LIMITS, setting } from "./words";

const LINES_TO_WRITE_ON = 3;
const SEEDS_TO_NOTE = 3;
const outcome = (): HTMLElement => el("p", { class: "spaced" }, "Seed ________   A ______________   B ______________   larger: ☐ A   ☐ B   ☐ about equal");

export function fillWorksheet(place: HTMLElement, state: State, address: string): void {
  const { lesson, world } = state;
  const blanks = (n: number): HTMLElement[] => Array.from({ length: n }, () => el("div", { class: "blank" }));
  const title = lesson?.title ?? world?.story.title ?? "Shelflife";
  const settings = COLUMNS.map((name, place) =>
    el("li", {}, `${name}: ${lesson?.names[place as 0 | 1] ?? state.names[place as 0 | 1]} (${setting(state.asked?.[place ? "b" : "a"] ?? [])})`),
  );
  const predictions = lesson?.predictions.map((each) =>
    el("li", {}, each.question, el("p", { class: "spaced" }, "☐ A   ☐ B   ☐ about equal      because:"), ...blanks(1)),
  );
  fill(
    place,
    el("h1", {}, `Shelflife: ${title}`),
    el("p", { class: "spaced" }, "Name: ______________________   Date: ______________   Seed: ", String(world?.seed ?? "")),
    ...(lesson?.story ?? [world?.story.question ?? ""]).map((text) => el("p", {}, text)),
    el("h2", {}, "What is compared"),
    el("ul", {}, ...settings),
    ...(predictions ? [el("h2", {}, "Predict before you run"), el("ol", {}, ...predictions)] : []),
    el("h2", {}, "What came out"),
    ...(lesson?.predictions ?? [{ question: "What you looked at: ______________________________" }]).flatMap((each) => [el("p", { class: "asked" }, each.question), ...Array.from({ length: SEEDS_TO_NOTE }, outcome)]),
    el("h2", {}, "Discuss"),
    el("ol", {}, ...(lesson?.questions ?? ["What differs between A and B, and when did it begin?"]).map((each) => el("li", {}, each, ...blanks(LINES_TO_WRITE_ON)))),
    el("h2", {}, "What this model is not"),
    el("ul", {}, ...LIMITS.map((each) => el("li", {}, each))),
    el("p", { class: "command" }, world?.command ?? ""),
    el("p", { class: "command" }, address),
  );
}
