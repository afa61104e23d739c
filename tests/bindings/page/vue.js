import { createApp, h, shallowRef, watchEffect } from "vue";
import {
  KlarnaButton,
  KlarnaWidget,
  useKlarnaPayments,
  useKlarnaWebSdk,
} from "../../../src/export/bindings/vue.js";
import { stage } from "./stage.js";

stage((root, kind, given, report) => {
  const options = shallowRef(given);
  const app = createApp({
    setup: () => {
      const compose = /** @type {(options: any) => any} */ (
        kind === "button" ? useKlarnaWebSdk : useKlarnaPayments
      );
      const klarna = compose(() => options.value);
      watchEffect(() => report(klarna), { flush: "sync" });
      const box = /** @type {any} */ (kind === "button" ? KlarnaButton : KlarnaWidget);
      return () =>
        h("section", [
          kind === "review" || options.value.isReview ? null : h(box, { klarna }),
          h("button", { class: "buy", ...klarna.buyButton }, "Buy"),
        ]);
    },
  });
  app.mount(root);
  return {
    update: (given) => {
      options.value = given;
    },
    unmount: () => app.unmount(),
  };
});
