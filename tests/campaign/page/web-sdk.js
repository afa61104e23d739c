// A page with Klarna's button, or with one of the shop's own, as the README and the guide have it.

import { loadKlarnaWebSdk } from "klarna-payments-wasm/web-sdk";
import {
  ask,
  askServer,
  at,
  awaited,
  clicks,
  failed,
  ordered,
  payOtherwise,
  plan,
  play,
  pressed,
  say,
} from "./robot.js";

/** @type {import("klarna-payments-wasm").KlarnaWebSdk<any, any> | undefined} */
let klarna;
/** @type {import("klarna-payments-wasm").Presentation | undefined} */
let presentation;
/** What the page shows, and the shop's name of it. */
let shown = { amount: 0, purchase: "" };
const isOwn = plan.flow === "own-button";
const initiationMode = plan.flow === "redirect" ? "REDIRECT" : "ON_PAGE";
const page = {
  signal: new AbortController(),
  klarna: () => klarna,
  press: () => press(),
  again: () => open(),
  /** The cart has changed in another tab: the page shows it, and tells Klarna. */
  async changed() {
    shown = await ask("/shop/more");
    await presentation?.refresh(shown).catch(failed);
  },
};

async function open() {
  shown = await ask("/shop/amount");
  const url = `${plan.klarnaUrl}/web-sdk/v2/klarna.mjs?cart=${plan.cart}`;
  try {
    const loading = loadKlarnaWebSdk({
      clientId: plan.clientId,
      backend: {
        authorize: {
          url: "/api/klarna/authorize-payment",
          ...{ attemptTimeoutMs: 1_000, maxAttempts: 4, deadlineMs: 5_000 },
        },
        status: { url: "/api/klarna/payments/{paymentRequestId}", attemptTimeoutMs: 1_000 },
      },
      sdk: { url, timeoutMs: 1_000, signal: page.signal.signal },
      log: (entry) => say({ what: "log", entry }),
    });
    at("opened");
    const sdk = await awaited("loadKlarnaWebSdk", loading);
    klarna = sdk;
    listen(sdk);
    const asked = shown;
    const asking = sdk.presentation({
      ...{ ...shown, currency: "EUR", locale: "en-DE" },
    });
    at("presentation");
    presentation = await awaited("presentation", asking);
    if (shown !== asked) await presentation.refresh(shown);
    if (presentation.instruction === "HIDE_KLARNA") return await payOtherwise();
    if (!isOwn) presentation.mountButton("#klarna-button", { initiationMode });
    await press();
  } catch (error) {
    await failed(error);
  }
}

/** @param {NonNullable<typeof klarna>} sdk */
function listen(sdk) {
  sdk.on("statechange", ({ state }) => {
    if (state === "authorizing") at("post");
    if (state !== "in_journey") return;
    at("journey");
    at("sdk.complete");
  });
  sdk.on("complete", () => false);
  sdk.on("error", ({ error }) => void failed(error));
  sdk.on("end", ({ status, paymentRequestId = "" }) => {
    if (status === "declined") void payOtherwise();
    if (status === "pending") void askServer();
    if (status === "completed") void confirm(sdk, paymentRequestId);
  });
}

/** @param {NonNullable<typeof klarna>} sdk @param {string} id */
async function confirm(sdk, id) {
  const { signal } = page.signal;
  try {
    const confirming = sdk.confirm(id, { signal, timeoutMs: 6_000 });
    at("completed");
    const { status, body } = await awaited("confirm", confirming);
    if (status === "approved") await ordered(body);
    else if (status === "pending") await askServer();
    else if (status === "declined") await payOtherwise();
  } catch (error) {
    await failed(error);
  }
}

async function press() {
  if (!klarna || !presentation) return open();
  const button = document.querySelector("#klarna-button > *");
  for (let number = clicks(); number > 0; number -= 1) {
    pressed(shown.amount);
    if (isOwn) void initiate(klarna);
    else pressable(button).click();
  }
  at("click");
}

/** @param {NonNullable<typeof klarna>} sdk */
async function initiate(sdk) {
  try {
    const { state } = await awaited("initiate", sdk.initiate({ initiationMode: "ON_PAGE" }), false);
    if (state === "APPROVED") await askServer();
  } catch (error) {
    await failed(error);
  }
}

/** What takes the click within an element of Klarna's. @param {Element | null} element @returns {HTMLElement} */
function pressable(element) {
  const inner = element?.shadowRoot?.querySelector("button");
  return /** @type {HTMLElement} */ (inner ?? element ?? document.createElement("button"));
}

play(page);
await open();
