import { FrameChannel } from "../../../host/frame-channel.js";
import { Popup } from "../../../host/popup.js";
import { Overlay } from "./overlay.js";

/**
 * How the purchase journey is shown. A `window` is opened within the click, before it is known whether a journey is
 * needed; `blocked` stands for one that the browser did not let open.
 * @typedef {{ kind: "window", popup: Popup } | { kind: "blocked" } | { kind: "frame" } | { kind: "redirect" }} Launch
 * @typedef {{ opened: () => void, closed: () => void, hidden: boolean }} Curtain what to tell of the overlay, and whether
 *   there is one
 * @typedef {import("../../../host/frame-channel.js").ShopAnswers} ShopAnswers
 */

export const MODES = ["DEVICE_BEST", "ON_PAGE", "REDIRECT", "POPUP"];

/**
 * Chooses, and opens the window if there is to be one: has to run in the click's own task.
 * @param {string} mode one of {@link MODES}
 * @param {string} origin of the sandbox
 * @returns {Launch}
 */
export function prepareLaunch(mode, origin) {
  if (mode === "REDIRECT" || (mode === "DEVICE_BEST" && isMobile())) return { kind: "redirect" };
  const popup = openWindow(origin);
  if (popup) return { kind: "window", popup };
  if (mode === "ON_PAGE") return { kind: "frame" };
  return { kind: mode === "POPUP" ? "blocked" : "redirect" };
}

/**
 * Runs a journey in a full-screen frame.
 * @param {string} journeyId
 * @param {string} origin
 * @param {ShopAnswers} shopAnswers
 */
export async function runInFrame(journeyId, origin, shopAnswers) {
  const element = document.createElement("iframe");
  element.id = "klarna-fullscreen";
  element.title = "Pay with Klarna (sandbox)";
  element.src = `${origin}/journey/frame.html`;
  Object.assign(element.style, {
    border: "0",
    position: "fixed",
    inset: "0",
    width: "100%",
    height: "100%",
    zIndex: "2147483647",
  });
  const channel = FrameChannel.toFrame(element);
  channel.shopAnswers = shopAnswers;
  document.body.append(element);
  element.focus();
  await channel.ask("journey", () => JSON.stringify({ journey_id: journeyId }));
  channel.close();
  element.remove();
}

/**
 * Runs a journey in a window, behind an overlay that can open the window again or cancel.
 * @param {string} journeyId
 * @param {string} origin
 * @param {Popup | undefined} first the window of the click, if it was not blocked
 * @param {Curtain} curtain
 * @param {ShopAnswers} shopAnswers
 */
export function runInWindow(journeyId, origin, first, curtain, shopAnswers) {
  return new Promise((resolve) => {
    let popup = first;
    /** @type {Overlay | undefined} */
    let overlay;
    const end = () => {
      const last = popup;
      popup = undefined; // nobody follows it any more
      last?.close();
      overlay?.remove();
      if (overlay) curtain.closed();
      resolve(undefined);
    };
    /** @param {Popup} opened */
    const follow = (opened) => {
      popup = opened;
      void Promise.race([opened.run(journeyId, shopAnswers), opened.closed()]).then(() => {
        if (popup === opened) end();
      });
    };
    const proceed = () => {
      if (popup && !popup.isClosed) return popup.focus();
      const opened = openWindow(origin);
      if (opened) follow(opened);
    };
    if (!curtain.hidden) {
      overlay = new Overlay("Continue with Klarna in its own window.", [
        ["continue", "Open the window", proceed],
        ["cancel", "Cancel", end],
      ]);
      curtain.opened();
    }
    if (first) follow(first);
  });
}

/**
 * The web view of some app throws where a browser would refuse.
 * @param {string} origin
 */
function openWindow(origin) {
  try {
    return Popup.open(origin);
  } catch {
    return undefined;
  }
}

const isMobile = () => /Mobi|Android|iPhone|iPad/i.test(navigator.userAgent);
