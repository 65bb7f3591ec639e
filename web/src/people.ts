/** People on a canvas: belief in cividis, role by shape, suspended hollow. */
import type { PeopleSent } from "./protocol";
import { unpacked } from "./protocol";

const CIVIDIS = ["#00224e", "#123570", "#3b496c", "#575d6d", "#707173", "#8a8678", "#a59c74", "#c3b369", "#e1cc55", "#fee838"];
const STATE = "#b34700";
const CRITIC = "#005a8f";
const PRESS = "#1a1a1a";
const NO_BELIEF = 255;
export const HOLLOW = 1;
export const EXPOSED = 2;
const AWAY = 4;
const LEVELS = 32;
const SHADES = Array.from({ length: LEVELS }, (_, level) => shade(level / (LEVELS - 1)));

/** The cividis colour of a probability. */
export function shade(value: number): string {
  const at = Math.min(Math.max(value, 0), 1) * (CIVIDIS.length - 1);
  const low = Math.min(Math.floor(at), CIVIDIS.length - 2);
  const mix = (place: number): number => {
    const a = parseInt(CIVIDIS[low]!.slice(place, place + 2), 16);
    const b = parseInt(CIVIDIS[low + 1]!.slice(place, place + 2), 16);
    return Math.round(a + (b - a) * (at - low));
  };
  return `rgb(${mix(1)} ${mix(3)} ${mix(5)})`;
}

/** The people of a world as they are drawn, once for both columns. */
export class Crowd {
  readonly x: Float32Array;
  readonly y: Float32Array;
  readonly role: Uint8Array;
  readonly who: Float64Array;
  readonly ties: Uint16Array;
  readonly place = new Map<number, number>();

  constructor(readonly sent: PeopleSent) {
    this.x = Float32Array.from(new Uint16Array(unpacked(sent.x).buffer));
    this.y = Float32Array.from(new Uint16Array(unpacked(sent.y).buffer));
    this.role = unpacked(sent.role);
    this.who = new Float64Array(unpacked(sent.who).buffer);
    this.ties = new Uint16Array(unpacked(sent.ties).buffer);
    this.who.forEach((who, place) => this.place.set(who, place));
  }

  /** The person nearest to a point of the plane, null if nobody is near. */
  nearest(x: number, y: number): number | null {
    let best: number | null = null;
    let least = 12 * 12;
    for (let place = 0; place < this.x.length; place++) {
      const away = (this.x[place]! - x) ** 2 + (this.y[place]! - y) ** 2;
      if (away < least) {
        least = away;
        best = place;
      }
    }
    return best;
  }
}

const GROUND = "#e4e7ea";

/** One column's canvas. */
export class PeopleCanvas {
  private readonly still = document.createElement("canvas");
  private scale = 1;
  private shift: [number, number] = [0, 0];
  private size: [number, number, string] = [0, 0, ""];
  private belief: Uint8Array = new Uint8Array();
  private marks: Uint8Array = new Uint8Array();
  private followers: number[] = [];

  constructor(
    readonly canvas: HTMLCanvasElement,
    private crowd: Crowd | null,
  ) {}

  /** Take up another crowd. */
  meet(crowd: Crowd): void {
    this.crowd = crowd;
    this.size = [0, 0, ""];
  }

  /** Show what is seen of everyone now; `focus` is the place of the person in focus. */
  show(belief: string, marks: string, focus: number | null, followers: number[]): void {
    this.belief = unpacked(belief);
    this.marks = unpacked(marks);
    this.followers = followers;
    this.draw(focus);
  }

  /** The person at a point of the canvas in CSS pixels. */
  at(left: number, top: number): number | null {
    const ratio = this.canvas.width / this.canvas.clientWidth;
    const [x, y] = [(left * ratio - this.shift[0]) / this.scale, (top * ratio - this.shift[1]) / this.scale];
    return this.crowd?.nearest(x, y) ?? null;
  }

  draw(focus: number | null): void {
    const pen = this.canvas.getContext("2d");
    const crowd = this.crowd;
    if (!pen || !crowd || !this.canvas.clientWidth) return;
    this.fit(crowd);
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.drawImage(this.still, 0, 0);
    pen.setTransform(this.scale, 0, 0, this.scale, ...this.shift);
    this.members(pen, crowd);
    this.speakers(pen, crowd);
    if (focus !== null) this.focused(pen, crowd, focus);
  }

