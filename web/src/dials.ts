/** Open play: choices of families and numbers of the rules, made from the model's declarations. */
import type { Asked, Dial, Welcome, World } from "./protocol";
import { button, el, fill } from "./elements";
import { COLUMNS, number, plain } from "./words";

type Side = "a" | "b";
const SIDES: Side[] = ["a", "b"];
const SHORT: Record<string, string> = { disclosure: "transparency", ties: "network" };

/** What is chosen at the moment, before it is applied. */
class Draft {
  constructor(public world: Asked) {}

  value(side: Side, key: string): string | null {
    const own = this.world[side].find((each) => each.startsWith(`${key}=`));
    const shared = this.world.common.find((each) => each.startsWith(`${key}=`));
    return (own ?? shared)?.slice(key.length + 1) ?? null;
  }

  set(side: Side, key: string, value: string): void {
    const rest = (list: string[]): string[] => list.filter((each) => !each.startsWith(`${key}=`));
    const shared = this.world.common.find((each) => each.startsWith(`${key}=`));
    const other = side === "a" ? "b" : "a";
    // A key that was common to both becomes each column's own.
    if (shared) this.world = { ...this.world, common: rest(this.world.common), [other]: [...rest(this.world[other]), shared] };
    const kept = value === "" ? [] : [`${key}=${value}`];
    // Numbers of rules that are no longer chosen would be refused.
    const alive = (each: string): boolean => key.includes(".") || !each.startsWith(`${key}.`);
    this.world = { ...this.world, [side]: [...rest(this.world[side]).filter(alive), ...kept] };
  }
}

export function showDials(place: HTMLElement, welcome: Welcome, world: World, apply: (world: Asked) => void): void {
  const draft = new Draft(structuredClone(world.asked));
  const scenario = el("select", { id: "scenario" }, ...welcome.scenarios.map((name) => option(name, name === world.scenario)));
  const sizes = (["members", "ticks", "seed"] as const).map((name) => {
    const most = name === "seed" ? Number.MAX_SAFE_INTEGER : welcome.limits[name];
    return el("label", { class: "size" }, name, el("input", { type: "number", name, value: world[name], min: name === "seed" ? 0 : name === "ticks" ? 24 : 50, max: most }));
  });
  const go = (): void => {
    const [members, ticks, seed] = sizes.map((label) => label.querySelector("input")?.valueAsNumber ?? 0);
    const same = scenario.value === world.scenario;
    const kept = same ? draft.world : { ...draft.world, common: [], a: choices(draft.world.a), b: choices(draft.world.b) };
    apply({ ...kept, scenario: scenario.value, members: members ?? null, ticks: same ? (ticks ?? null) : null, seed: seed ?? 0 });
  };
  fill(
    place,
    el("h2", {}, "Open play"),
    el("p", { class: "note" }, "Turn dials for column A and B, then apply: both worlds begin anew with the same people and the same luck."),
    el("label", { class: "wide" }, "scenario", scenario),
    el("div", { class: "sizes" }, ...sizes),
    el("p", { class: "actions" }, button("Apply", go, { class: "primary", id: "apply" })),
    el("h3", {}, "Rules"),
    ...welcome.families.map((family) => familyDial(family, draft)),
    el("h3", {}, "Numbers"),
    ...numberDials(world, draft),
  );
}

/** Only choices of families: numbers belong to the rules of the scenario they were set in. */
const choices = (overrides: string[]): string[] => overrides.filter((each) => !(each.split("=")[0] ?? "").includes("."));

function option(name: string, chosen: boolean): HTMLOptionElement {
  return el("option", { value: name, selected: chosen }, plain(name));
}

function familyDial(family: Welcome["families"][number], draft: Draft): HTMLElement {
  const pickers = SIDES.map((side, place) => {
    const now = draft.value(side, family.family);
    const unlisted = now !== null && !family.choices.includes(now) ? [option(now, true)] : [];
    const pick = el(
      "select",
      { "aria-label": `${family.family} in ${COLUMNS[place]}`, onchange: () => draft.set(side, family.family, pick.value) },
      el("option", { value: "" }, "as in the scenario"),
      ...unlisted,
      ...family.choices.map((name) => option(name, name === now)),
    );
    return el("label", {}, COLUMNS[place] ?? "", pick);
  });
  const name = SHORT[family.family] ?? family.family;
  return el("fieldset", { class: "dial", title: family.question }, el("legend", {}, name), ...pickers);
}

function numberDials(world: World, draft: Draft): HTMLElement[] {
  const keys = new Map<string, [Dial | undefined, Dial | undefined]>();
  world.numbers.forEach((dials, place) => {
    for (const dial of dials) {
      const both = keys.get(dial.key) ?? [undefined, undefined];
      both[place] = dial;
      keys.set(dial.key, both);
    }
  });
  const made = [...keys].map(([key, both]) => ({ first: (both[0] ?? both[1])?.first, dial: numberDial(key, both, draft) }));
  const more = el("details", {}, el("summary", {}, "All other numbers of these rules"));
  more.append(...made.filter((each) => !each.first).map((each) => each.dial));
  return [...made.filter((each) => each.first).map((each) => each.dial), more];
}

function numberDial(key: string, both: [Dial | undefined, Dial | undefined], draft: Draft): HTMLElement {
  const known = both[0] ?? both[1];
  if (!known) return el("span");
  const sliders = SIDES.map((side, place) => {
    const dial = both[place];
    if (!dial) return el("span", { class: "note" }, `${COLUMNS[place]}: this rule is off`);
    const shown = el("output", {}, number(dial.value));
    const step = dial.whole ? 1 : (dial.high - dial.low) / 100 || 0.01;
    const slide = el("input", {
      type: "range",
      min: dial.low,
      max: dial.high,
      step,
      value: dial.value,
      "aria-label": `${plain(key)} in ${COLUMNS[place]}, ${dial.unit}`,
      oninput: () => {
        const value = Number(slide.valueAsNumber.toPrecision(6));
        shown.textContent = number(value);
        draft.set(side, key, String(value));
      },
    });
    return el("label", {}, COLUMNS[place] ?? "", slide, shown);
  });
  const about = `${known.meaning} (${known.unit}; ${known.source})`;
  return el("fieldset", { class: "dial", title: about }, el("legend", {}, `${plain(key.replaceAll(".", " › "))}`), ...sliders, el("p", { class: "note" }, known.unit === "1" ? known.meaning : `${known.meaning} In ${known.unit}.`));
}
