import { preference } from "../panel/preferences.js";
import { ask, ShopApiError } from "./shop-api.js";

/**
 * The first checkout can also stand on Commerce Layer: the authorization token goes into its Klarna payment, and the
 * order is placed there. The shop's server plays it; see `backend/routes/commerce-layer.js`.
 */

const JSON_API = "application/vnd.api+json";

/** Whether the panel says so. */
export function usesCommerceLayer() {
  return preference("backend") === "commerce-layer";
}

/** A sales channel's access token; it ends after two hours, and a new one is asked for. */
export async function accessToken() {
  const { access_token } = await ask("POST", "/oauth/token", {
    grant_type: "client_credentials",
    client_id: "moss-and-ember-sales-channel",
  });
  return access_token;
}

/**
 * Places the order whose Klarna payment has its authorization token. One that is placed is not placed again: where the first answer
 * was lost, the order says so.
 *
 * @param {string} id of the order
 * @returns {Promise<string>} the order number
 */
export async function placeOrder(id) {
  const order = { data: { type: "orders", id, attributes: { _place: true } } };
  const authorization = `Bearer ${await accessToken()}`;
  const headers = { accept: JSON_API, "content-type": JSON_API, authorization };
  try {
    return numberOf(await ask("PATCH", `/api/orders/${id}`, order, { headers }));
  } catch (refusal) {
    if (!(refusal instanceof ShopApiError && refusal.status === 422)) throw refusal;
    const known = await ask("GET", `/api/klarna_payments/${id}/order`, undefined, {
      headers: { accept: JSON_API, authorization },
    });
    if (known.data.attributes.status !== "placed") throw refusal;
    return numberOf(known);
  }
}

/** @param {any} order */
const numberOf = ({ data }) => data.attributes.number;
