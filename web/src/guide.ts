/** Guided mode: story, predict, run, compare, discuss; then open play. */
import type { Asked, Lesson } from "./protocol";
import type { State } from "./state";
import { button, el, fill, table } from "./elements";
import { sketch } from "./sketch";
import type { Kept, Pick } from "./predictions";
import { forget, keep, kept, outcome } from "./predictions";
import { COLUMNS, distance, isPart, plain, valued } from "./words";

const STEPS = ["Story", "Predict", "Run", "Compare", "Discuss"] as const;

export interface Does {
  open(world: Asked): void;
  play(): void;
  print(): void;
  openPlay(): void;
  lessons(): void;
  newSeed(): void;
}

export class Guide {
  step = 0;
  private own: Kept;
  private readonly place = el("div", { class: "guide" });

  constructor(
    readonly lesson: Lesson,
    private readonly state: State,
    private readonly does: Does,
  ) {
    this.own = kept(lesson);
  }

  /** Whether the class has said what it expects, without which nothing runs. */
  get predicted(): boolean {
    return this.own.drawn !== null || this.own.picks.every((pick) => pick !== null);
  }

  get root(): HTMLElement {
    return this.place;
  }

  show(): void {
    const tabs = STEPS.map((name, step) =>
      el("li", { "aria-current": step === this.step && "step" }, button(`${step + 1} ${name}`, () => this.go(step), { disabled: step > 1 && !this.predicted })),
    );
    fill(this.place, el("h2", {}, this.lesson.title), el("ol", { class: "steps", "aria-label": "steps of the lesson" }, ...tabs), this.body());
  }

  go(step: number): void {
    this.step = step;
    this.show();
    const first = this.place.querySelector<HTMLElement>(".body h3");
    first?.focus();
  }

  /** The run is over: keep what came out for this seed, and compare. */
  over(): void {
    const [a, b] = this.state.frame?.columns ?? [];
    const seed = this.state.world?.seed;
    // What came out counts only against a prediction: a link may open at the end of a run.
    if (!a?.summary || !b?.summary || seed === undefined || !this.sameWorld() || !this.predicted) return;
    const [first, second] = [a.summary, b.summary];
    this.own.outcomes[seed] = this.lesson.predictions.map((each) => outcome(each, first[each.metric], second[each.metric]));
    keep(this.lesson, this.own);
    if (this.step === 2) this.go(3);
    else this.show();
  }

  /** Whether the worlds on the page are those of the lesson, by whatever seed. */
  sameWorld(): boolean {
    const asked = this.state.asked;
    const without = (world: Asked): string => JSON.stringify([world.scenario, world.common, world.a, world.b]);
    return asked !== null && without(asked) === without(this.lesson.world);
  }

  private body(): HTMLElement {
    const makes = [this.story, this.predict, this.run, this.compare, this.discuss];
    return el("div", { class: "body" }, el("h3", { tabindex: "-1" }, STEPS[this.step] ?? ""), ...(makes[this.step]?.call(this) ?? []));
  }

  private next(text: string, given: Record<string, string | boolean> = {}): HTMLElement {
    return el("p", { class: "actions" }, button(text, () => this.go(this.step + 1), { class: "primary next", ...given }));
  }

  private story(): HTMLElement[] {
    const names = `A: ${this.lesson.names[0]}. B: ${this.lesson.names[1]}.`;
    return [...this.lesson.story.map((text) => el("p", {}, text)), el("p", {}, el("strong", {}, names)), this.next("Predict")];
  }

  private predict(): HTMLElement[] {
    const locked = Object.keys(this.own.outcomes).length > 0;
    const asked = this.lesson.predictions.map((prediction, place) =>
      el("fieldset", { class: "prediction" }, el("legend", {}, prediction.question), el("p", { class: "note" }, `Measured as: ${prediction.reads}.`), ...this.picks(place, locked)),
    );
    const drawn = sketch(this.own.drawn, this.lesson.names, locked, (curves) => {
      this.own.drawn = curves;
      keep(this.lesson, this.own);
      this.unlock();
    });
    return [
      ...(locked ? [el("p", { class: "note" }, "The worlds have run: your prediction stands as it is.")] : []),
      ...asked,
      el("details", { open: true }, el("summary", {}, "Draw how credibility will go (if you like)"), drawn),
      el("p", { class: "note" }, "Your prediction is kept in this browser."),
      this.next("Run", { disabled: !this.predicted }),
      ...(locked ? [el("p", { class: "actions" }, button("Predict anew", () => this.anew()))] : []),
    ];
  }

