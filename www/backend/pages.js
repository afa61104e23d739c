import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import fastifyStatic from "@fastify/static";
import { chooseLanguage, languages, say } from "../shop/messages/languages.js";

/**
 * The shop's pages: one frame (`shop/document.html`) around one body per page, sent with a strict
 * Content-Security-Policy, and the static files that they use.
 */

const SHOP_FOLDER = fileURLToPath(new URL("../shop/", import.meta.url));
/** The package as it is installed, or the build that a developer names. */
const PACKAGE_FOLDER = process.env.PACKAGE_FOLDER ?? installedPackage();

/** The shop imports the package by name, as a consumer's bundler would let it. */
const IMPORT_MAP = JSON.stringify({ imports: { "klarna-payments-wasm": "/pkg/index.js" } });

/** Address and name (in `shop/pages/`) of every page, and what of the docs (`/docs/`) explains it. */
const PAGES = [
  { path: "/", name: "cart", guide: "orders.html" },
  { path: "/payment", name: "payment", guide: "several-pages.html" },
  {
    path: "/review",
    name: "review",
    guide: "several-pages.html#what-one-page-leaves-for-the-next",
  },
  { path: "/confirmation", name: "confirmation", guide: "webhooks.html" },
  { path: "/pay", name: "pay", guide: "web-sdk.html" },
  { path: "/pay/return", name: "pay-return", guide: "web-sdk.html#how-klarna-opens" },
  { path: "/subscription", name: "subscription", guide: "recurring.html" },
];

/**
 * @param {import("fastify").FastifyInstance} app
 * @param {import("./settings.js").Settings} settings
 * @param {object} options
 * @param {boolean} options.hasDocs whether there is a site at `/docs/`
 * @param {number} options.keepFilesMs for which a browser need not ask whether a file is still the same
 */
export async function shopPages(app, settings, { hasDocs, keepFilesMs }) {
  const policy = contentSecurityPolicy(settings);

  for (const { path, ...page } of PAGES) {
    const documents = new Map(
      Object.keys(languages).map((language) => [language, pageDocument(page, language, hasDocs)]),
    );
    app.get(path, async (request, reply) => {
      reply.headers({
        "content-security-policy": policy,
        // Klarna's pop-up talks to the page that opened it.
        "cross-origin-opener-policy": "same-origin-allow-popups",
        "referrer-policy": "strict-origin-when-cross-origin",
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
        vary: "accept-language, cookie",
      });
      const document = documents.get(chooseLanguage(request.headers["accept-language"])) ?? "";
      const opened = /(?:^|;\s*)panel=open(?:;|$)/.test(request.headers.cookie ?? "");
      return reply
        .type("text/html; charset=utf-8")
        .send(opened ? document.replace('data-panel="closed"', 'data-panel="beside"') : document);
    });
  }

  const files = {
    index: /** @type {const} */ (false),
    redirect: false,
    setHeaders: noSniff,
    maxAge: keepFilesMs,
  };
  await app.register(fastifyStatic, { ...files, root: SHOP_FOLDER, prefix: "/shop/" });
  // Browsers ask for it where nothing names an icon: with a file, or with what the API answers.
  app.get("/favicon.ico", (_, reply) => reply.sendFile("art/mark.svg"));
  await app.register(fastifyStatic, {
    ...files,
    root: PACKAGE_FOLDER,
    prefix: "/pkg/",
    decorateReply: false,
  });
}

function installedPackage() {
  try {
    const file = createRequire(import.meta.url).resolve("klarna-payments-wasm/package.json");
    return join(dirname(file), "pkg/");
  } catch {
    // In the repository the package is this one's own.
    return fileURLToPath(new URL("../../pkg/", import.meta.url));
  }
}

/**
 * @param {{ name: string, guide: string }} page
 * @param {string} language
 * @param {boolean} hasDocs
 */
function pageDocument({ name, guide }, language, hasDocs) {
  const body = readFileSync(`${SHOP_FOLDER}pages/${name}.html`, "utf8");
  return readFileSync(`${SHOP_FOLDER}document.html`, "utf8")
    .replace("{{body}}", () => body)
    .replaceAll(/\{\{fragment (\w+)\}\}/g, (_, fragment) =>
      readFileSync(`${SHOP_FOLDER}fragments/${fragment}.html`, "utf8"),
    )
    .replace("<!-- import map -->", () => `<script type="importmap">${IMPORT_MAP}</script>`)
    .replaceAll(/<!-- docs -->(.*?)<!-- \/docs -->/gs, hasDocs ? "$1" : "")
    .replaceAll("{{guide}}", guide)
    .replaceAll("{{page}}", name)
    .replace(new RegExp(`data-for="[^"]*\\b${name}(?![\\w-])[^"]*"`), 'aria-current="page"')
    .replaceAll(/ data-for="[^"]*"/g, "")
    .replace('lang="en"', `lang="${language}"`)
    .replace(/\{\{t ([\w.-]+)\}\}/g, (_, key) =>
      escapeHtml(say(/** @type {any} */ (language), key)),
    );
}

/** @param {string} text */
function escapeHtml(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}

/** @param {{ setHeader(name: string, value: string): unknown }} reply */
function noSniff(reply) {
  reply.setHeader("x-content-type-options", "nosniff");
}

/**
 * What the pages may load. Klarna's hosts are those of its own page on browser security; its SDKs, and the
 * sandbox's look-alikes, inject inline styles.
 *
 * @param {import("./settings.js").Settings} settings
 */
function contentSecurityPolicy({ payments, network, sandboxUrl }) {
  const sandbox = sandboxUrl ? [sandboxUrl] : [];
  const real = payments.provider === "klarna" || network.provider === "klarna";
  const cdn = real ? ["https://x.klarnacdn.net"] : [];
  const klarna = real ? ["https://*.klarna.com"] : [];
  const scripts = real ? ["https://js.klarna.com", "https://js.playground.klarna.com"] : [];
  const events = real ? ["https://*.klarnaevt.com"] : [];
  const importMapHash = createHash("sha256").update(IMPORT_MAP).digest("base64");
  /** @type {Record<string, string[]>} */
  const directives = {
    "default-src": ["'none'"],
    "script-src": [
      "'self'",
      "'wasm-unsafe-eval'",
      `'sha256-${importMapHash}'`,
      ...sandbox,
      ...cdn,
      ...scripts,
    ],
    "style-src": ["'self'", "'unsafe-inline'", ...sandbox, ...cdn],
    "font-src": ["'self'", ...cdn],
    "img-src": ["'self'", "data:", ...sandbox, ...cdn, ...klarna, ...events],
    "connect-src": ["'self'", ...sandbox, ...klarna, ...events, ...cdn],
    "frame-src": [...sandbox, ...klarna, ...cdn],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "object-src": ["'none'"],
  };
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(" ") || "'none'"}`)
    .join("; ");
}
