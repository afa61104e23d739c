import { defineConfig } from "vitepress";

/** A page of the menu. @param {string} text @param {string} link */
const page = (text, link) => ({ text, link });

export default defineConfig({
  title: "klarna-payments-wasm",
  description: "Klarna in any web checkout: Klarna Payments (v1) and Klarna Web SDK (v2)",
  lang: "en",
  // Where the demo serves it.
  base: "/docs/",
  outDir: "../../.cache/docs",
  cacheDir: "../../.cache/vitepress",
  srcExclude: ["node_modules/**"],
  head: [["link", { rel: "icon", href: "data:," }]],
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark-high-contrast" } },
  themeConfig: {
    search: { provider: "local" },
    outline: { level: [2, 3] },
    sidebar: [
      {
        text: "Take payments",
        items: [
          page("Guides", "/"),
          page("One page", "/one-page"),
          page("Several pages", "/several-pages"),
          page("Web SDK (v2)", "/web-sdk"),
          page("Subscriptions", "/recurring"),
          page("Commerce Layer", "/commerce-layer"),
          page("Orders that add up", "/orders"),
          page("Modal dialogs", "/dialogs"),
        ],
      },
      {
        text: "On the server",
        items: [page("Your server", "/server"), page("Webhooks and callbacks", "/webhooks")],
      },
      {
        text: "In your project",
        items: [
          page("Frameworks", "/frameworks"),
          page("Bundlers", "/bundlers"),
          page("Tests", "/testing"),
          page("Strict policies", "/strict-policies"),
          page("PCI DSS", "/pci-dss"),
          page("Going live", "/going-live"),
          page("Upgrading", "/upgrading"),
        ],
      },
      {
        text: "To look up",
        items: [
          page("API reference", "/api/"),
          page("States", "/states"),
          page("Errors", "/errors"),
          page("Symptoms", "/troubleshooting"),
        ],
      },
    ],
  },
});
