import { Popup } from "../../../host/popup.js";
import { Events } from "./events.js";
import { noteCall } from "./faulty-call.js";
import { IdentityButton } from "./identity-button.js";
import { invalidInput, KlarnaError } from "./klarna-error.js";
import { runInFrame, runInWindow } from "./launch.js";
import { inSdkSpelling } from "./spelling.js";

/** @typedef {import("./identity-button.js").IdentityConfig} IdentityConfig */

const NOBODY_ASKED = async () => undefined;

/**
 * The `Identity` interface of an instance: Sign in with Klarna.
 * @param {import("./instance.js").Instance} instance
 */
export function identityInterface(instance) {
  const events = new Events(["signin", "error"]);

  /** @param {IdentityConfig} config */
  async function signIn(config) {
    const popup = Popup.open(instance.origin);
    try {
      const response = await signInWith(instance, config, popup);
      await events.emit("signin", response);
    } catch (error) {
      popup?.close();
      await events.emit("error", error);
    }
  }

  return {
    /** @param {IdentityConfig} config */
    button(config) {
      noteCall(instance.origin, "Identity.button", { config });
      const { scope, redirectUri } = config ?? {};
      if (typeof scope !== "string" || scope === "") throw invalidInput("scope", "is missing");
      if (typeof redirectUri !== "string" || !URL.canParse(redirectUri))
        throw invalidInput("redirectUri", "is missing, or no URL");
      return new IdentityButton(config, () => signIn(config));
    },
    /**
     * @param {string} event
     * @param {(...args: any[]) => unknown} handler
     */
    on: (event, handler) => events.on(event, handler),
  };
}

/**
 * @param {import("./instance.js").Instance} instance
 * @param {IdentityConfig} config
 * @param {Popup | undefined} popup
 * @returns {Promise<object>} what the `signin` handlers get
 */
async function signInWith({ api, origin, session, variant }, { scope, hideOverlay }, popup) {
  const journeyId = await api.openSignIn(scope.split(" "), session.token());
  if (popup) {
    const curtain = { opened: () => {}, closed: () => {}, hidden: hideOverlay === true };
    await runInWindow(journeyId, origin, popup, curtain, NOBODY_ASKED);
  } else {
    await runInFrame(journeyId, origin, NOBODY_ASKED);
  }
  await api.leaveJourney(journeyId);
  const answer = await api.readSignIn(journeyId);
  if (!answer.customer_profile)
    throw new KlarnaError("SIGNIN_ABORTED", "ACCESS_ERROR", "The customer has not signed in");
  session.renew(answer.klarna_network_session_token);
  const { customerProfile, customerToken } = inSdkSpelling(answer);
  return variant.release === "r6" ? { customerProfile, customerToken } : { customerProfile };
}