  private picks(place: number, locked: boolean): HTMLElement[] {
    const options: [Pick, string][] = [
      ["a", `A: ${this.lesson.names[0]}`],
      ["b", `B: ${this.lesson.names[1]}`],
      ["equal", `about equal: at most ${this.within(place)} apart`],
    ];
    return options.map(([pick, text]) => {
      const radio = el("input", { type: "radio", name: `prediction-${place}`, value: pick, disabled: locked, onchange: () => this.pick(place, pick) });
      radio.checked = this.own.picks[place] === pick;
      return el("label", {}, radio, text);
    });
  }

  private pick(place: number, pick: Pick): void {
    this.own.picks[place] = pick;
    keep(this.lesson, this.own);
    this.unlock();
  }

  /** Open the steps that follow, as soon as something is predicted. */
  private unlock(): void {
    const next = this.place.querySelector<HTMLButtonElement>(".next");
    if (next) next.disabled = !this.predicted;
    for (const tab of this.place.querySelectorAll<HTMLButtonElement>(".steps button")) tab.disabled = false;
    if (!this.predicted) this.place.querySelectorAll<HTMLButtonElement>(".steps button").forEach((tab, step) => (tab.disabled = step > 1));
  }

  private anew(): void {
    forget(this.lesson);
    this.own = kept(this.lesson);
    this.show();
  }

  private run(): HTMLElement[] {
    const elsewhere = !this.sameWorld();
    const play = (): void => {
      if (elsewhere) this.does.open(this.lesson.world);
      this.does.play();
    };
    return [
      el("p", {}, "Press play, and watch where the curves part. Stop whenever somebody has something to say: the space bar pauses, the arrow to the right takes one step."),
      el("p", { class: "actions" }, button(this.state.playing ? "Pause" : "Play", play, { class: "primary turn" })),
      this.next("Compare", { class: this.state.frame?.over && !elsewhere ? "primary next" : "next" }),
    ];
  }

  private compare(): HTMLElement[] {
    const [a, b] = this.state.frame?.columns ?? [];
    if (!a?.summary || !b?.summary) return [el("p", {}, "When the worlds have run to the end, what you predicted stands here beside what came out.")];
    const [first, second] = [a.summary, b.summary];
    const verdicts = this.judged() ?? this.lesson.predictions.map((each, place) => this.verdict(place, [first[each.metric], second[each.metric]]));
    const keys = [...this.lesson.predictions.map((each) => each.metric), ...this.lesson.also];
    const rows = [...new Set(keys)].map((key) => [this.meaning(key), this.valued(key, first[key]), this.valued(key, second[key])]);
    return [
      ...verdicts,
      this.tally(),
      el("p", { class: "caution" }, this.lesson.caution),
      ...this.drawnBeside(),
      table("What came out in this run", ["", ...COLUMNS.map((name, place) => (this.sameWorld() ? name : `${name}: ${this.state.names[place as 0 | 1]}`))], rows),
      el("p", { class: "actions stay" }, button("Same worlds, new seed", () => this.anotherSeed()), button("Discuss", () => this.go(this.step + 1), { class: "primary next" })),
    ];
  }

  /** Why these worlds answer no prediction, where they do not. */
  private judged(): HTMLElement[] | null {
    if (!this.sameWorld()) return [el("p", {}, "A variation: what you predicted was about other worlds. Compare its numbers with theirs.")];
    if (String(this.state.world?.seed) in this.own.outcomes) return null;
    return [el("p", {}, "These worlds had run before anybody predicted here, so they judge nothing. Take a new seed.")];
  }

