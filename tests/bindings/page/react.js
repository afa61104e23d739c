import { createElement as h, StrictMode } from "react";
import { flushSync } from "react-dom";
import { createRoot } from "react-dom/client";
import {
  KlarnaButton,
  KlarnaWidget,
  useKlarnaPayments,
  useKlarnaWebSdk,
} from "../../../src/export/bindings/react.js";
import { stage } from "./stage.js";

/** @typedef {import("./stage.js").Report} Report */

/** @param {{ kind: string, options: any, report: Report }} props */
function Payments({ kind, options, report }) {
  const klarna = useKlarnaPayments(options);
  report(klarna);
  // A function that is another one at each rendering.
  const place = (/** @type {HTMLElement | null} */ element) => klarna.place(element);
  const widget = options.hasOwnPlace ? h("div", { ref: place }) : h(KlarnaWidget, { klarna });
  return h(
    "section",
    null,
    kind === "widget" && !options.isReview && widget,
    h("button", { ...klarna.buyButton, type: "button", className: "buy" }, "Buy"),
  );
}

/** @param {{ options: any, report: Report }} props */
function WebSdk({ options, report }) {
  const klarna = useKlarnaWebSdk(options);
  report(klarna);
  return h(
    "section",
    null,
    h(KlarnaButton, { klarna }),
    h("button", { ...klarna.buyButton, type: "button", className: "buy" }, "Buy"),
  );
}

stage((root, kind, options, report) => {
  const react = createRoot(root);
  /** @param {any} options */
  const render = (options) =>
    react.render(
      h(
        StrictMode,
        null,
        kind === "button" ? h(WebSdk, { options, report }) : h(Payments, { kind, options, report }),
      ),
    );
  // As shops do: the effects run in a later task than the refs.
  render(options);
  return {
    update: (options) => flushSync(() => render(options)),
    unmount: () => react.unmount(),
  };
});
