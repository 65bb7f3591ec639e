/** A prediction that is drawn: two curves through handles that are moved by pointer or by arrow keys. */
import { LINES } from "./curves";
import { el } from "./elements";

const HANDLES = 5;
const [WIDTH, HEIGHT, EDGE] = [280, 120, 16];
const SVG = "http://www.w3.org/2000/svg";

function svg(name: string, given: Record<string, string | number>): SVGElement {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(given)) made.setAttribute(key, String(value));
  return made;
}

/** What came out, thin and dark beside what was drawn. */
function outcomeLine(values: (number | null)[], column: number): SVGElement {
  const at = (value: number, tick: number): string =>
    `${EDGE + (tick * (WIDTH - 2 * EDGE)) / Math.max(values.length - 1, 1)},${HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE)}`;
  const points = values.flatMap((value, tick) => (value === null ? [] : [at(value, tick)])).join(" ");
  return svg("polyline", { points, class: "came", fill: "none", stroke: "#1b1e22", "stroke-width": 2, "stroke-dasharray": column ? "4 3" : "none" });
}

export function sketch(
  drawn: [number[], number[]] | null,
  names: [string, string],
  locked: boolean,
  changed: (curves: [number[], number[]]) => void,
  came: (number | null)[][] = [],
): HTMLElement {
  const flat = (height: number): number[] => Array.from({ length: HANDLES }, () => height);
  const curves: [number[], number[]] = drawn ?? [flat(0.5), flat(0.5)];
  const picture = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "sketch", role: "group", "aria-label": "draw credibility over time" });
  const x = (place: number): number => EDGE + (place * (WIDTH - 2 * EDGE)) / (HANDLES - 1);
  const y = (value: number): number => HEIGHT - EDGE - value * (HEIGHT - 2 * EDGE);
  picture.append(svg("rect", { x: 0, y: 0, width: WIDTH, height: HEIGHT, class: "paper" }));
  for (const [share, label] of [[1, "100%"], [0, "0%"]] as const) {
    const mark = svg("text", { x: 2, y: y(share) + (share ? -4 : 12), class: "mark" });
    mark.textContent = label;
    picture.append(mark);
  }
  // B first: where both begin at the same height its larger handle is a frame around A's.
  for (const column of [1, 0] as const) {
    const values = curves[column];
    const line = svg("polyline", { fill: "none", stroke: LINES[column as 0 | 1], "stroke-width": 3, "stroke-dasharray": column ? "9 5" : "none" });
    const redraw = (): void => line.setAttribute("points", values.map((value, place) => `${x(place)},${y(value)}`).join(" "));
    redraw();
    picture.append(line);
    if (!came.length) values.forEach((_, place) => picture.append(handle(place, column)));

    function handle(place: number, of: number): SVGElement {
      const dot = svg(of ? "rect" : "circle", { class: "handle", ...(of ? { fill: "#fff", stroke: LINES[1], "stroke-width": 3 } : { fill: LINES[0] }), role: "slider", tabindex: locked ? -1 : 0 });
      const say = `${of ? "B" : "A"} (${names[of as 0 | 1]}), ${place * 25}% of the time`;
      const move = (value: number): void => {
        values[place] = Math.min(Math.max(value, 0), 1);
        const [cx, cy] = [x(place), y(values[place] ?? 0)];
        const at = of ? { x: cx - 11, y: cy - 11, width: 22, height: 22 } : { cx, cy, r: 8 };
        for (const [key, number] of Object.entries(at)) dot.setAttribute(key, String(number));
        dot.setAttribute("aria-valuenow", String(Math.round(100 * (values[place] ?? 0))));
        redraw();
      };
      for (const [key, text] of Object.entries({ "aria-label": say, "aria-valuemin": "0", "aria-valuemax": "100" })) dot.setAttribute(key, text);
      move(values[place] ?? 0);
      if (locked) return dot;
      dot.addEventListener("keydown", (event) => {
        const by = { ArrowUp: 0.05, ArrowDown: -0.05 }[event.key];
        if (by === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        move((values[place] ?? 0) + by);
        changed(curves);
      });
      dot.addEventListener("pointerdown", (event) => {
        dot.setPointerCapture(event.pointerId);
        event.preventDefault();
      });
      dot.addEventListener("pointermove", (event) => {
        if (!dot.hasPointerCapture(event.pointerId)) return;
        const box = picture.getBoundingClientRect();
        const inside = ((event.clientY - box.top) / box.height) * HEIGHT;
        move((HEIGHT - EDGE - inside) / (HEIGHT - 2 * EDGE));
        changed(curves);
      });
      return dot;
    }
  }
  came.forEach((values, column) => picture.append(outcomeLine(values, column)));
  const figure = el("figure", { class: "sketching" });
  figure.append(picture, el("figcaption", { class: "note" }, "Up is more belief, to the right is later. A: round handles, B: square frames and dashed. Drag a handle, or move it with the arrow keys."));
  return figure;
}