  private anotherSeed(): void {
    this.does.newSeed();
    this.go(2);
  }

  private meaning(metric: string): string {
    const known = this.state.metrics[metric];
    return known ? `${known.meaning}${isPart(known.unit) || known.unit === "1" ? "" : ` In ${known.unit}.`}` : plain(metric);
  }

  /** The difference up to which the two columns of a question count as about equal, in words. */
  private within(place: number): string {
    const { equal_within, metric } = this.lesson.predictions[place]!;
    return distance(equal_within, this.state.metrics[metric]?.unit);
  }

  private valued(metric: string, value: number | null | undefined): string {
    return valued(value, this.state.metrics[metric]?.unit);
  }

  private verdict(place: number, [a, b]: [number | null | undefined, number | null | undefined]): HTMLElement {
    const said = this.own.picks[place];
    const asked = this.lesson.predictions[place];
    const came = asked ? outcome(asked, a, b) : null;
    const metric = asked?.metric ?? "";
    const names: Record<Pick, string> = { a: `A, ${this.lesson.names[0]}`, b: `B, ${this.lesson.names[1]}`, equal: `about equal, at most ${this.within(place)} apart` };
    const result = came === null ? "undefined in this run" : `${this.valued(metric, a)} in A and ${this.valued(metric, b)} in B: ${names[came]}`;
    // Whoever only drew has picked nothing that could be wrong.
    const mark = came === null || !said ? "" : came === said ? "✓ as predicted" : "✗ not as predicted";
    return el(
      "div",
      { class: "verdict" },
      el("p", {}, asked?.question ?? ""),
      el("p", {}, `You: ${said ? names[said] : "no prediction"}. Here: ${result}. `, el("strong", {}, mark)),
    );
  }

  /** The drawn prediction with the curves that came, if anything was drawn. */
  private drawnBeside(): HTMLElement[] {
    if (!this.own.drawn) return [];
    const came = this.state.curves.map((curves) => curves.credibility);
    return [el("h4", {}, "Drawn, and come (thin)"), sketch(this.own.drawn, this.lesson.names, true, () => undefined, came)];
  }

  /** How often each answer came out, over all seeds that were run: one run is one draw. */
  private tally(): HTMLElement {
    const runs = Object.values(this.own.outcomes);
    const count = (place: number, pick: Pick): string => String(runs.filter((each) => each[place] === pick).length);
    const rows = this.lesson.predictions.map((each, place) => [each.question, count(place, "a"), count(place, "b"), count(place, "equal")]);
    return table(`Over ${runs.length} seed${runs.length === 1 ? "" : "s"} so far`, ["larger in", "A", "B", "equal"], rows);
  }

  private discuss(): HTMLElement[] {
    const variations = this.lesson.variations.map((each) => el("li", {}, button(each.say, () => this.does.open(each.world))));
    return [
      el("ol", { class: "questions" }, ...this.lesson.questions.map((question) => el("li", {}, question))),
      el("h4", {}, "Variations"),
      el("ul", { class: "variations" }, ...variations),
      el(
        "p",
        { class: "actions" },
        button("Print worksheet", () => this.does.print()),
        button("Open play", () => this.does.openPlay(), { class: "primary" }),
        button("Another lesson", () => this.does.lessons()),
      ),
    ];
  }
}

/** The list of lessons. */
export function showLessons(place: HTMLElement, lessons: Lesson[], begin: (lesson: Lesson) => void, openPlay: () => void): void {
  const list = lessons.map((lesson) => el("li", {}, button(lesson.title, () => begin(lesson))));
  fill(
    place,
    el("h2", {}, "Lessons"),
    el("p", {}, "How long does propaganda last on the shelf of an open marketplace of ideas? Predict, then run."),
    el("p", { class: "note" }, "A and B are two worlds with the same people and the same luck: only the rules named above them differ."),
    el("ol", { class: "lessons" }, ...list),
    el("h2", {}, "Or"),
    el("p", { class: "actions" }, button("Open play", openPlay)),
  );
}
