/** The page: header, rail, two columns, curves, footer; and what happens when something is pressed or said. */
import type { Ask, Asked, CurveName, Frame, Headline, Lesson, ReplayContent, Said, Welcome } from "./protocol";
import { Connection, type Source } from "./source";
import { Replay } from "./replay";
import { Guide, showLessons } from "./guide";
import { showDials } from "./dials";
import { Crowd } from "./people";
import { CurvePlot } from "./curves";
import { Column, legend } from "./column";
import { button, dialogue, download, el, fill } from "./elements";
import { listenToKeys, showKeys } from "./keys";
import { linkOf, readLink } from "./link";
import { asCsv, showNumbers } from "./table_of_numbers";
import { begin, meet, take } from "./state";
import { fillWorksheet } from "./worksheet";
import { claim, COLUMNS, counted, LIMITS, setting, share } from "./words";

const CALM = matchMedia("(prefers-reduced-motion: reduce)");
const CALM_PAUSE = 600;
const CURVES_EVERY = 60;
const SUMMARY_EVERY = 6000;
const FIRST: Asked = { scenario: "guo_2017", seed: 1, members: null, ticks: 480, common: ["strategy=broadcast"], a: ["censorship=open"], b: ["censorship=full"] };

export class Page {
  readonly state = begin();
  private readonly source: Source;
  private guide: Guide | null = null;
  private rail: "lessons" | "guide" | "dials" = "lessons";
  private curvesDrawn = 0;
  private drawn = 0;
  private refusal = "";
  private summarised = -SUMMARY_EVERY;
  /** Whether to play as soon as the worlds are there. */
  private awaiting = false;
  /** Whether the server has closed the worlds, as it does when nobody asks anything of them. */
  private closed = false;

  private readonly title = el("h1", {}, "Shelflife");
  private readonly playButton = button("Play", () => this.turn(), { id: "play", class: "primary" });
  private readonly speed = el("select", { id: "speed", "aria-label": "ticks a second", onchange: () => this.setSpeed(Number(this.speed.value)) });
  private readonly version = el("span", { class: "note version" });
  private readonly clock = el("span", { class: "clock" });
  private readonly notice = el("div", { class: "notice", role: "alert" });
  private readonly railPlace = el("aside", { class: "rail", "aria-label": "lessons and dials" });
  private readonly posts = el("select", { id: "posts", "aria-label": "post in focus", onchange: () => this.ask({ do: "post", key: this.posts.value || null }) });
  private readonly columns = COLUMNS.map((_, place) => new Column(place as 0 | 1, (who) => this.lookAt(who))) as [Column, Column];
  private readonly nobody = button("Nobody", () => this.lookAt(null), { id: "nobody", title: "nobody in focus", hidden: true });
  private readonly command = el("code", { class: "command", tabindex: "0", "aria-label": "command line" });
  private readonly spoken = el("p", { class: "spoken", "aria-live": "polite" });
  private readonly sheet = el("article", { class: "worksheet" });
  private readonly reach = new CurvePlot("reach", ["reach"], () => this.state.names, () => undefined);
  private readonly belief: CurvePlot = new CurvePlot("credibility", ["credibility", "excess"], () => this.state.names, (name) => this.chooseCurve(name));

  constructor(root: HTMLElement, replay: ReplayContent | null) {
    this.build(root);
    // However printing is asked for: by the button, the key, or the browser's own menu.
    window.addEventListener("beforeprint", () => fillWorksheet(this.sheet, this.state, this.source.live ? this.address() : ""));
    if (replay) {
      document.body.classList.add("replay", "wide");
      this.state.version = replay.version;
      this.sayVersion(replay.version);
      this.state.metrics = replay.metrics;
      this.fillSpeeds([1, 2, 3, 5, 8, 12, 20, 30, 40]);
      this.source = new Replay(replay, (said) => this.hear(said));
    } else {
      this.source = new Connection(
        (said) => this.hear(said),
        (connected, why) => this.say(connected ? "" : why),
        () => this.again(),
      );
    }
    listenToKeys({
      turn: () => this.turn(),
      step: () => this.step(),
      reset: () => this.reset(),
      speed: (place) => this.nthSpeed(place),
      newSeed: () => this.newSeed(),
      projector: () => this.projector(),
    });
  }

