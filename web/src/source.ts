/** Where frames come from: a server, or a replay inside the page. */
import type { Ask, ReplayContent, Said } from "./protocol";
import { unpacked } from "./protocol";

export interface Source {
  live: boolean;
  ask(what: Ask): void;
}

export type Hear = (said: Said) => void;

const FIRST_WAIT = 400;
const LONGEST_WAIT = 8000;

/** A connection that comes back by itself and takes up the same worlds. */
export class Connection implements Source {
  live = true;
  private socket: WebSocket | null = null;
  private wait = FIRST_WAIT;
  private waiting: Ask[] = [];
  private refusedEntry = false;

  constructor(
    private readonly hear: Hear,
    private readonly state: (connected: boolean, why: string) => void,
    private readonly resume: () => Ask | null,
  ) {
    this.connect();
  }

  ask(what: Ask): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(what));
    else if (what.do !== "seen") this.waiting.push(what);
  }

  private connect(): void {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/talk`);
    this.socket = socket;
    socket.onopen = () => {
      const again = this.resume();
      if (again) socket.send(JSON.stringify(again));
      for (const what of this.waiting.splice(0)) this.ask(what);
    };
    socket.onmessage = (message) => {
      const said = JSON.parse(String(message.data)) as Said;
      if (said.is === "full") this.refusedEntry = true;
      else {
        this.wait = FIRST_WAIT;
        this.refusedEntry = false;
      }
      if (said.is === "welcome") this.state(true, "");
      this.hear(said);
    };
    socket.onclose = () => {
      if (!this.refusedEntry) this.state(false, "The connection dropped. Trying again; your worlds are kept for a while.");
      setTimeout(() => this.connect(), this.refusedEntry ? LONGEST_WAIT : this.wait);
      this.wait = Math.min(2 * this.wait, LONGEST_WAIT);
    };
  }
}

/** The replay that stands in this page, if it is one. */
export async function replayHere(): Promise<ReplayContent | null> {
  const text = document.getElementById("replay")?.textContent;
  if (!text) return null;
  const plain = new Blob([unpacked(text)]).stream().pipeThrough(new DecompressionStream("deflate"));
  return (await new Response(plain).json()) as ReplayContent;
}
