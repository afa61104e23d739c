import { element } from "./element.js";

/**
 * @typedef {string | number | undefined | Node} Cell
 * @typedef {{ key: string, cells: Cell[] }} Row `key`: the same for the same thing
 */

/** A table that goes on living: rows that are as they were stay, with the focus in them. */
export class Table {
  #body = element("tbody");
  #empty = element("p", { class: "empty" }, "Nothing yet.");
  #scroll;
  /** @type {Map<string, { row: HTMLTableRowElement, state: string }>} */
  #rows = new Map();

  /**
   * @param {string} title
   * @param {string[]} columns
   */
  constructor(title, columns) {
    const heads = columns.map((column) => element("th", { scope: "col" }, column));
    this.#scroll = element(
      "div",
      { class: "scroll", role: "region", "aria-label": title, tabindex: "0" },
      element("table", {}, element("thead", {}, element("tr", {}, ...heads)), this.#body),
    );
    this.element = element("div", {}, element("h3", {}, title), this.#empty, this.#scroll);
    this.show([]);
  }

  /** @param {Row[]} rows */
  show(rows) {
    this.#empty.hidden = rows.length > 0;
    this.#scroll.hidden = rows.length === 0;
    const known = this.#rows;
    this.#rows = new Map();
    const shown = rows.map(({ key, cells }) => {
      const state = JSON.stringify(cells.map((cell) => (cell instanceof Node ? "" : cell)));
      const earlier = known.get(key);
      const row =
        earlier?.state === state
          ? earlier.row
          : element("tr", {}, ...cells.map((cell) => element("td", {}, text(cell))));
      this.#rows.set(key, { row, state });
      return row;
    });
    // What is in its place already is not touched: it would lose the focus.
    shown.forEach((row, index) => {
      if (this.#body.rows[index] !== row)
        this.#body.insertBefore(row, this.#body.rows[index] ?? null);
    });
    while (this.#body.rows.length > shown.length) this.#body.deleteRow(-1);
  }
}

/** @param {Cell} cell */
const text = (cell) => (cell instanceof Node ? cell : String(cell ?? ""));
