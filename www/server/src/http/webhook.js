import { isSignedByKlarna, readEvent } from "../klarna/webhook.js";
import { noteEvent, noteRequest } from "../ledger/sessions.js";
import { Problem } from "../problem.js";
import { parseJson, readBody } from "./request.js";

/** @typedef {import("../ledger/types.js").Ledger} Ledger */

/**
 * The endpoint of Klarna's webhooks (v2).
 *
 * @param {import("./types.js").Parts} parts
 */
export function webhookEndpoint({ settings, carts, looking, background }) {
  const { limits, time, signingKeys } = settings;
  return webhook;

  /**
   * Klarna's word on payment requests, which is what authorizes. Klarna is answered when the event is stored, before
   * anything slow.
   *
   * @param {Request} request
   */
  async function webhook(request) {
    const raw = await readBody(request, limits);
    if (!(await isSignedByKlarna(raw, request.headers, signingKeys)))
      throw new Problem(400, "bad_signature", "This is not signed with a key that is known here.");
    const event = readEvent(parseJson(raw));
    if (!event) throw new Problem(400, "invalid_request", "This is no webhook of Klarna's.");
    const cart = event === "other" ? undefined : await carts.find("request", event.requestId);
    if (event === "other" || cart === undefined) return Response.json({ received: true });
    await note(cart, event);
    background.later(cart);
    return Response.json({ received: true });
  }

  /**
   * @param {string} cart
   * @param {import("../klarna/webhook.js").Event} event
   */
  async function note(cart, event) {
    const { id, requestId, state, reason, sessionToken, shipping } = event;
    if (state === "COMPLETED") {
      const isNew = (/** @type {Ledger} */ ledger) => noteEvent(ledger, id);
      const lacksDelivery = shipping == null && (await looking.asksForDelivery(cart, requestId));
      if (sessionToken && !lacksDelivery)
        await looking.completed(cart, requestId, sessionToken, shipping, isNew);
      // Without the delivery, nobody knows what it costs; without Klarna's repeating it, its token would be lost.
      else if (!(await looking.lookAtRequest(cart, requestId, sessionToken)))
        throw new Problem(503, "request_not_read", "Klarna does not say yet what was completed.");
      return;
    }
    await carts.change(cart, (ledger) => {
      if (noteEvent(ledger, id)) noteRequest(ledger, requestId, state, reason, time());
    });
  }
}
