/** Making elements of the page; text is always set as text, so that nothing that is said can become markup. */

type Given = Record<string, string | number | boolean | EventListener | null | undefined>;
type Child = Node | string | null | undefined | false;

/** An element with attributes, listeners (`onclick`) and children. */
export function el<K extends keyof HTMLElementTagNameMap>(
  name: K,
  given: Given = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (typeof value === "function") made.addEventListener(key.slice(2), value);
    else if (value === true) made.setAttribute(key, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(key, String(value));
  }
  made.append(...children.filter((child): child is Node | string => Boolean(child)));
  return made;
}

/** A button of the page. */
export function button(text: string, pressed: () => void, given: Given = {}): HTMLButtonElement {
  return el("button", { type: "button", onclick: () => pressed(), ...given }, text);
}

/** Put these children in the place of all there are. */
export function fill(place: Element, ...children: Child[]): void {
  place.replaceChildren(...children.filter((child): child is Node | string => Boolean(child)));
}

/** A table with a caption, unless its head says enough, a head and rows. */
export function table(caption: string, head: string[], rows: Child[][]): HTMLTableElement {
  const first = el("tr", {}, ...head.map((name) => el("th", { scope: "col" }, name)));
  const body = rows.map((row) =>
    el("tr", {}, ...row.map((cell, place) => (place ? el("td", {}, cell) : el("th", { scope: "row" }, cell)))),
  );
  return el("table", {}, caption && el("caption", {}, caption), el("thead", {}, first), el("tbody", {}, ...body));
}

/** A modal dialogue that Escape closes; it opens at its title, and not at a button further down. */
export function dialogue(title: string, ...children: Child[]): HTMLDialogElement {
  const box = el("dialog", { "aria-label": title }, el("h2", { tabindex: "-1", autofocus: true }, title), ...children);
  box.append(el("p", { class: "actions" }, button("Close", () => box.close())));
  box.addEventListener("close", () => box.remove());
  document.body.append(box);
  box.showModal();
  return box;
}

/** Hand a text to the user as a file. */
export function download(name: string, kind: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: kind }));
  el("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}
