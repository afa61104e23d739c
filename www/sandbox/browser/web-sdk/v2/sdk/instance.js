import { Events, PAYMENT_EVENTS } from "./events.js";
import { NetworkSession } from "./network-session.js";
import { PurchaseFailure } from "./purchase-failure.js";
import { takeRedirects } from "./redirects.js";
import { SandboxApi } from "./sandbox-api.js";
import { settle } from "./settle.js";

/** What the parts of one SDK instance share. */
export class Instance {
  events = new Events(PAYMENT_EVENTS);

  /**
   * @param {import("./variant.js").Variant} variant
   * @param {import("./config.js").SdkConfig} config
   */
  constructor(variant, config) {
    this.variant = variant;
    this.config = config;
    this.origin = variant.origin;
    this.api = new SandboxApi(variant.origin);
    this.session = new NetworkSession(this.api, config, variant.tokenUpdate);
    this.isOld = variant.release === "r6" || variant.release === "r8";
  }

  /** Finds out what became of the payments that the customer left an earlier page for. */
  async replayRedirects() {
    for (const id of takeRedirects()) {
      const ended = await this.api.readPaymentRequest(id).catch(() => undefined);
      if (!ended) continue;
      if (ended.state === "COMPLETED" && ended.complete === "never") continue;
      await settle(this, ended, { navigate: false }).catch((thrown) => {
        const { error, request } = PurchaseFailure.of(thrown);
        this.events.deliverOrKeep("error", error, request);
      });
    }
  }

  /**
   * Errors go to the `error` handlers when there are any, and are thrown otherwise.
   * @param {unknown} thrown
   * @returns {Promise<never>} rejects when nobody listens, and stays open otherwise
   */
  fail(thrown) {
    const { error, request } = PurchaseFailure.of(thrown);
    if (!this.events.has("error")) return Promise.reject(error);
    void this.events.emit("error", error, request);
    return new Promise(() => {});
  }

  /**
   * Leaves the page; gated `redirect` handlers take the navigation over.
   * @param {string} url
   * @returns {Promise<never>}
   */
  leaveFor(url) {
    const redirectUrl = new URL(url, document.baseURI).href;
    if (this.events.has("redirect")) void this.events.emit("redirect", { redirectUrl });
    else location.assign(redirectUrl);
    return new Promise(() => {});
  }
}
