import { element, need } from "../parts/element.js";
import { t } from "../parts/messages.js";
import { shopFacts } from "../parts/shop-facts.js";
import { record } from "./timeline.js";

/**
 * Lets a developer choose what the sandbox does: a scenario, how much of the journey is shown, and a fault.
 *
 * @typedef {{ id: string, payments: string, network: string }} Scenario
 * @typedef {{ scenario: string, journey: string }} Settings
 */

const JOURNEYS = ["full", "quick", "instant"];
const ORDER_API = { path: "/payments/v1/authorizations/*/order", method: "POST" };

/** @type {Record<string, { to: "/sandbox/faults" | "/sandbox/sdk-faults", fault: object } | null>} */
const FAULTS = {
  none: null,
  orderDown: {
    to: "/sandbox/faults",
    fault: { ...ORDER_API, kind: "status", status: 503, times: 2 },
  },
  orderLost: {
    to: "/sandbox/faults",
    fault: { ...ORDER_API, kind: "drop", stage: "after", times: 1 },
  },
  orderBroken: { to: "/sandbox/faults", fault: { ...ORDER_API, kind: "status", status: 503 } },
  networkDown: {
    to: "/sandbox/faults",
    fault: {
      path: "/v2/accounts/*/payment/authorize",
      method: "POST",
      kind: "status",
      status: 503,
      times: 1,
    },
  },
  sdkSilent: {
    to: "/sandbox/sdk-faults",
    fault: { sdk: "payments", call: "load", kind: "never", times: 1 },
  },
  sdkThrows: {
    to: "/sandbox/sdk-faults",
    fault: { sdk: "payments", call: "authorize", kind: "callback-then-throw", times: 1 },
  },
  sdkTwice: {
    to: "/sandbox/sdk-faults",
    fault: { sdk: "payments", call: "authorize", kind: "twice", times: 1 },
  },
};

const status = need("#panel-status");

export async function offerStaging() {
  try {
    const facts = await shopFacts();
    if (facts.sandbox_url) await connect(facts.sandbox_url);
    else status.textContent = t("panel.noSandbox");
  } catch {
    status.textContent = t("panel.failed");
  }
}

/** @param {string} sandbox its address */
async function connect(sandbox) {
  /** @type {[Scenario[], Settings, { endpoints: unknown[], sdk: unknown[] }]} */
  const [scenarios, settings, faults] = await Promise.all([
    control(sandbox, "GET", "/sandbox/scenarios"),
    control(sandbox, "GET", "/sandbox/settings"),
    control(sandbox, "GET", "/sandbox/faults"),
  ]);
  const note = need("#scenario-note");
  /** @param {string} id */
  const explain = (id) => {
    const found = scenarios.find((scenario) => scenario.id === id);
    note.textContent = found ? `${found.payments}; ${found.network}` : "";
  };
  explain(settings.scenario);

  choice(
    "#scenario",
    scenarios.map(({ id }) => [id, id]),
    settings.scenario,
    async (scenario) => {
      explain(scenario);
      await control(sandbox, "PUT", "/sandbox/settings", { scenario });
    },
  );
  choice(
    "#journey",
    JOURNEYS.map((mode) => [mode, t(`panel.journey.${mode}`)]),
    settings.journey,
    (journey) => control(sandbox, "PUT", "/sandbox/settings", { journey }),
  );
  const armed = faults.endpoints.length + faults.sdk.length > 0;
  choice(
    "#fault",
    [
      ...(armed ? [["armed", "…"]] : []),
      ...Object.keys(FAULTS).map((id) => [id, t(`panel.fault.${id}`)]),
    ],
    armed ? "armed" : "none",
    async (id) => {
      await control(sandbox, "DELETE", "/sandbox/faults");
      const chosen = FAULTS[id];
      if (chosen) await control(sandbox, "POST", chosen.to, chosen.fault);
    },
  );
}

/**
 * @param {string} selector
 * @param {string[][]} options value and words of each
 * @param {string} chosen
 * @param {(value: string) => Promise<unknown>} choose
 */
function choice(selector, options, chosen, choose) {
  const select = /** @type {HTMLSelectElement} */ (need(selector));
  select.replaceChildren(
    ...options.map(([value = "", words = ""]) => element("option", { value }, words)),
  );
  select.value = chosen;
  select.disabled = false;
  select.addEventListener("change", async () => {
    record("event", `sandbox: ${select.name} = ${select.value}`);
    try {
      await choose(select.value);
      status.textContent = t("panel.applied");
    } catch {
      status.textContent = t("panel.failed");
    }
  });
}

/**
 * @param {string} sandbox
 * @param {string} method
 * @param {string} path
 * @param {object} [body]
 * @returns {Promise<any>}
 */
async function control(sandbox, method, path, body) {
  const response = await fetch(new URL(path, sandbox), {
    method,
    ...(body
      ? { headers: { "content-type": "application/json" }, body: JSON.stringify(body) }
      : {}),
  });
  if (!response.ok) throw new Error(`the sandbox answered ${response.status}`);
  return response.status === 204 ? undefined : response.json();
}
