/** What the server says to the page and what the page asks of it. */

export interface Family {
  family: string;
  question: string;
  choices: string[];
}

export interface Asked {
  scenario: string;
  seed: number;
  members: number | null;
  ticks: number | null;
  common: string[];
  a: string[];
  b: string[];
}

export interface Prediction {
  question: string;
  metric: string;
  reads: string;
  equal_within: number;
}

export interface Lesson {
  id: string;
  title: string;
  names: [string, string];
  story: string[];
  world: Asked;
  predictions: Prediction[];
  also: string[];
  questions: string[];
  variations: { say: string; world: Asked }[];
  caution: string;
}

export type Metrics = Record<string, { unit: string; meaning: string }>;

export interface Welcome {
  is: "welcome";
  version: string;
  scenarios: string[];
  families: Family[];
  lessons: Lesson[];
  speeds: number[];
  metrics: Metrics;
  limits: { members: number; ticks: number; drawn: number };
}

export interface Dial {
  key: string;
  value: number;
  low: number;
  high: number;
  whole: boolean;
  unit: string;
  meaning: string;
  source: string;
  first: boolean;
}

export interface PeopleSent {
  width: number;
  height: number;
  /** Radius of a person. */
  dot: number;
  n_drawn: number;
  n_people: number;
  n_members: number;
  roles: string[];
  role: string;
  /** Identities, the same in both columns. */
  who: string;
  x: string;
  y: string;
  ties: string;
  groups: { name: string; x: number; y: number; r: number; n: number }[];
}

export interface World {
  asked: Asked;
  scenario: string;
  story: { title: string; question: string; facts: { fact: string; source: string }[]; hypotheses: string[] };
  seed: number;
  members: number;
  ticks: number;
  tick_hours: number;
  narratives: string[];
  numbers: [Dial[], Dial[]];
  people: [PeopleSent, PeopleSent];
  command: string;
}

export interface Headline {
  key: string;
  narrative: string | null;
  stance: string;
  serves: string;
  author: number;
  role: string;
  voice: string;
  born: number;
  rounds: number;
  reads: number;
  /** Whether it is of the person in focus. */
  theirs?: boolean;
}

export interface Round {
  tick: number;
  round: number | null;
  against: number;
  for: number;
  n_against: number;
  n_for: number;
  voices: string[];
  hidden_before: number;
  hidden_later: number;
  standing: number;
}

export interface Thread extends Headline {
  likes: number;
  shares: number;
  quoted: number;
  fragility: number;
  seasoning: number;
  standing: number;
  knocked_out: number;
  removed: number;
  labelled: number;
  fate: string;
  fate_tick: number;
  n_rows: number;
  rows: Round[];
}

export interface Person {
  who: number;
  nth: number;
  role: string;
  voice: string;
  n_followers: number;
  followers: number[];
  segment?: string;
  market?: string | null;
  beliefs?: { narrative: string; belief: number; prior: number; met: boolean }[];
  trust?: Record<string, number>;
  fear?: number;
  suspended?: boolean;
  read?: (Pick<Headline, "narrative" | "stance" | "voice"> & { tick: number }) | null;
  /** Whether shares were recorded in steps of half a percent, so that no more digits than that may be said. */
  rough?: boolean;
  status?: string;
  exposed?: boolean;
  posts?: number;
  created_hour?: number | null;
  answers?: number;
  silenced?: boolean;
}

export type CurveName = "reach" | "credibility" | "excess";
export type Curves = Record<CurveName, (number | null)[]>;

export interface HalfLife {
  peak_hours: number | null;
  peak: number | null;
  hours: number | null;
  beyond_hours: number | null;
}

export interface ColumnSeen {
  curves: Curves;
  half_lives: { reach?: HalfLife; excess?: HalfLife };
  talk: { rebuttals: number; hidden: number; hushed: number };
  belief: string;
  marks: string;
  thread: Thread | null;
  person: Person | null;
  summary: Record<string, number | null> | null;
  undefined: Record<string, string>;
}

export interface Frame {
  frame?: number;
  tick: number;
  since: number;
  over: boolean;
  columns: [ColumnSeen, ColumnSeen];
  listed: Headline[];
}

export type Said =
  | Welcome
  | { is: "world"; token: string; world: World; playing: boolean }
  | ({ is: "frame" } & Frame)
  | { is: "refused"; problems: string[] }
  | { is: "full"; why: string }
  | { is: "closed"; why: string };

export type Ask =
  | { do: "open"; world: Asked; tick?: number; resume?: string }
  | { do: "play" }
  | { do: "pause" }
  | { do: "reset" }
  | { do: "step"; ticks?: number }
  | { do: "speed"; ticks: number }
  | { do: "post"; key: string | null }
  | { do: "person"; who: number | null }
  | { do: "seen"; frame: number };

/** What changed of a post since the frame before: its fields, and the rows of its thread. */
export type ThreadChange = Partial<Thread> & { key: string; rows: Round[] };

export type ColumnRecorded = Omit<ColumnSeen, "thread" | "person">;

export type FrameRecorded = Omit<Frame, "columns"> & { columns: [ColumnRecorded, ColumnRecorded]; contested: string | null };

/** Who the people drawn in a column are; packed columns in the order in which they are drawn, members first. */
export interface PeopleRecorded {
  n_followers: string;
  nth: string;
  voice: string;
  segment: string;
  market: string;
  prior: string;
  created_hour: string;
  narratives: string[];
  segments: string[];
  markets: string[];
  voices: string[];
  statuses: string[];
  stances: string[];
}

export interface ReplayContent {
  version: string;
  world: World;
  people: [PeopleRecorded, PeopleRecorded];
  frames: FrameRecorded[];
  /** What changed in each frame, of each column. */
  threads: [ThreadChange[], ThreadChange[]][];
  standings: [string, string][];
  metrics: Metrics;
}

/** The bytes of a packed column. */
export function unpacked(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let place = 0; place < raw.length; place++) bytes[place] = raw.charCodeAt(place);
  return bytes;
}
