/** Curves of both columns on shared axes, with a strip of their difference. */
import uPlot from "uplot";
import type { CurveName, Curves, HalfLife } from "./protocol";
import { button, dialogue, el, fill, table } from "./elements";
import { COLUMNS, halfLife, number, share } from "./words";

// Okabe–Ito blue and vermilion; B is dashed as well.
export const LINES = ["#0072b2", "#d55e00"] as const;
const DASH = [9, 5];
const SAYS: Record<CurveName, [string, string]> = {
  reach: ["Reach", "share of members who read one of the campaign's claims in the last 24 hours"],
  credibility: ["Credibility", "mean belief among members who ever met one of the claims"],
  excess: ["Belief gained", "mean belief of all members above that in the same world without a campaign"],
};
const ROWS_OF_TABLE = 40;

export class CurvePlot {
  readonly root: HTMLElement;
  private readonly room = el("div", { class: "plot" });
  private readonly said = el("p", { class: "note" });
  private main: uPlot | null = null;
  private strip: uPlot | null = null;
  private hours: number[] = [];
  private data: [(number | null)[], (number | null)[]] = [[], []];
  private marks: [HalfLife | undefined, HalfLife | undefined] = [undefined, undefined];
  private title = el("h3", { class: "choose" });
  private size = "";

  constructor(
    public name: CurveName,
    private readonly choices: CurveName[],
    private readonly names: () => [string, string],
    private readonly chosen: (name: CurveName) => void,
  ) {
    const pick = el(
      "select",
      { "aria-label": "which curve", onchange: () => this.chosen(pick.value as CurveName) },
      ...choices.map((each) => el("option", { value: each }, SAYS[each][0])),
    );
    this.title.append(this.choices.length > 1 ? pick : SAYS[name][0]);
    const head = el("div", { class: "head" }, this.title, this.said, button("Data", () => this.asTable(), { class: "small" }));
    this.root = el("section", { class: "curve", "aria-label": SAYS[name][0] }, head, this.room);
    new ResizeObserver(() => this.draw()).observe(this.room);
  }

  /** Show the curves; hours of tick t are t times the length of a tick. */
  show(curves: [Curves, Curves], tickHours: number, ticks: number, lives: [HalfLife | undefined, HalfLife | undefined]): void {
    const length = curves[0][this.name].length;
    this.hours = Array.from({ length }, (_, tick) => (tick * tickHours) / 24);
    this.data = [curves[0][this.name], curves[1][this.name]];
    this.marks = lives;
    this.root.setAttribute("title", SAYS[this.name][1]);
    this.draw((ticks * tickHours) / 24);
    const said = this.data.map((values, place) => {
      const lived = this.name === "credibility" || !lives[place] ? "" : `, half-life ${halfLife(lives[place], lives[1 - place])}`;
      return el("span", {}, sample(place), `${COLUMNS[place]} ${share(values.at(-1))}${lived}`);
    });
    fill(this.said, ...said);
  }

  private until = 1;

  private draw(until?: number): void {
    if (until !== undefined) this.until = until;
    const [width, height] = [this.room.clientWidth, this.room.clientHeight];
    if (width < 40 || height < 40) return;
    const font = getComputedStyle(this.room).fontSize;
    const size = `${width}×${height}×${font}×${this.until}`;
    if (size !== this.size) {
      this.size = size;
      this.build(width, height, parseFloat(font));
    }
    const gap = this.data[0].map((value, tick) => {
      const other = this.data[1][tick];
      return value === null || other === null || other === undefined ? null : value - other;
    });
    this.main?.setData([this.hours, ...this.data], true);
    this.strip?.setData([this.hours, gap], true);
  }

  private build(width: number, height: number, text: number): void {
    this.main?.destroy();
    this.strip?.destroy();
    const thick = text > 15 ? 4 : 2;
    const font = `${text}px system-ui, sans-serif`;
    const low = Math.max(4.2 * text, Math.round(0.36 * height));
    const titled = 1.1 * text;
    const axis = { font, labelFont: font, stroke: "#22262b", grid: { stroke: "#d5d9dd", width: 1 }, ticks: { size: 4 } };
    const side = { ...axis, size: 4.3 * text, space: 1.8 * text, values: (_: uPlot, all: number[]) => all.map(percent) };
    const foot = { ...axis, size: 1.9 * text, space: 5 * text, values: (_: uPlot, all: number[]) => all.map((day) => `${number(day)} d`) };
    const shared = { width, cursor: { show: false }, legend: { show: false }, pxAlign: 1 as const };
    const x = { time: false, range: (): [number, number] => [0, this.until] };
    const lines = LINES.map((stroke, place) => ({ stroke, width: thick, points: { show: false }, ...(place ? { dash: DASH } : {}) }));
    this.main = new uPlot(
      {
        ...shared,
        height: height - low,
        padding: [0.7 * text, 1.6 * text, 0, 0],
        scales: { x, y: { range: (_, least, most) => [Math.min(0, least ?? 0), Math.max(0.02, (most ?? 0) * 1.08)] } },
        axes: [{ ...axis, space: 5 * text, size: 0.7 * text, values: () => [] }, side],
        series: [{}, ...lines],
        hooks: { draw: [(plot) => this.markHalves(plot, thick)] },
      },
      [[], [], []],
      this.room,
    );
    this.strip = new uPlot(
      {
        ...shared,
        height: low,
        padding: [titled, 1.6 * text, 0, 0],
        scales: { x, y: { range: (_, least, most) => even(least, most) } },
        axes: [foot, { ...side, ...marks(low / text) }],
        series: [{}, { stroke: "#22262b", width: thick / 2, fill: "rgb(80 90 100 / 0.35)", fillTo: () => 0, points: { show: false } }],
        hooks: { draw: [(plot) => title(plot, `difference, A − B${reach(plot, low / text)}`, text > 15 ? text : 0.86 * text)] },
      },
      [[], []],
      this.room,
    );
  }