  private build(root: HTMLElement): void {
    const header = el(
      "header",
      {},
      this.title,
      el("div", { class: "controls", role: "toolbar", "aria-label": "running the worlds" },
        this.playButton,
        button("Step", () => this.step(), { id: "step" }),
        button("Reset", () => this.reset(), { id: "reset" }),
        this.speed,
        button("New seed", () => this.newSeed(), { id: "new-seed", class: "live" }),
        this.clock,
      ),
      el("div", { class: "controls", role: "toolbar", "aria-label": "taking it with you" },
        button("Share", () => this.share(), { id: "share", class: "live" }),
        button("Print", () => window.print(), { id: "print", title: "Print worksheet" }),
        button("Projector", () => this.projector(), { id: "projector", "aria-pressed": "false" }),
        button("☰ Rail", () => document.body.classList.toggle("wide"), { id: "rail", class: "live", title: "show or hide lessons and dials" }),
        button("?", showKeys, { id: "help", "aria-label": "keys" }),
      ),
    );
    const focus = el("div", { class: "strip" }, legend(), el("label", {}, "In the ring ", this.posts), this.nobody);
    const main = el(
      "main",
      {},
      el("div", { class: "pair" }, this.columns[0].root, focus, this.columns[1].root),
      el("div", { class: "curves" }, this.reach.root, this.belief.root),
    );
    const footer = el(
      "footer",
      {},
      this.version,
      this.command,
      button("Copy", () => void navigator.clipboard?.writeText(this.command.textContent ?? ""), { class: "small", "aria-label": "copy the command line" }),
      button("CSV", () => download("shelflife.csv", "text/csv", asCsv(this.state)), { id: "csv", class: "small" }),
      button("Numbers", () => showNumbers(this.state), { id: "numbers", class: "small" }),
      button("What this model is not", () => this.limits(), { id: "limits", class: "small" }),
    );
    fill(root, header, this.notice, el("div", { class: "room" }, this.railPlace, main), footer, this.spoken, this.sheet);
    window.addEventListener("resize", () => this.redraw());
  }

  /** The release in sight; the state of its source, on which numbers hang, when pointed at. */
  private sayVersion(version: string): void {
    this.version.textContent = `Shelflife ${version.split("+")[0]}`;
    this.version.title = version;
  }

  private ask(what: Ask): void {
    this.source.ask(what);
  }

  /** What to ask for after the connection came back: the same worlds, at the same tick. */
  private again(): Ask | null {
    const { world, asked, frame, token, playing } = this.state;
    if (!world || !asked) return null;
    if (playing) setTimeout(() => this.ask({ do: "play" }));
    return { do: "open", world: asked, tick: frame?.tick ?? 0, resume: token };
  }

  private hear(said: Said): void {
    if (said.is === "welcome") this.welcome(said);
    else if (said.is === "world") this.meet(said);
    else if (said.is === "frame") this.see(said);
    else if (said.is === "refused") {
      if (this.isOpening) this.setPlaying(false);
      this.awaiting = false;
      this.opening(false);
      this.refusal = said.problems.join(" · ");
      this.say(this.refusal);
    }
    else {
      this.closed = said.is === "closed";
      this.say(said.is === "closed" ? `${said.why}; press Play to go on.` : said.why);
      this.setPlaying(false);
    }
  }

