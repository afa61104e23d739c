export default {
  compatibilityDate: "2026-01-01",
  telemetry: false,
  app: {
    head: {
      htmlAttrs: { lang: "en" },
      title: "Checkout",
      link: [{ rel: "icon", href: "data:," }],
    },
  },
  css: ["~/checkout.css"],
  // Leave it out for Klarna's own.
  runtimeConfig: { public: { klarnaSdk: "http://127.0.0.1:4010/kp/lib/v1/api.js" } },
};
