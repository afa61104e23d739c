import { FrameChannel } from "../../../../host/frame-channel.js";
import { emit } from "./events.js";
import { Fullscreen } from "./fullscreen.js";
import { frameId } from "./widget-names.js";

const FULLSCREEN_AFTER_MS = 500;
const WATCH_EVERY_MS = 100;
const FIRST_HEIGHT_PX = 230;

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
  /** @type {Fullscreen | undefined} */
  #fullscreen;

  /**
   * The widget of this name in this container: the one that is there, or a new one, after any elsewhere is removed.
   * @param {string} name
   * @param {string} baseUrl
   * @param {Element} container
   */
  static in(name, baseUrl, container) {
    const known = findWidget(name);
    if (known && known.element.parentNode === container && known.baseUrl === baseUrl) return known;
    known?.remove();
    return new Widget(name, baseUrl, container, true);
  }

  /**
   * The widget of this name, hidden in `body`: a visible one is taken out of its container.
   * @param {string} name
   * @param {string} baseUrl
   */
  static hidden(name, baseUrl) {
    const known = findWidget(name);
    if (known && known.element.parentNode === document.body && known.baseUrl === baseUrl)
      return known;
    known?.remove();
    return new Widget(name, baseUrl, document.body, false);
  }

  /**
   * @param {string} name
   * @param {string} baseUrl
   * @param {Element} parent
   * @param {boolean} visible
   */
  constructor(name, baseUrl, parent, visible) {
    this.name = name;
    this.baseUrl = baseUrl;
    /** The session that the frame last showed. @type {string | undefined} */
    this.session = undefined;
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
    /** The window that the next journey is to run in. @type {import("../../../../host/popup.js").Popup | undefined} */
    this.popup = undefined;
    widgets.set(element, this);
    parent.append(element);
    element.addEventListener("load", () => setTimeout(() => this.#watch(), FULLSCREEN_AFTER_MS), {
      once: true,
    });
  }

  /** The full-screen frame, made when it is first needed. */
  get fullscreen() {
    this.#fullscreen ??= new Fullscreen(this.name, this.baseUrl);
    return this.#fullscreen;
  }

  /** Takes the frames away; calls that wait for them are never answered. */
  remove() {
    this.element.remove();
    this.#tearDown();
  }

  #tearDown() {
    this.main.close();
    this.#fullscreen?.remove();
    this.#fullscreen = undefined;
  }

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
  #hear(message) {
    if (message.height !== undefined) {
      if (this.element.parentNode !== document.body)
        this.element.style.height = `${message.height}px`;
      emit("heightChanged", message.height, this.name);
    }
    if (message.journey !== undefined) void this.#run(message.journey);
  }

  /** @param {string} journeyId */
  async #run(journeyId) {
    const popup = (await this.popup?.ready()) ? this.popup : undefined;
    await this.fullscreen.run(journeyId, popup);
    await this.main.ask("journey-ended", JSON.stringify({ journey_id: journeyId }));
  }
}