  private welcome(said: Welcome): void {
    const first = this.state.welcome === null;
    Object.assign(this.state, { welcome: said, version: said.version, metrics: said.metrics });
    this.sayVersion(said.version);
    if (!first) return;
    this.fillSpeeds(said.speeds);
    const linked = readLink(location.hash);
    const lesson = said.lessons.find((each) => each.id === linked?.lesson) ?? null;
    if (linked && linked.version !== said.version) this.say(`This link was made with version ${linked.version || "unknown"}; this is ${said.version}, so curves may differ.`);
    if (lesson) this.beginLesson(lesson, linked?.world, linked?.tick);
    else {
      if (linked) this.rail = "dials";
      this.open(linked?.world ?? FIRST, linked?.tick);
    }
    this.showRail();
  }

  /** Whether worlds were asked for that are not there yet: what is pressed meanwhile is not meant for the old ones. */
  private get isOpening(): boolean {
    return document.body.classList.contains("opening");
  }

  private opening(yes: boolean): void {
    document.body.classList.toggle("opening", yes);
    if (yes) this.clock.textContent = "opening the worlds …";
    else if (this.state.frame) this.draw(this.state.frame);
    else this.clock.textContent = "no worlds";
  }

  private fillSpeeds(speeds: number[]): void {
    fill(this.speed, ...speeds.map((each) => el("option", { value: each, selected: each === this.state.speed }, `${each} ticks/s`)));
  }

  private open(world: Asked, tick = 0): void {
    this.setPlaying(false);
    // Until the new worlds are there, the old ones must not be taken for them.
    this.awaiting = false;
    if (this.source.live) this.opening(true);
    this.ask({ do: "open", world, tick });
  }

  private meet(said: Extract<Said, { is: "world" }>): void {
    meet(this.state, said.world, said.token, said.playing || (this.awaiting && this.source.live));
    if (this.awaiting) this.ask({ do: "play" });
    this.awaiting = this.closed = false;
    this.opening(false);
    // What was refused is not said over worlds that are there.
    if (this.notice.textContent === this.refusal) this.say("");
    const world = said.world;
    const own = this.guide?.sameWorld() ? this.guide.lesson.names : null;
    this.state.names = own ?? [setting(world.asked.a), setting(world.asked.b)];
    this.columns.forEach((column, place) => column.meet(new Crowd(world.people[place as 0 | 1]), this.state.names[place as 0 | 1]));
    this.title.textContent = world.story.title;
    this.title.title = world.story.question;
    this.command.textContent = world.command;
    this.setPlaying(this.state.playing);
    this.state.person = null;
    if (this.rail === "dials") this.showRail();
    // What came out of the worlds before says nothing of these.
    if (this.guide && this.guide.step > 2) this.guide.show();
    document.body.dataset.ready = "yes";
  }

  private see(frame: Frame): void {
    const { state } = this;
    if (!state.world) return;
    const playing = state.playing;
    take(state, frame);
    requestAnimationFrame(() => {
      // Whoever asked for less motion sees fewer pictures of a world that goes on as quickly.
      if (!CALM.matches || !state.playing || performance.now() - this.drawn > CALM_PAUSE) this.draw(frame);
      const number = frame.frame;
      if (number !== undefined) this.ask({ do: "seen", frame: number });
    });
    if (frame.over) this.setPlaying(false);
    if (frame.over && frame.columns[0].summary) {
      this.guide?.over();
      if (playing) this.summarise(true);
    }
  }

  private draw(frame: Frame): void {
    const { state } = this;
    const world = state.world;
    if (!world) return;
    this.drawn = performance.now();
    this.clock.textContent = `day ${((frame.tick * world.tick_hours) / 24).toFixed(1)} of ${((world.ticks * world.tick_hours) / 24).toFixed(0)} · seed ${world.seed}`;
    frame.columns.forEach((seen, place) => this.columns[place as 0 | 1].show(seen, world, state.person, frame.tick > 0));
    this.nobody.hidden = state.person === null;
    this.listPosts(frame.listed);
    const now = performance.now();
    if (!state.playing || now - this.curvesDrawn > CURVES_EVERY) {
      this.curvesDrawn = now;
      this.drawCurves(frame);
    }
    this.summarise(false);
  }