  private fit(crowd: Crowd): void {
    const ratio = Math.min(window.devicePixelRatio || 1, 2);
    const font = getComputedStyle(this.canvas).fontSize;
    const [width, height] = [Math.round(this.canvas.clientWidth * ratio), Math.round(this.canvas.clientHeight * ratio)];
    if (this.size[0] === width && this.size[1] === height && this.size[2] === font) return;
    this.size = [width, height, font];
    for (const each of [this.canvas, this.still]) [each.width, each.height] = [width, height];
    this.scale = Math.min(width / crowd.sent.width, height / crowd.sent.height);
    this.shift = [(width - this.scale * crowd.sent.width) / 2, (height - this.scale * crowd.sent.height) / 2];
    this.background(crowd, parseFloat(font) * ratio);
  }

  /** What does not move: ties, dark discs under members, names of groups. */
  private background(crowd: Crowd, text: number): void {
    const pen = this.still.getContext("2d");
    if (!pen) return;
    pen.fillStyle = GROUND;
    pen.fillRect(0, 0, this.still.width, this.still.height);
    pen.setTransform(this.scale, 0, 0, this.scale, ...this.shift);
    pen.strokeStyle = "rgb(90 100 110 / 0.10)";
    pen.lineWidth = 1;
    pen.beginPath();
    for (let tie = 0; tie + 1 < crowd.ties.length; tie += 2) {
      const [from, to] = [crowd.ties[tie]!, crowd.ties[tie + 1]!];
      pen.moveTo(crowd.x[from]!, crowd.y[from]!);
      pen.lineTo(crowd.x[to]!, crowd.y[to]!);
    }
    pen.stroke();
    pen.fillStyle = "#4a4f55";
    pen.beginPath();
    crowd.role.forEach((role, place) => role === 0 && disc(pen, crowd.x[place]!, crowd.y[place]!, 1.15 * crowd.sent.dot));
    pen.fill();
    pen.fillStyle = "#1b1e22";
    this.names(pen, crowd, text / this.scale);
  }

  /** Names of groups below them, within the whole canvas; where one row is too narrow, every other stands above. */
  private names(pen: CanvasRenderingContext2D, crowd: Crowd, text: number): void {
    pen.font = `${text}px system-ui, sans-serif`;
    pen.textAlign = "center";
    const groups = crowd.sent.groups.map(({ name, x }) => ({ name, x, half: pen.measureText(name).width / 2 + 0.3 * text }));
    const [left, top] = [-this.shift[0] / this.scale, -this.shift[1] / this.scale];
    const width = this.still.width / this.scale;
    const rows = sum(groups.map((group) => 2 * group.half)) <= width ? 1 : 2;
    for (let row = 0; row < rows; row++) {
      const own = groups.filter((_, place) => place % rows === row);
      const places = apart(own.map((group) => group.x - left), own.map((group) => group.half), width);
      const y = row ? top + 1.05 * text : crowd.sent.height - 10;
      own.forEach((group, place) => {
        // A halo of the ground keeps a name legible where it comes near a disc.
        pen.strokeStyle = GROUND;
        pen.lineWidth = 0.3 * text;
        pen.lineJoin = "round";
        pen.strokeText(group.name, left + places[place]!, y);
        pen.fillText(group.name, left + places[place]!, y);
      });
    }
  }

  private members(pen: CanvasRenderingContext2D, crowd: Crowd): void {
    const byLevel: number[][] = Array.from({ length: LEVELS }, () => []);
    const hollow: number[] = [];
    for (let place = 0; place < crowd.role.length; place++) {
      if (crowd.role[place] !== 0) continue;
      if ((this.marks[place] ?? 0) & HOLLOW) hollow.push(place);
      const belief = this.belief[place] ?? NO_BELIEF;
      if (belief !== NO_BELIEF) byLevel[Math.round((belief / 254) * (LEVELS - 1))]!.push(place);
    }
    byLevel.forEach((places, level) => {
      pen.fillStyle = SHADES[level]!;
      pen.beginPath();
      for (const place of places) disc(pen, crowd.x[place]!, crowd.y[place]!, crowd.sent.dot);
      pen.fill();
    });
    if (!hollow.length) return;
    pen.fillStyle = "#ffffff";
    pen.beginPath();
    for (const place of hollow) disc(pen, crowd.x[place]!, crowd.y[place]!, 0.6 * crowd.sent.dot);
    pen.fill();
  }

