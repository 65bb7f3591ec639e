/** The link that holds all that is needed to see the same again: version, scenario, settings, seed, tick. */
import type { Asked } from "./protocol";

export interface Linked {
  version: string;
  world: Asked;
  tick: number;
  lesson: string | null;
}

/** The part of the link after the #: it never leaves the browser. */
export function linkOf(linked: Linked): string {
  const given = new URLSearchParams({ version: linked.version, scenario: linked.world.scenario, seed: String(linked.world.seed) });
  if (linked.world.members !== null) given.set("members", String(linked.world.members));
  if (linked.world.ticks !== null) given.set("ticks", String(linked.world.ticks));
  for (const side of ["common", "a", "b"] as const) for (const each of linked.world[side]) given.append(side, each);
  given.set("tick", String(linked.tick));
  if (linked.lesson) given.set("lesson", linked.lesson);
  return `#${given.toString()}`;
}

/** What a link holds; null if it is none. What is wrong in it is refused by the server, with reasons. */
export function readLink(hash: string): Linked | null {
  const given = new URLSearchParams(hash.replace(/^#/, ""));
  const scenario = given.get("scenario");
  if (!scenario) return null;
  const whole = (name: string): number | null => {
    const value = Number(given.get(name));
    return given.has(name) && Number.isSafeInteger(value) ? value : null;
  };
  return {
    version: given.get("version") ?? "",
    world: {
      scenario,
      seed: whole("seed") ?? 0,
      members: whole("members"),
      ticks: whole("ticks"),
      common: given.getAll("common"),
      a: given.getAll("a"),
      b: given.getAll("b"),
    },
    tick: Math.max(0, whole("tick") ?? 0),
    lesson: given.get("lesson"),
  };
}
