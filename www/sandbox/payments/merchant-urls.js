/**
 * A URL of the shop with Klarna's placeholders `{order.id}` and `{session.id}` filled in.
 * @param {string} url
 * @param {{ orderId: string, sessionId: string | undefined }} ids
 */
export const withPlaceholders = (url, { orderId, sessionId = "" }) =>
  url.replaceAll("{order.id}", orderId).replaceAll("{session.id}", sessionId);