  private drawCurves(frame: Frame): void {
    const world = this.state.world;
    if (!world) return;
    for (const plot of [this.reach, this.belief]) {
      const name = plot.name === "reach" ? "reach" : "excess";
      plot.show(this.state.curves, world.tick_hours, world.ticks, [frame.columns[0].half_lives[name], frame.columns[1].half_lives[name]]);
    }
  }

  private redraw(): void {
    if (this.state.frame) requestAnimationFrame(() => this.state.frame && this.draw(this.state.frame));
  }

  private chooseCurve(name: CurveName): void {
    this.belief.name = name;
    if (this.state.frame) this.drawCurves(this.state.frame);
  }

  /** The list of posts that can be put in the ring, most contested first. */
  private listPosts(listed: Headline[]): void {
    if (document.activeElement === this.posts || (!listed.length && this.posts.options.length)) return;
    const chosen = this.posts.value;
    const kept = chosen && !listed.some((each) => each.key === chosen) ? [...this.posts.options].find((each) => each.value === chosen) : null;
    fill(
      this.posts,
      el("option", { value: "" }, "the most contested one"),
      kept,
      ...listed.map((each) => el("option", { value: each.key, selected: each.key === chosen }, `${each.theirs ? "theirs: " : ""}${claim(each)}, ${counted(each.rounds, "round")}, ${counted(each.reads, "read")}, tick ${each.born}`)),
    );
  }

  /** Say in words how things stand, now and then, for those who listen. */
  private summarise(now: boolean): void {
    const { world, curves, frame } = this.state;
    const at = performance.now();
    if (!world || !frame || (!now && at - this.summarised < SUMMARY_EVERY)) return;
    this.summarised = at;
    const each = curves.map((own, place) => `${COLUMNS[place]}: reach ${share(own.reach.at(-1))}, credibility ${share(own.credibility.at(-1))}`);
    this.spoken.textContent = `Day ${Math.round((frame.tick * world.tick_hours) / 24)}. ${each.join(". ")}.${frame.over ? " The run is over." : ""}`;
  }

  private turn(): void {
    if (this.isOpening) this.awaiting = !this.state.playing && !this.predictFirst();
    if (this.isOpening) return this.setPlaying(this.awaiting);
    if (this.state.playing) this.ask({ do: "pause" });
    else if (this.predictFirst()) return;
    else if (this.source.live && this.state.asked && (this.closed || this.state.frame?.over)) {
      this.open(this.state.asked, this.state.frame?.over ? 0 : this.state.frame?.tick);
      this.awaiting = true;
    } else {
      if (this.state.frame?.over) this.ask({ do: "reset" });
      this.ask({ do: "play" });
    }
    this.setPlaying(!this.state.playing);
  }

  private setPlaying(playing: boolean): void {
    this.state.playing = playing;
    this.playButton.textContent = playing ? "Pause" : "Play";
    this.playButton.setAttribute("aria-pressed", String(playing));
    document.body.dataset.playing = String(playing);
    for (const turn of this.railPlace.querySelectorAll(".turn")) turn.textContent = playing ? "Pause" : "Play";
    if (playing) this.say("");
    else this.redraw();
  }

  /** In a lesson nothing runs before the class has said what it expects; whether that was so. */
  private predictFirst(): boolean {
    if (!this.guide || this.rail !== "guide" || this.guide.predicted) return false;
    this.guide.go(1);
    this.say("Predict first: what you expect is worth more before you have seen it.");
    return true;
  }

  private step(): void {
    if (this.isOpening || this.predictFirst()) return;
    this.setPlaying(false);
    this.ask({ do: "step" });
  }

  private reset(): void {
    if (this.isOpening) return;
    this.setPlaying(false);
    // Worlds that the server has closed meanwhile are opened anew.
    if (this.source.live && this.state.asked) this.open(this.state.asked);
    else this.ask({ do: "reset" });
  }