  private speakers(pen: CanvasRenderingContext2D, crowd: Crowd): void {
    const dot = Math.max(crowd.sent.dot, 2.6);
    const kinds: [number, string, typeof disc][] = [
      [2, STATE, triangle],
      [1, STATE, square],
      [3, CRITIC, diamond],
      [4, PRESS, cross],
    ];
    for (const [role, colour, shape] of kinds) {
      const full = new Path2D();
      const open = new Path2D();
      const ringed = new Path2D();
      for (let place = 0; place < crowd.role.length; place++) {
        const mark = this.marks[place] ?? 0;
        if (crowd.role[place] !== role || mark & AWAY) continue;
        const [x, y] = [crowd.x[place]!, crowd.y[place]!];
        shape(mark & HOLLOW ? open : full, x, y, role === 2 ? 1.15 * dot : 1.6 * dot);
        if (mark & EXPOSED) disc(ringed, x, y, 2 * dot);
      }
      pen.fillStyle = pen.strokeStyle = colour;
      pen.lineWidth = 0.4 * dot;
      pen.fill(full);
      pen.stroke(open);
      pen.strokeStyle = "#1b1e22";
      pen.stroke(ringed);
    }
  }

  private focused(pen: CanvasRenderingContext2D, crowd: Crowd, focus: number): void {
    pen.strokeStyle = "rgb(0 0 0 / 0.45)";
    pen.lineWidth = 1.2;
    pen.beginPath();
    for (const who of this.followers) {
      const place = crowd.place.get(who);
      if (place === undefined) continue;
      pen.moveTo(crowd.x[focus]!, crowd.y[focus]!);
      pen.lineTo(crowd.x[place]!, crowd.y[place]!);
    }
    pen.stroke();
    pen.strokeStyle = "#ffffff";
    pen.lineWidth = 7;
    pen.beginPath();
    disc(pen, crowd.x[focus]!, crowd.y[focus]!, 13);
    pen.stroke();
    pen.strokeStyle = "#000000";
    pen.lineWidth = 3;
    pen.stroke();
  }
}

function sum(all: number[]): number {
  return all.reduce((total, each) => total + each, 0);
}

/** Middles of words in a row, each as near as may be to where it should stand, none over another or over an edge. */
function apart(wanted: number[], halves: number[], width: number): number[] {
  const found: number[] = [];
  wanted.forEach((x, place) => {
    const before = place ? found[place - 1]! + halves[place - 1]! : 0;
    found.push(Math.max(x, before + halves[place]!));
  });
  for (let place = found.length - 1, edge = width; place >= 0; place--) {
    found[place] = Math.min(found[place]!, edge - halves[place]!);
    edge = found[place]! - halves[place]!;
  }
  return found;
}

type Shape = Pick<CanvasPath, "moveTo" | "lineTo" | "arc" | "rect" | "closePath">;

function disc(pen: Shape, x: number, y: number, r: number): void {
  pen.moveTo(x + r, y);
  pen.arc(x, y, r, 0, 2 * Math.PI);
}

function square(pen: Shape, x: number, y: number, r: number): void {
  pen.rect(x - 0.85 * r, y - 0.85 * r, 1.7 * r, 1.7 * r);
}

function triangle(pen: Shape, x: number, y: number, r: number): void {
  pen.moveTo(x, y - r);
  pen.lineTo(x + 0.9 * r, y + 0.7 * r);
  pen.lineTo(x - 0.9 * r, y + 0.7 * r);
  pen.closePath();
}

function diamond(pen: Shape, x: number, y: number, r: number): void {
  pen.moveTo(x, y - r);
  pen.lineTo(x + r, y);
  pen.lineTo(x, y + r);
  pen.lineTo(x - r, y);
  pen.closePath();
}

function cross(pen: Shape, x: number, y: number, r: number): void {
  pen.rect(x - r, y - 0.33 * r, 2 * r, 0.66 * r);
  pen.rect(x - 0.33 * r, y - r, 0.66 * r, 2 * r);
}
