// Stands in for Klarna's `api.js`: shows a frame, approves everything, and counts how often it was evaluated.

{
  /** @type {any} */
  const page = window;
  page.evaluations = (page.evaluations ?? 0) + 1;
  page.Klarna ??= {};
  page.fakeKlarna ??= { token: "", calls: [], charged: [], answer: undefined };
  const state = page.fakeKlarna;
  const approve =
    (/** @type {any} */ method) =>
    (/** @type {any} */ options, /** @type {any} */ data, /** @type {any} */ done) => {
      state.calls.push({ method, options, data });
      state.charged.push(state.token);
      setTimeout(() =>
        done(
          state.answer ?? {
            approved: true,
            show_form: true,
            authorization_token: "authorization-token-1",
          },
        ),
      );
    };
  page.Klarna.Payments ??= {
    init: (/** @type {any} */ { client_token }) => {
      state.token = client_token;
    },
    load: (/** @type {any} */ { container }, /** @type {any} */ _data, /** @type {any} */ done) => {
      const parent = typeof container === "string" ? document.querySelector(container) : container;
      document.getElementById("klarna-klarna-main")?.remove();
      const frame = document.createElement("div");
      frame.id = "klarna-klarna-main";
      parent.append(frame);
      setTimeout(() => done({ show_form: true }));
    },
    authorize: approve("authorize"),
    reauthorize: approve("reauthorize"),
    finalize: approve("finalize"),
    on: () => {},
    off: () => {},
  };
  page.klarnaAsyncCallback?.();
}
