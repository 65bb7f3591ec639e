/** The ring: the thread of the post in focus, a row a round, until the bell. */
import type { Person, Round, Thread } from "./protocol";
import { el, fill, table } from "./elements";
import { claim, counted, FATES, number, plain, ROLES, share } from "./words";

/** Show a thread in a place of the page; null where this column has no such post. */
export function showThread(place: HTMLElement, thread: Thread | null, tickHours: number, begun: boolean): void {
  if (!thread) {
    const why = begun ? "Nobody has put up this post in this world." : "The ring: the answers under one post stand here, a row a round, until the bell. Press Play.";
    fill(place, el("p", { class: "empty" }, why));
    return;
  }
  const hours = (tick: number): string => `${number(tick * tickHours)}\u00a0h`;
  const about = [
    `${thread.role}, heard as ${thread.voice}`,
    `hour ${number(thread.born * tickHours)}`,
    counted(thread.reads, "read"),
    counted(thread.shares, "share"),
    `fragility ${number(thread.fragility)}`,
  ];
  const head = el(
    "p",
    { class: "post", title: `${claim(thread)}, ${ROLES[thread.role] ?? thread.role}` },
    el("strong", {}, claim(thread)),
    thread.labelled >= 0 && " ",
    thread.labelled >= 0 && el("span", { class: "tag" }, "labelled"),
    ...about.flatMap((each) => [" · ", el("span", {}, each)]),
  );
  const skipped = thread.n_rows - thread.rows.length;
  const rows = thread.rows.map((round) => row(round, hours));
  const list = el("ol", { class: "rounds" }, skipped > 0 && el("li", { class: "empty" }, `${skipped} earlier rows`), ...rows);
  if (!rows.length) list.append(el("li", { class: "empty" }, "Nobody has answered yet."));
  fill(place, head, legend(), list, bell(thread, hours));
  scrollToLast(place);
}

/** Show the last round, where not all have room. */
export function scrollToLast(place: HTMLElement): void {
  const list = place.querySelector<HTMLElement>(".rounds");
  const row = list?.lastElementChild?.clientHeight;
  if (!list || !row) return;
  // Room below the last row, so that the first one in sight is a whole one.
  list.style.paddingBottom = list.scrollHeight > list.clientHeight ? `${list.clientHeight % row}px` : "0";
  list.scrollTop = list.scrollHeight;
}

const HOW_TO_READ =
  "A row for each hour in which somebody answered or defended. Beside bars stand forces. What is visible in the thread works on in every hour, " +
  "so standing moves between rows as well. The mark in its bar is 1, where a post begins. Hidden: answers that somebody took away, at once or later.";
/** A post that came through many contests stands higher than where it began; the bar goes as far as twice that. */
const HIGHEST = 2;

function legend(): HTMLElement {
  return el(
    "div",
    { class: "round legend", "aria-hidden": "true", title: HOW_TO_READ },
    el("span", {}, "round"),
    el("span", { class: "blows" }, "answers ◂"),
    el("span", {}, "standing"),
    el("span", {}, "▸ defence"),
    el("span", {}, "hidden"),
  );
}

function row(round: Round, hours: (tick: number) => string): HTMLElement {
  const hidden = round.hidden_before + round.hidden_later;
  const standing = Math.max(0, Math.min(round.standing, HIGHEST));
  const says =
    `${round.round === null ? "No round counted" : `Round ${round.round}`} at ${hours(round.tick)}: ` +
    `${counted(round.n_against, "answer")} with force ${number(round.against)}${round.voices.length ? ` by ${round.voices.join(", ")}` : ""}, ` +
    `${counted(round.n_for, "defence")} with force ${number(round.for)}, ${hidden} taken away; standing ${number(round.standing)}`;
  const stubs = Array.from({ length: Math.min(hidden, 6) }, () => el("i", { class: "stub" }));
  const box = el(
    "div",
    { class: "round" },
    el("span", { class: "which" }, round.round === null ? "–" : String(round.round)),
    el("span", { class: "blows" }, force(round.against, "blow"), round.n_against ? ` ${number(round.against, 2)}` : ""),
    el("span", { class: "standing" }, bar(standing), ` ${number(round.standing, 2)}`),
    el("span", {}, force(round.for, "parry"), round.n_for ? ` ${number(round.for, 2)}` : ""),
    el("span", { class: "stubs" }, ...stubs, hidden ? ` ${hidden}` : ""),
  );
  box.setAttribute("aria-hidden", "true");
  return el("li", { title: says }, el("span", { class: "spoken" }, says), box);
}

