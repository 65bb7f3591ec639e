/** What the page knows: the worlds, what was seen of them so far, and what its visitor is doing. */
import type { Asked, Curves, Frame, Lesson, Metrics, Welcome, World } from "./protocol";

export interface State {
  welcome: Welcome | null;
  metrics: Metrics;
  version: string;
  token: string;
  world: World | null;
  asked: Asked | null;
  curves: [Curves, Curves];
  frame: Frame | null;
  playing: boolean;
  speed: number;
  /** Identity of the person in focus. */
  person: number | null;
  lesson: Lesson | null;
  names: [string, string];
}

const empty = (): Curves => ({ reach: [], credibility: [], excess: [] });

export function begin(): State {
  return {
    welcome: null,
    metrics: {},
    version: "",
    token: "",
    world: null,
    asked: null,
    curves: [empty(), empty()],
    frame: null,
    playing: false,
    speed: 12,
    person: null,
    lesson: null,
    names: ["A", "B"],
  };
}

/** Take in the worlds that the server has opened: nothing has been seen of them yet. */
export function meet(state: State, world: World, token: string, playing: boolean): void {
  Object.assign(state, { world, token, playing, asked: world.asked, frame: null, curves: [empty(), empty()] });
}

/** Take in a frame: its curves go on where the last one's ended. */
export function take(state: State, frame: Frame): void {
  state.frame = frame;
  frame.columns.forEach((column, place) => {
    const kept = state.curves[place as 0 | 1];
    for (const name of ["reach", "credibility", "excess"] as const) {
      kept[name].length = Math.min(kept[name].length, frame.since);
      kept[name].push(...column.curves[name]);
    }
  });
  if (frame.over) state.playing = false;
}