  /** A mark where a curve has fallen to half its peak: a vertical stroke with the column's letter. */
  private markHalves(plot: uPlot, thick: number): void {
    const pen = plot.ctx;
    this.marks.forEach((found, place) => {
      if (!found || found.hours === null || found.peak_hours === null || this.name === "credibility") return;
      const x = plot.valToPos((found.peak_hours + found.hours) / 24, "x", true);
      const y = plot.valToPos((found.peak ?? 0) / 2, "y", true);
      pen.save();
      pen.strokeStyle = pen.fillStyle = LINES[place]!;
      pen.lineWidth = thick;
      pen.setLineDash(place ? DASH : []);
      pen.beginPath();
      pen.moveTo(x, plot.bbox.top + plot.bbox.height);
      pen.lineTo(x, y);
      pen.stroke();
      const beyond = x + MARK_WIDTHS * parseFloat(pen.font) > plot.bbox.left + plot.bbox.width;
      pen.textAlign = beyond ? "right" : "left";
      // At the foot, where the curves seldom come, and on a ground of its own.
      // One above the other: halves of A and B often come at about the same time.
      const foot = plot.bbox.top + plot.bbox.height - 4 - place * MARK_LINES * parseFloat(pen.font);
      pen.setLineDash([]);
      pen.strokeStyle = "#ffffff";
      const aside = x + (beyond ? -5 : 5);
      pen.strokeText(`½${COLUMNS[place]}`, aside, foot);
      pen.fillText(`½${COLUMNS[place]}`, aside, foot);
      pen.restore();
    });
  }

  private asTable(): void {
    const every = Math.max(1, Math.ceil(this.hours.length / ROWS_OF_TABLE));
    const rows = this.hours.flatMap((day, tick) =>
      tick % every && tick !== this.hours.length - 1
        ? []
        : [[number(day), share(this.data[0][tick]), share(this.data[1][tick])]],
    );
    const [a, b] = this.names();
    const caption = `${SAYS[this.name][0]}: ${SAYS[this.name][1]}${every > 1 ? `; one tick in ${every}` : ""}`;
    dialogue(`${SAYS[this.name][0]} as a table`, el("div", { class: "scroll" }, table(caption, ["day", `A: ${a}`, `B: ${b}`], rows)));
  }
}

const percent = (value: number): string => `${Number((100 * value).toFixed(1))}%`;

/** An even range around zero that ends a little above a round number. */
function even(least: number | null, most: number | null): [number, number] {
  const far = Math.max(0.005, Math.abs(least ?? 0), Math.abs(most ?? 0));
  const power = 10 ** Math.floor(Math.log10(far));
  const round = [1, 2, 5, 10].map((each) => each * power).find((each) => each >= far * 0.999) ?? far;
  return [-OVER * round, OVER * round];
}

const OVER = 1.3;
const ONLY_ZERO = 5.4;
const [MARK_LINES, MARK_WIDTHS] = [1.3, 2.5];

/** What is written beside the strip: as much as there is room for in so many lines of text. */
function marks(lines: number): Pick<uPlot.Axis, "splits" | "values"> {
  if (lines > 7) return { splits: (plot) => [-far(plot), 0, far(plot)] };
  if (lines > ONLY_ZERO) return { splits: (plot) => [-far(plot), far(plot)] };
  return { splits: () => [0] };
}

/** How far the strip reaches, in words where its axis has no room to say so. */
const reach = (plot: uPlot, lines: number): string => (lines > ONLY_ZERO ? "" : `, from −${percent(far(plot))} to +${percent(far(plot))}`);

const far = (plot: uPlot): number => (plot.scales.y?.max ?? 0.01) / OVER;

/** A line of small text above a plot, at its left. */
function title(plot: uPlot, text: string, size: number): void {
  const pen = plot.ctx;
  pen.save();
  pen.font = `${size * devicePixelRatio}px system-ui, sans-serif`;
  pen.fillStyle = "#4d545c";
  pen.textAlign = "left";
  pen.textBaseline = "bottom";
  pen.fillText(text, plot.bbox.left, plot.bbox.top - 1);
  pen.restore();
}

/** A piece of a column's line, as it is drawn. */
function sample(place: number): HTMLElement {
  const made = el("span");
  const dash = place ? ` stroke-dasharray="6 3"` : "";
  made.innerHTML = `<svg class="line" viewBox="0 0 28 8" aria-hidden="true"><path d="M0 4H28" stroke="${LINES[place]}" stroke-width="3"${dash} /></svg>`;
  return made;
}
