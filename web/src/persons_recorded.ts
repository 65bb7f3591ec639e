/** The people of a column as a replay has recorded them: who each is, and how each stands at the frame that is shown. */
import type { PeopleRecorded, Person } from "./protocol";
import { type Crowd, HOLLOW, EXPOSED } from "./people";
import { unpacked } from "./protocol";

// As they are recorded: see experiments/app/recording.py.
const STEPS = 254;
const FEAR_STEPS = 50;
const BYTE = 256;

export class PersonsRecorded {
  private stood = new Uint8Array();
  private readonly n: number;
  private readonly nMembers: number;
  private readonly nFollowers: Uint32Array;
  private readonly nth: Uint32Array;
  private readonly created: Float32Array;
  private readonly voice: Uint8Array;
  private readonly segment: Uint8Array;
  private readonly market: Uint8Array;
  private readonly prior: Uint8Array;

  constructor(
    private readonly recorded: PeopleRecorded,
    private readonly crowd: Crowd,
  ) {
    this.n = crowd.who.length;
    this.segment = unpacked(recorded.segment);
    this.nMembers = this.segment.length;
    this.nFollowers = new Uint32Array(unpacked(recorded.n_followers).buffer);
    this.nth = new Uint32Array(unpacked(recorded.nth).buffer);
    this.created = new Float32Array(unpacked(recorded.created_hour).buffer);
    this.voice = unpacked(recorded.voice);
    this.market = unpacked(recorded.market);
    this.prior = unpacked(recorded.prior);
  }

  /** Take in what changed since the frame before. */
  take(standings: string): void {
    const change = unpacked(standings);
    if (this.stood.length !== change.length) this.stood = new Uint8Array(change.length);
    change.forEach((by, place) => (this.stood[place]! += by));
  }

  /** Who stands behind an identity, null where nobody drawn in this column does. */
  person(who: number, marks: string, tick: number): Person | null {
    const place = this.crowd.place.get(who);
    if (place === undefined) return null;
    const mark = unpacked(marks)[place] ?? 0;
    const known = {
      who,
      rough: true,
      nth: this.nth[place]!,
      role: this.crowd.sent.roles[this.crowd.role[place]!] ?? "",
      voice: this.recorded.voices[this.voice[place]!] ?? "",
      n_followers: this.nFollowers[place]!,
      followers: this.followers(place),
    };
    return { ...known, ...(place < this.nMembers ? this.member(place, mark, tick) : this.speaker(place, mark, known.role)) };
  }

  /** Those of the followers to whom a tie is drawn. */
  private followers(place: number): number[] {
    const { ties, who } = this.crowd;
    const found: number[] = [];
    for (let tie = 0; tie + 1 < ties.length; tie += 2) if (ties[tie] === place) found.push(who[ties[tie + 1]!]!);
    return found;
  }

  private at(row: number, place: number): number {
    return this.stood[row * this.n + place] ?? 0;
  }

  private member(place: number, mark: number, tick: number): Partial<Person> {
    const { narratives, voices, segments, markets } = this.recorded;
    const first = narratives.length + voices.length;
    const met = (row: number): boolean => Boolean((this.at(first + 4 + (row >> 3), place) >> (row & 7)) & 1);
    return {
      segment: segments[this.segment[place]!] ?? "",
      market: markets[this.market[place]!] ?? null,
      beliefs: narratives.map((narrative, row) => ({
        narrative,
        belief: this.at(row, place) / STEPS,
        prior: (this.prior[row * this.nMembers + place] ?? 0) / STEPS,
        met: met(row),
      })),
      trust: Object.fromEntries(voices.map((voice, row) => [voice, this.at(narratives.length + row, place) / STEPS])),
      fear: this.at(first, place) / FEAR_STEPS,
      suspended: Boolean(mark & HOLLOW),
      read: this.lastRead(first + 4 + Math.ceil(narratives.length / 8), place, tick),
    };
  }

  private lastRead(row: number, place: number, tick: number): NonNullable<Person["read"]> | null {
    const how = this.at(row + 1, place) - 1;
    if (how < 0) return null;
    const { narratives, voices, stances } = this.recorded;
    const read = this.at(row + 2, place) + BYTE * this.at(row + 3, place);
    return {
      narrative: narratives[this.at(row, place) - 1] ?? null,
      stance: stances[Math.floor(how / voices.length)] ?? "",
      voice: voices[how % voices.length] ?? "",
      tick: Math.min(read, tick),
    };
  }

  private speaker(place: number, mark: number, role: string): Partial<Person> {
    const first = this.recorded.narratives.length + this.recorded.voices.length;
    const count = this.at(first + 2, place) + BYTE * this.at(first + 3, place);
    if (role === "overt" || role === "covert") {
      const status = this.recorded.statuses[this.at(first + 1, place)] ?? "";
      return { status, exposed: Boolean(mark & EXPOSED), posts: count, created_hour: this.created[place]! };
    }
    return { answers: count, fear: this.at(first, place) / FEAR_STEPS, silenced: Boolean(mark & HOLLOW) };
  }
}
