import { control } from "./control.js";
import { byId, element } from "./element.js";

/**
 * @typedef {import("../public.js").EndpointFault} EndpointFault
 * @typedef {import("../public.js").SdkFault} SdkFault
 * @typedef {EndpointFault | SdkFault} Fault
 */

const ORDER = "/payments/v1/authorizations/*/order";

/** @type {[label: string, fault: Fault][]} */
const SWITCHES = [
  ["Sessions answer 503", { path: "/payments/v1/sessions", kind: "status", status: 503 }],
  [
    "Klarna asks to come back later: 429",
    { path: "/*", kind: "status", status: 429, retryAfter: 5 },
  ],
  ["Orders are placed, the answer is lost", { path: ORDER, kind: "drop", stage: "after" }],
  ["Orders take 10 seconds", { path: ORDER, kind: "latency", latencyMs: 10_000 }],
  ["Authorizing (v2) meets a gateway's page", { path: "/v2/*/authorize", kind: "html" }],
  ["load is never answered (v1)", { sdk: "payments", call: "load", kind: "never" }],
  [
    "authorize calls back, then throws (v1)",
    { sdk: "payments", call: "authorize", kind: "callback-then-throw" },
  ],
  ["authorize is never answered (v1)", { sdk: "payments", call: "authorize", kind: "never" }],
  ["presentation is refused (v2)", { sdk: "web-sdk", call: "presentation", kind: "reject" }],
  ["complete comes twice (v2)", { sdk: "web-sdk", call: "complete", kind: "twice" }],
];

/** @param {Fault} fault */
const arm = (fault) => control("POST", "sdk" in fault ? "sdk-faults" : "faults", fault);

/** @param {Fault} one @param {Fault} other */
const isSame = (one, other) =>
  JSON.stringify(Object.entries(one).sort()) === JSON.stringify(Object.entries(other).sort());

/** What is armed now. @type {Fault[]} */
let armed = [];

export function openFaults() {
  byId("clear").addEventListener("click", () =>
    control("DELETE", "faults", undefined, "Nothing goes wrong any more."),
  );
  byId("switches").replaceChildren(
    ...SWITCHES.map(([label, fault]) =>
      element(
        "li",
        {},
        element(
          "button",
          {
            type: "button",
            role: "switch",
            "aria-checked": "false",
            click: () => toggle(label, fault),
          },
          label,
        ),
      ),
    ),
  );
}

/** @param {import("./main.js").Overview} overview */
export function showFaults({ faults }) {
  armed = [...faults.endpoints, ...faults.sdk];
  const buttons = document.querySelectorAll("[role=switch]");
  SWITCHES.forEach(([, fault], index) => {
    const isOn = armed.some((one) => isSame(one, fault));
    buttons[index]?.setAttribute("aria-checked", String(isOn));
  });
  const others = armed.filter((one) => !SWITCHES.some(([, fault]) => isSame(one, fault)));
  byId("armed").replaceChildren(
    ...others.map((fault) => element("li", {}, element("code", {}, inWords(fault)))),
  );
  byId("armed-title").hidden = others.length === 0;
  byId("calm").hidden = armed.length > 0;
}

/** @param {Fault} fault @returns {string} such as `status: /payments/v1/sessions, status 500, times 1` */
function inWords({ kind, ...fault }) {
  const { where, ...more } =
    "sdk" in fault ? sdkFault(fault) : { where: fault.path, ...fault, path: undefined };
  const details = Object.entries(more)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `, ${name} ${JSON.stringify(value)}`);
  return `${kind}: ${where}${details.join("")}`;
}

/** @param {Omit<SdkFault, "kind">} fault */
const sdkFault = ({ sdk, call, ...more }) => ({ where: `${call} of ${sdk}`, ...more });

/**
 * One fault less means all the others again: they are only taken away together.
 * @param {string} label
 * @param {Fault} fault
 */
async function toggle(label, fault) {
  const others = armed.filter((one) => !isSame(one, fault));
  if (others.length === armed.length) {
    await arm(fault);
  } else {
    await control("DELETE", "faults");
    for (const other of others) await arm(other);
  }
  byId("said").textContent = `${label}: ${others.length === armed.length ? "on" : "off"}.`;
}
