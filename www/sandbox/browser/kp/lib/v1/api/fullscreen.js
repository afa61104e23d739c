import { emit } from "./events.js";
import { FrameChannel } from "./frame-channel.js";
import { frameId } from "./widget-names.js";

const OPEN_CLASS = "klarna-payments-fso-open";
const ON_TOP = "2147483647";

/** The frame that covers the page while the customer is in the purchase journey. */
export class Fullscreen {
  #name;
  #channel;

  /**
   * @param {string} name of the widget
   * @param {string} baseUrl
   */
  constructor(name, baseUrl) {
    this.#name = name;
    const element = document.createElement("iframe");
    element.id = frameId(name, "fullscreen");
    element.title = "Pay with Klarna (sandbox)";
    element.src = `${baseUrl}/frames/fullscreen.html`;
    Object.assign(element.style, {
      border: "0",
      position: "fixed",
      inset: "0",
      width: "100%",
      height: "100%",
      zIndex: ON_TOP,
      display: "none",
    });
    this.#channel = new FrameChannel(element, () => {});
    document.body.append(element);
  }

  /**
   * Shows the journey until it is over.
   * @param {string} journeyId
   */
  async run(journeyId) {
    this.#show();
    try {
      await this.#channel.ask("journey", JSON.stringify({ journey_id: journeyId }));
    } finally {
      this.#hide();
    }
  }

  remove() {
    this.#channel.close();
    this.#channel.element.remove();
    uncover();
  }

  #show() {
    this.#channel.element.style.display = "block";
    cover();
    this.#channel.element.focus();
    emit("fullscreenOverlayShown", this.#name);
  }

  #hide() {
    this.#channel.element.style.display = "none";
    uncover();
    emit("fullscreenOverlayHidden", this.#name);
  }
}

let scrolledTo = 0;

function cover() {
  scrolledTo = window.scrollY;
  for (const element of [document.documentElement, document.body])
    element.classList.add(OPEN_CLASS);
  document.body.style.position = "fixed";
  document.body.style.width = "100%";
  document.body.style.top = `-${scrolledTo}px`;
}

function uncover() {
  if (!document.body.classList.contains(OPEN_CLASS)) return;
  for (const element of [document.documentElement, document.body])
    element.classList.remove(OPEN_CLASS);
  for (const property of ["position", "width", "top"]) document.body.style.removeProperty(property);
  window.scrollTo(0, scrolledTo);
}
