import assert from "node:assert/strict";
import { ORDER } from "../merchant.js";
import { answered } from "./klarna.js";

const SESSIONS = "/payments/v1/sessions";
/** @param {string} text */
const base64 = (text) => Buffer.from(text).toString("base64");

/** @type {import("./klarna.js").Fact[]} */
export const AUTHENTICATION = [
  [
    1,
    "wrong v1 credentials are answered 401, with WWW-Authenticate: Basic",
    "solidusio-contrib/solidus_klarna_payments, recorded in 2021",
    async (klarna) => {
      const wrong = { authorization: `Basic ${base64("some:body")}` };
      const answer = await klarna.v1("POST", SESSIONS, ORDER, wrong);
      answered(answer, 401);
      assert.match(answer.headers.get("www-authenticate") ?? "", /^Basic/);
    },
  ],
  [
    2,
    "the body of that answer is a page, without an error_code",
    "solidusio-contrib/solidus_klarna_payments, recorded in 2021; juspay/hyperswitch",
    async (klarna) => {
      const { body, headers } = await klarna.v1("POST", SESSIONS, ORDER, { authorization: "" });
      assert.match(headers.get("content-type") ?? "", /^text\/html/);
      assert.doesNotMatch(body, /error_code/);
    },
  ],
  [
    3,
    "v1 takes an API key alone after Basic",
    "docs.klarna.com, API keys; Klarna's API collection, release 2512",
    async (klarna) => {
      const authorization = `Basic ${klarna.sandbox.credentials.apiKey}`;
      answered(await klarna.v1("POST", SESSIONS, ORDER, { authorization }), 200);
    },
  ],
  [
    4,
    "v1 takes an API key as the password of an empty user",
    "Klarna's API collection, release 2512",
    async (klarna) => {
      const authorization = `Basic ${base64(`:${klarna.sandbox.credentials.apiKey}`)}`;
      answered(await klarna.v1("POST", SESSIONS, ORDER, { authorization }), 200);
    },
  ],
  [
    5,
    "v2 takes the API key as it is, and as the password of an empty user",
    "docs.klarna.com, API keys; Klarna's API collection, release 2512",
    async (klarna) => {
      const { apiKey } = klarna.sandbox.credentials;
      for (const key of [apiKey, base64(`:${apiKey}`)]) {
        const authorization = `Basic ${key}`;
        const asked = await klarna.v2(
          "POST",
          "/:account/payment/requests",
          { currency: "EUR" },
          { authorization },
        );
        answered(asked, 201);
      }
    },
  ],
  [
    6,
    "answers carry a klarna-correlation-id",
    "solidusio-contrib/solidus_klarna_payments, recorded in 2021",
    async (klarna) => {
      for (const order of [ORDER, {}]) {
        const { headers } = await klarna.v1("POST", SESSIONS, order);
        assert.match(headers.get("klarna-correlation-id") ?? "", /^[0-9a-f-]{36}$/);
      }
    },
  ],
];