function force(value: number, kind: string): HTMLElement {
  const made = el("i", { class: kind });
  made.style.width = `${Math.min(100, 22 * Math.sqrt(value))}%`;
  return made;
}

function bar(standing: number): HTMLElement {
  const full = el("i", { class: "full" });
  full.style.width = `${(100 * standing) / HIGHEST}%`;
  return el("i", { class: "bar" }, full);
}

function bell(thread: Thread, hours: (tick: number) => string): HTMLElement {
  const over = thread.fate !== "standing";
  const when = over && thread.fate_tick >= 0 ? ` at ${hours(thread.fate_tick)}` : "";
  const rounds = `${thread.rounds} round${thread.rounds === 1 ? "" : "s"}`;
  return el("p", { class: over ? "bell over" : "bell" }, over && ding(), `${rounds} · ${FATES[thread.fate] ?? thread.fate}${when}`);
}

/** The bell at the end of a fight, drawn, since not every machine has a sign for it. */
function ding(): HTMLElement {
  const made = el("span", { class: "ding", role: "img", "aria-label": "bell" });
  made.innerHTML = '<svg viewBox="0 0 16 16" width="1em" height="1em" aria-hidden="true"><path d="M8 1a1 1 0 0 1 1 1c2.5.5 4 2.6 4 5v3l1.5 2.5h-13L3 10V7c0-2.400 1.500-4.500 4-5a1 1 0 0 1 1-1zM6 13.500h4a2 2 0 0 1-4 0z"/></svg>';
  return made;
}

function lastRead(read: Person["read"], tickHours: number): string {
  if (!read) return "has read nothing yet";
  return `last read, at hour ${number(read.tick * tickHours)}: ${plain(read.narrative)} (${read.stance}), heard as ${read.voice}`;
}

/** Show a person in a place of the page. */
export function showPerson(place: HTMLElement, person: Person | null, tickHours: number): void {
  if (!person) {
    fill(place);
    return;
  }
  const facts = [
    counted(person.n_followers, "follower"),
    person.segment && plain(person.segment),
    person.market && `in the market ${plain(person.market)}`,
    person.suspended && "suspended",
    person.silenced && "silenced",
    person.status && person.status !== "active" && person.status,
    person.role === "covert" && (person.exposed ? "known to be the state's: readers hear the state" : "readers hear a peer"),
    person.role !== "covert" && person.exposed && "known to be the state's",
    person.posts !== undefined && counted(person.posts, "post"),
    person.answers !== undefined && counted(person.answers, "answer"),
    person.fear ? `fear ${number(person.fear)}` : "",
  ].filter(Boolean);
  const part = (value: number): string => (person.rough ? `${Math.round(100 * value)}%` : share(value));
  const beliefs = person.beliefs?.map((each) => [
    plain(each.narrative),
    // Whoever never met a claim thinks of it as at first, unless neighbours alone have moved them.
    each.met || each.belief !== each.prior ? part(each.belief) : "not met",
    part(each.prior),
  ]);
  const trust = person.trust && Object.entries(person.trust).map(([voice, value]) => [voice, part(value)]);
  const read = person.read;
  fill(
    place,
    el("p", {}, el("strong", {}, `${ROLES[person.role] ?? person.role} no. ${person.nth}`), ` · ${facts.join(" · ")}`, read !== undefined && ` · ${lastRead(read, tickHours)}`),
    el("div", { class: "tables" }, beliefs && table("", ["Belief", "now", "at first"], beliefs), trust && table("", ["Trust", "now"], trust)),
  );
}