  private setSpeed(ticks: number): void {
    this.state.speed = ticks;
    this.speed.value = String(ticks);
    this.ask({ do: "speed", ticks });
  }

  private nthSpeed(place: number): void {
    const chosen = this.speed.options[place];
    if (chosen) this.setSpeed(Number(chosen.value));
  }

  private newSeed(): void {
    const { asked } = this.state;
    if (asked && this.source.live && !this.isOpening) this.open({ ...asked, seed: Math.floor(Math.random() * 1_000_000) });
  }

  private lookAt(who: number | null): void {
    this.state.person = who;
    this.ask({ do: "person", who });
  }

  private projector(): void {
    const on = document.body.classList.toggle("projector");
    document.body.classList.toggle("wide", on || !this.source.live);
    document.getElementById("projector")?.setAttribute("aria-pressed", String(on));
    this.redraw();
  }

  private say(text: string): void {
    this.notice.textContent = text;
  }

  /** The link to these worlds as they stand; to a lesson at its beginning, where nobody has seen what comes out. */
  private address(): string {
    const { version, asked, frame, lesson } = this.state;
    const link = asked && linkOf({ version, world: asked, tick: lesson ? 0 : (frame?.tick ?? 0), lesson: lesson?.id ?? null });
    return `${location.origin}${location.pathname}${link ?? ""}`;
  }

  private share(): void {
    if (!this.state.asked) return;
    const address = el("input", { type: "text", readonly: true, value: this.address(), "aria-label": "link" });
    const replay = el("a", { href: `/replay/${this.state.token}`, download: "shelflife-replay.html", class: "button", id: "replay-file" }, "Save a replay up to here (one file, plays without a server)");
    dialogue(
      "Share",
      el("p", {}, "This link holds version, scenario, settings, seed and tick: wherever it is opened, the same curves come out, to the last digit."),
      this.state.lesson && el("p", {}, "It opens the lesson at its beginning, so that whoever follows it predicts first."),
      address,
      el("p", { class: "actions" }, button("Copy link", () => void navigator.clipboard?.writeText(address.value)), replay),
    );
    address.select();
  }

  private limits(): void {
    const story = this.state.world?.story;
    dialogue(
      "What this model is not",
      el("ul", {}, ...LIMITS.map((each) => el("li", {}, each))),
      story && el("h3", {}, "What the scenario rests on"),
      story && el("ul", {}, ...story.facts.map((each) => el("li", {}, each.fact, el("span", { class: "note" }, ` ${each.source}`)))),
      el("p", { class: "note" }, `Shelflife ${this.state.version}`),
    );
  }

  private beginLesson(lesson: Lesson, world: Asked = lesson.world, tick = 0): void {
    this.state.lesson = lesson;
    this.rail = "guide";
    this.guide = new Guide(lesson, this.state, {
      open: (asked) => this.open(asked),
      play: () => this.turn(),
      print: () => window.print(),
      openPlay: () => this.goTo("dials"),
      lessons: () => this.goTo("lessons"),
      newSeed: () => this.newSeed(),
    });
    this.open(world, tick);
    this.showRail();
    this.guide.go(0);
  }

  private goTo(rail: "lessons" | "dials"): void {
    this.rail = rail;
    this.guide = null;
    this.state.lesson = null;
    this.showRail();
    this.railPlace.querySelector<HTMLElement>("button, select")?.focus();
  }

  private showRail(): void {
    const { welcome, world } = this.state;
    if (!welcome) return;
    const place = el("div", { class: "inside" });
    if (this.rail === "guide" && this.guide) {
      place.append(this.guide.root);
      this.guide.show();
    } else if (this.rail === "dials" && world) showDials(place, welcome, world, (asked) => this.open(asked));
    else showLessons(place, welcome.lessons, (lesson) => this.beginLesson(lesson), () => this.goTo("dials"));
    const back = this.rail !== "lessons" && button("◂ Lessons", () => this.goTo("lessons"), { class: "small" });
    fill(this.railPlace, back, place);
  }
}
