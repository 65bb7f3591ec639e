/** One column: its name, its people, its ring, the person in focus. */
import type { ColumnSeen, World } from "./protocol";
import { type Crowd, PeopleCanvas, shade } from "./people";
import { el } from "./elements";
import { scrollToLast, showPerson, showThread } from "./ring";
import { COLUMNS, counted, number } from "./words";

const BY_ROW: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -10, ArrowDown: 10 };

export class Column {
  readonly root: HTMLElement;
  private readonly name = el("span", { class: "setting" });
  private readonly talk = el("span", { class: "note talk" });
  private readonly canvas: HTMLCanvasElement;
  private readonly people: PeopleCanvas;
  private readonly thread = el("section", { class: "ring", tabindex: "0" });
  private readonly person = el("section", { class: "person", tabindex: "0" });
  private readonly below = el("div", { class: "below" }, this.thread, this.person);
  private crowd: Crowd | null = null;
  private focus: number | null = null;
  private sample = "";
  private shownThread = "";
  private shownPerson = "";

  constructor(
    place: 0 | 1,
    private readonly look: (who: number | null) => void,
  ) {
    const letter = COLUMNS[place];
    this.canvas = el("canvas", {
      tabindex: "0",
      role: "application",
      "aria-label": `People of world ${letter}. Arrow keys go from person to person, Escape looks at nobody.`,
      onclick: (event) => this.click(event as MouseEvent),
      onkeydown: (event) => this.key(event as KeyboardEvent),
    });
    this.people = new PeopleCanvas(this.canvas, null);
    new ResizeObserver(() => this.people.draw(this.focus)).observe(this.canvas);
    new ResizeObserver(() => scrollToLast(this.thread)).observe(this.thread);
    this.thread.setAttribute("aria-label", `The ring in world ${letter}`);
    this.person.setAttribute("aria-label", `Person in focus in world ${letter}`);
    const head = el("h2", {}, el("b", { class: `letter ${letter}` }, letter), " ", this.name);
    this.root = el(
      "section",
      { class: "column", "aria-label": `World ${letter}` },
      el("div", { class: "head" }, head, this.talk),
      el("div", { class: "people" }, this.canvas),
      this.below,
    );
  }

  meet(crowd: Crowd, name: string): void {
    this.crowd = crowd;
    this.focus = null;
    this.people.meet(crowd);
    this.name.textContent = name;
    this.name.title = name;
    const { n_drawn, n_people } = crowd.sent;
    this.sample = n_drawn < n_people ? `${number(n_drawn)} of ${number(n_people)} people drawn · ` : "";
  }

  show(seen: ColumnSeen, world: World, who: number | null, begun: boolean): void {
    this.focus = who === null ? null : (this.crowd?.place.get(who) ?? null);
    this.people.show(seen.belief, seen.marks, this.focus, seen.person?.followers ?? []);
    this.talk.textContent = `${this.sample}${counted(seen.talk.rebuttals, "answer")} · ${number(seen.talk.hidden)} censored`;
    this.talk.title = `${this.talk.textContent}: answers that landed, and items that a censor hid`;
    const thread = JSON.stringify([seen.thread, begun]);
    if (thread !== this.shownThread) {
      this.shownThread = thread;
      showThread(this.thread, seen.thread, world.tick_hours, begun);
    }
    const person = JSON.stringify(seen.person);
    if (person !== this.shownPerson) {
      this.shownPerson = person;
      showPerson(this.person, seen.person, world.tick_hours);
      this.below.classList.toggle("two", seen.person !== null);
    }
  }

  private click(event: MouseEvent): void {
    const place = this.people.at(event.offsetX, event.offsetY);
    this.look(place === null ? null : (this.crowd?.who[place] ?? null));
  }

  private key(event: KeyboardEvent): void {
    const crowd = this.crowd;
    if (!crowd) return;
    const by = BY_ROW[event.key];
    if (event.key === "Escape") this.look(null);
    else if (by !== undefined) {
      const last = crowd.who.length - 1;
      const next = this.focus === null ? 0 : Math.min(Math.max(this.focus + by, 0), last);
      // At once: the next key may come before the server has answered.
      this.focus = next;
      this.look(crowd.who[next] ?? null);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }
}

/** What shapes and colours mean. */
export function legend(): HTMLElement {
  const item = (shape: string, text: string): HTMLElement => el("span", {}, el("i", { class: "shape" }, shape), text);
  const bar = el("i", { class: "scale" });
  bar.style.background = `linear-gradient(90deg, ${[0, 0.25, 0.5, 0.75, 1].map(shade).join(", ")})`;
  const belief = el("span", { title: "mean belief in the campaign's claims" }, "belief 0 ", bar, " 100%");
  const shapes = [item("●", "member"), item("▲", "covert"), item("■", "overt"), item("◆", "critic"), item("✚", "press"), item("△", "suspended")];
  return el("p", { class: "legend" }, belief, ...shapes);
}
