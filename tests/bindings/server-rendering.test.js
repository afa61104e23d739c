// A checkout that a server renders, as Next and Nuxt do: nothing is asked there, and the page goes on with the same markup.

import assert from "node:assert/strict";
import { test } from "node:test";
import { createElement as h, StrictMode } from "react";
import { renderToString } from "react-dom/server";
import { createSSRApp, h as v } from "vue";
import { renderToString as renderVue } from "vue/server-renderer";
import * as inReact from "../../src/export/bindings/react.js";
import * as inVue from "../../src/export/bindings/vue.js";

/** @type {string[]} */
const asked = [];
const payments = {
  cart: "cart-1",
  clientToken: () => {
    asked.push("a session");
    return "token";
  },
};
const webSdk = {
  clientId: "klarna_test_client",
  backend: { authorize: "/authorize" },
  amount: 100,
  currency: "SEK",
};

/** Klarna's place, an empty message that is read out when it changes, and a button that waits. */
const MARKUP = [
  /<div[^>]*aria-busy="true"[^>]*><\/div><div role="status"><\/div>/,
  /<button type="button" disabled(="")?>Buy<\/button>/,
];

test("React renders a checkout that waits, and asks for nothing", () => {
  const Payments = () => {
    const klarna = inReact.useKlarnaPayments(payments);
    return h(
      "p",
      null,
      h(inReact.KlarnaWidget, { klarna }),
      h("button", { ...klarna.buyButton, type: "button" }, "Buy"),
    );
  };
  const Button = () => h(inReact.KlarnaButton, { klarna: inReact.useKlarnaWebSdk(webSdk) });
  const html = renderToString(h(StrictMode, null, h(Payments), h(Button)));
  for (const markup of MARKUP) assert.match(html, markup);
  assert.equal(html.match(/role="status"/g)?.length, 2);
  assert.deepEqual(asked, []);
});

// By names that are no hooks of React's, whose rules are others.
const { useKlarnaPayments: compose, useKlarnaWebSdk: composeSdk } = inVue;

test("Vue renders a checkout that waits, and asks for nothing", async () => {
  const html = await renderVue(
    createSSRApp({
      setup() {
        const klarna = compose(() => payments);
        const sdk = composeSdk(webSdk);
        const [widget, button] = /** @type {any[]} */ ([inVue.KlarnaWidget, inVue.KlarnaButton]);
        return () => [
          v(widget, { klarna }),
          v("button", klarna.buyButton, "Buy"),
          v(button, { klarna: sdk }),
        ];
      },
    }),
  );
  for (const markup of MARKUP) assert.match(html.replaceAll(/<!--[^>]*-->/g, ""), markup);
  assert.deepEqual(asked, []);
});

test("the elements are not there on a server, and nothing fails", async () => {
  const { KlarnaPaymentsElement } = await import("../../src/export/bindings/element.js");
  assert.equal(typeof KlarnaPaymentsElement, "function");
});
