import { FrameChannel } from "../../../../host/frame-channel.js";
import { Fullscreen } from "./fullscreen.js";
import { createScrollLock } from "./scroll-lock.js";
import { frameId } from "./widget-names.js";

const FULLSCREEN_AFTER_MS = 500;
const WATCH_EVERY_MS = 100;
const FIRST_HEIGHT_PX = 230;

/** @typedef {{ name: string, baseUrl: string, events: import("./events.js").Events }} Identity of a widget */

/** @type {WeakMap<Element, Widget>} */
const widgets = new WeakMap();

/**
 * The widget of this name, as far as the document knows it: one inside a shadow root is never found.
 * @param {string} name
 */
export function findWidget(name) {
  const element = document.getElementById(frameId(name, "main"));
  return element ? widgets.get(element) : undefined;
}

/** A widget: its main frame, visible or hidden, and the full-screen frame that goes with it. */
export class Widget {
  /** The `tokenChanges` of the last `load`. @type {number | undefined} */
  loadedAt;
  /** Resolves when the frame's document has loaded. @type {Promise<void>} */
  loaded;
  /** Windows that journeys are to run in. @type {Map<number, import("../../../../host/popup.js").Popup>} */
  #windows = new Map();
  #nextWindow = 1;
  #baseUrl;
  #events;
  #lock = createScrollLock();
  /** @type {Fullscreen | undefined} */
  #fullscreen;

  /**
   * The widget of this name in this container: the one that is there, or a new one, after any elsewhere is removed.
   * @param {Identity} identity
   * @param {Element} container
   */
  static in(identity, container) {
    return Widget.#reused(identity, container) ?? new Widget(identity, container, true);
  }

  /**
   * The widget of this name, hidden in `body`: a visible one is taken out of its container.
   * @param {Identity} identity
   */
  static hidden(identity) {
    const { body } = document;
    return Widget.#reused(identity, body) ?? new Widget(identity, body, false);
  }

  /**
   * @param {Identity} identity
   * @param {Element} parent
   */
  static #reused({ name, baseUrl }, parent) {
    const known = findWidget(name);
    if (known?.element.parentNode === parent && known.#baseUrl === baseUrl) return known;
    if (known) known.remove();
    else document.getElementById(frameId(name, "main"))?.remove();
    return undefined;
  }

  /**
   * @param {Identity} identity
   * @param {Element} parent
   * @param {boolean} visible
   */
  constructor({ name, baseUrl, events }, parent, visible) {
    this.name = name;
    this.#baseUrl = baseUrl;
    this.#events = events;
    const element = document.createElement("iframe");
    element.id = frameId(name, "main");
    element.title = "Klarna (sandbox)";
    element.src = `${baseUrl}/frames/main.html`;
    element.style.border = "0";
    element.style.width = "100%";
    element.style.height = visible ? `${FIRST_HEIGHT_PX}px` : "0";
    if (!visible) {
      element.style.position = "absolute";
      element.style.visibility = "hidden";
      element.setAttribute("aria-hidden", "true");
    }
    this.main = FrameChannel.toFrame(element, (message) => this.#hear(message));
    this.element = element;
    widgets.set(element, this);
    this.loaded = new Promise((resolve) => {
      element.addEventListener("load", () => resolve(), { once: true });
    });
    void this.loaded.then(() => setTimeout(() => this.#watch(), FULLSCREEN_AFTER_MS));
    parent.append(this.#lock, element);
  }

  /** The full-screen frame, made when it is first needed. */
  get fullscreen() {
    this.#fullscreen ??= new Fullscreen(this.name, this.#baseUrl, this.#events);
    return this.#fullscreen;
  }

  /**
   * Names a window, so that the frame can ask for a journey in it.
   * @param {import("../../../../host/popup.js").Popup} popup
   */
  addWindow(popup) {
    const number = this.#nextWindow;
    this.#nextWindow += 1;
    this.#windows.set(number, popup);
    return number;
  }

  /** @param {number} number */
  forgetWindow(number) {
    this.#windows.delete(number);
  }

  /** Takes the frames away; calls that wait for them are never answered. */
  remove() {
    this.element.remove();
    this.#lock.remove();
    this.#tearDown();
  }

  #tearDown() {
    widgets.delete(this.element);
    this.main.close();
    this.#fullscreen?.remove();
    this.#fullscreen = undefined;
  }

  /** Looks whether the frame is in the document; that it was moved there, nobody sees. */
  #watch() {
    const present = () => document.getElementById(this.element.id) === this.element;
    if (present()) void this.fullscreen;
    const timer = setInterval(() => {
      if (present()) return;
      clearInterval(timer);
      this.#tearDown();
    }, WATCH_EVERY_MS);
  }

  /** @param {Record<string, any>} message */
  #hear({ height, journey, window: number, overlay }) {
    if (height !== undefined) {
      if (this.element.parentNode !== document.body) this.element.style.height = `${height}px`;
      this.#events.emit("heightChanged", height, this.name);
    }
    if (overlay === "hide") this.#fullscreen?.hide();
    if (journey !== undefined) void this.#run(journey, this.#windows.get(number));
  }

  /**
   * @param {string} journeyId
   * @param {import("../../../../host/popup.js").Popup | undefined} popup
   */
  async #run(journeyId, popup) {
    await this.fullscreen.run(journeyId, popup);
    await this.main.ask("journey-ended", () => JSON.stringify({ journey_id: journeyId }));
  }
}
