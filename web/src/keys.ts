/** Keys of the whole page; whoever types or chooses in a field keeps theirs. */
import { dialogue, table } from "./elements";

export interface Keys {
  turn(): void;
  step(): void;
  reset(): void;
  speed(place: number): void;
  newSeed(): void;
  projector(): void;
}

const KEYS = [
  ["space", "play or pause"],
  ["→", "one step"],
  ["R", "reset"],
  ["1 to 9", "speed"],
  ["N", "new seed"],
  ["P", "projector: large text, no rail"],
  ["Tab, Enter", "go to and press everything on the page"],
  ["arrows on the people", "from person to person; Escape: nobody"],
  ["?", "this list"],
];

export function showKeys(): void {
  dialogue("Keys", table("Everything works without a mouse", ["key", "does"], KEYS));
}

export function listenToKeys(does: Keys): void {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    const at = event.target instanceof HTMLElement ? event.target : null;
    if (at?.closest("select, input, textarea, [contenteditable]")) return;
    // A button is pressed by space already: the space bar is the button's there.
    if (event.key === " " && at?.closest("button, a, summary")) return;
    const done = act(event.key, does);
    if (done) event.preventDefault();
  });
}

function act(key: string, does: Keys): boolean {
  if (key === " ") does.turn();
  else if (key === "ArrowRight") does.step();
  else if (key === "r" || key === "R") does.reset();
  else if (key === "n" || key === "N") does.newSeed();
  else if (key === "p" || key === "P") does.projector();
  else if (key === "?") showKeys();
  else if (/^[1-9]$/.test(key)) does.speed(Number(key) - 1);
  else return false;
  return true;
}
