// Stands in for Klarna's `api.js`: answers as a test tells it, when it tells it.

{
  /** @type {any} */
  const page = window;
  const { fake } = page;
  const APPROVED = { approved: true, show_form: true, authorization_token: "token-1" };
  /** @type {(method: string, usual: unknown, act?: (options: any) => void) => (options: any, data: any, done: any) => void} */
  const call = (method, usual, act) => (options, data, done) => {
    fake.calls.push([method, data.order_amount ?? null, fake.token]);
    act?.(options);
    const go = (/** @type {unknown} */ given) => done(given ?? fake.answers[method] ?? usual);
    if (fake.holds.includes(method)) fake.held[method] = go;
    else setTimeout(go);
  };
  page.Klarna ??= {};
  page.Klarna.Payments ??= {
    init: (/** @type {any} */ { client_token }) => {
      fake.token = JSON.parse(atob(client_token.split(".")[1])).session_id;
    },
    load: call(
      "load",
      { show_form: true },
      ({ container, instance_id, payment_method_category }) => {
        const parent =
          typeof container === "string" ? document.querySelector(container) : container;
        const id = `klarna-${(instance_id ?? payment_method_category).replaceAll("_", "-")}-main`;
        document.getElementById(id)?.remove();
        const frame = document.createElement("div");
        frame.id = id;
        frame.style.height = "120px";
        parent.append(frame);
      },
    ),
    authorize: call("authorize", APPROVED, () => {
      if (!fake.opensWindow) return;
      const opened = open("about:blank", "_blank", "popup");
      fake.opened.push(opened !== null);
      opened?.close();
    }),
    reauthorize: call("reauthorize", APPROVED),
    finalize: call("finalize", APPROVED),
    on: () => {},
    off: () => {},
  };
  page.klarnaAsyncCallback?.();
}
