/** A replay: frames that were recorded, played by the page itself, with any recorded post or person in focus. */
import type { Ask, ColumnRecorded, ColumnSeen, Frame, FrameRecorded, ReplayContent, Thread, ThreadChange } from "./protocol";
import { Crowd } from "./people";
import { PersonsRecorded } from "./persons_recorded";
import type { Hear, Source } from "./source";

const LISTED = 24;

/** The threads and people of one column as they stand at the frame that is shown. */
class ColumnPlayed {
  readonly threads = new Map<string, Thread>();
  readonly persons: PersonsRecorded;

  constructor(content: ReplayContent, place: 0 | 1) {
    this.persons = new PersonsRecorded(content.people[place], new Crowd(content.world.people[place]));
  }

  take(threads: ThreadChange[], standings: string): void {
    for (const change of threads) {
      const before = this.threads.get(change.key);
      const rows = new Map((before?.rows ?? []).map((row) => [row.tick, row]));
      for (const row of change.rows) rows.set(row.tick, row);
      const sorted = [...rows.values()].sort((a, b) => a.tick - b.tick);
      this.threads.set(change.key, { ...before, ...change, rows: sorted } as Thread);
    }
    this.persons.take(standings);
  }

  seen(recorded: ColumnRecorded, post: string | null, who: number | null, tick: number): ColumnSeen {
    const thread = post === null ? null : (this.threads.get(post) ?? null);
    return { ...recorded, thread, person: who === null ? null : this.persons.person(who, recorded.marks, tick) };
  }
}

export class Replay implements Source {
  live = false;
  private at = 0;
  private timer = 0;
  private perSecond = 10;
  private post: string | null = null;
  private who: number | null = null;
  private played: [ColumnPlayed, ColumnPlayed];

  constructor(
    private readonly content: ReplayContent,
    private readonly hear: Hear,
  ) {
    this.played = this.fresh();
    this.begin();
  }

  private fresh(): [ColumnPlayed, ColumnPlayed] {
    return [new ColumnPlayed(this.content, 0), new ColumnPlayed(this.content, 1)];
  }

  begin(): void {
    this.at = 0;
    this.who = null;
    this.played = this.fresh();
    this.hear({ is: "world", token: "", world: this.content.world, playing: false });
    this.enter();
  }

  ask(what: Ask): void {
    if (what.do === "play") this.play();
    if (what.do === "pause" || what.do === "step" || what.do === "reset") this.stop();
    if (what.do === "step") this.on();
    if (what.do === "reset") this.begin();
    if (what.do === "post") this.post = what.key;
    if (what.do === "person") this.who = what.who;
    if (what.do === "post" || what.do === "person") this.show();
    if (what.do === "speed") {
      this.perSecond = what.ticks;
      if (this.timer) this.play();
    }
  }

  private play(): void {
    this.stop();
    const ticks = this.content.frames.at(-1)?.tick ?? 1;
    const stride = Math.max(1, Math.round(ticks / Math.max(1, this.content.frames.length - 1)));
    this.timer = window.setInterval(() => this.on(), (1000 * stride) / this.perSecond);
  }

  private stop(): void {
    clearInterval(this.timer);
    this.timer = 0;
  }

  private on(): void {
    if (this.at < this.content.frames.length - 1) {
      this.at++;
      this.enter();
    } else this.stop();
  }

  /** Come to the next frame: what changed in it is taken in once, and then shown as often as somebody looks. */
  private enter(): void {
    const { threads, standings } = this.content;
    this.played.forEach((column, place) => column.take(threads[this.at]?.[place] ?? [], standings[this.at]?.[place] ?? ""));
    this.show();
  }

  private show(): void {
    const frame: FrameRecorded | undefined = this.content.frames[this.at];
    if (!frame) return;
    const { contested, ...rest } = frame;
    const post = this.post ?? contested;
    const seen = (place: 0 | 1): ColumnSeen => this.played[place].seen(frame.columns[place], post, this.who, frame.tick);
    const shown: Frame = { ...rest, columns: [seen(0), seen(1)], listed: this.listed(), over: this.at === this.content.frames.length - 1 };
    this.hear({ is: "frame", ...shown });
  }

  /** The posts worth a look, most contested first, as a server would list them. */
  private listed(): Thread[] {
    const known = [...this.played[0].threads.values()];
    return known.sort((a, b) => b.rounds - a.rounds || b.reads - a.reads || b.born - a.born).slice(0, LISTED);
  }
}
