/**
 * The endpoints as route handlers of Next: `export const { GET, POST } = klarnaRoutes(klarna)` in
 * `app/api/klarna/[...path]/route.js`.
 *
 * @param {import("../public.js").KlarnaServer} klarna
 */
export function klarnaRoutes(klarna) {
  const handle = (/** @type {Request} */ request) => klarna.fetch(request);
  return { GET: handle, POST: handle };
}
