/** @typedef {import("./journey.js").JourneyState} JourneyState */
/** @typedef {(action: object) => void} Done */

/**
 * Draws the journey's current step, and waits for what the customer does there.
 * @param {HTMLElement} root
 * @param {JourneyState} state
 * @param {boolean} problem whether the last input was refused
 * @returns {Promise<object>} the action
 */
export function drawStep(root, state, problem) {
  return new Promise((done) => {
    const step =
      state.mode === "quick"
        ? quick(state, done)
        : STEPS[/** @type {keyof typeof STEPS} */ (state.step)](state, done, problem);
    root.replaceChildren(banner(), summary(state), step);
    const first = /** @type {HTMLElement | null} */ (step.querySelector("input, button"));
    first?.focus();
  });
}

/**
 * Draws what covers the shop while the customer is in a window.
 * @param {HTMLElement} root
 * @param {() => void} cancel
 */
export function drawCurtain(root, cancel) {
  root.replaceChildren(
    banner(),
    element("h1", { textContent: "Continue in the other window" }),
    button("leave", "Cancel and go back to the shop", cancel),
  );
}

/**
 * Draws the end of a journey that leads nowhere, for want of a return URL.
 * @param {HTMLElement} root
 */
export function drawFarewell(root) {
  root.replaceChildren(
    banner(),
    element("h1", { textContent: "Done" }),
    element("p", { textContent: "The shop gave no return URL: close this page." }),
  );
}

const STEPS = {
  /** @type {(state: JourneyState, done: Done, problem: boolean) => HTMLElement} */
  login: (state, done, problem) => {
    const email = field("email", "Email address", {
      type: "email",
      autocomplete: "email",
      required: true,
      value: state.email ?? state.purchase.email ?? "",
    });
    return form(
      "Log in",
      [email, warning(problem, "Enter an email address.")],
      "Continue",
      "continue",
      done,
      () => ({ action: "log_in", email: entered(email) }),
    );
  },
  /** @type {(state: JourneyState, done: Done, problem: boolean) => HTMLElement} */
  code: (_state, done, problem) => {
    const code = field("otp", "One-time code", {
      inputMode: "numeric",
      autocomplete: "one-time-code",
      required: true,
      maxLength: 6,
    });
    const hint = element("p", { textContent: "Any six digits but 999999." });
    return form(
      "Enter the code",
      [hint, code, warning(problem, "That code is wrong. Try another one.")],
      "Continue",
      "continue",
      done,
      () => ({
        action: "enter_code",
        code: entered(code),
      }),
    );
  },
  /** @type {(state: JourneyState, done: Done, problem: boolean) => HTMLElement} */
  plan: (state, done) => {
    const group = element("fieldset", {});
    group.append(
      element("legend", { textContent: "How do you want to pay?" }),
      ...state.plans.map(choice),
    );
    return form("Choose how to pay", [group], "Continue", "continue", done, () => ({
      action: "choose_plan",
      plan:
        /** @type {HTMLInputElement | null} */ (group.querySelector("input:checked"))?.value ?? "",
    }));
  },
  /** @type {(state: JourneyState, done: Done, problem: boolean) => HTMLElement} */
  review: (state, done) => {
    const chosen = state.plans.find(({ id }) => id === state.plan)?.name ?? "";
    const text = element("p", { textContent: `${chosen}, as ${state.email ?? ""}.` });
    return form(
      "Review and confirm",
      [text],
      state.purchase.recurring ? "Agree and confirm" : "Confirm and pay",
      "confirm",
      done,
      () => ({ action: "confirm" }),
    );
  },
};

/**
 * Three buttons instead of four pages.
 * @param {JourneyState} _state
 * @param {Done} done
 */
function quick(_state, done) {
  const section = element("section", {});
  section.append(
    element("h1", { textContent: "Decide" }),
    button("approve", "Approve", () => done({ action: "confirm" })),
    button("decline", "Decline", () => done({ action: "decline" })),
    button("close", "Close", () => done({ action: "leave" })),
  );
  return section;
}

/**
 * @param {string} title
 * @param {HTMLElement[]} content
 * @param {string} label of the button that goes on
 * @param {string} id of that button
 * @param {Done} done
 * @param {() => object} action
 */
function form(title, content, label, id, done, action) {
  const made = element("form", {});
  const submit = element("button", {
    id,
    type: "submit",
    className: "primary",
    textContent: label,
  });
  made.append(
    element("h1", { textContent: title }),
    ...content,
    submit,
    button("leave", "Cancel and go back to the shop", () => done({ action: "leave" })),
  );
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    submit.disabled = true;
    done(action());
  });
  return made;
}

const banner = () =>
  element("p", {
    className: "banner",
    textContent: "Sandbox: this is not Klarna, and no money moves.",
  });

/** @param {JourneyState} state */
function summary({ purchase }) {
  const money = new Intl.NumberFormat("en", { style: "currency", currency: purchase.currency });
  const digits = money.resolvedOptions().maximumFractionDigits ?? 2;
  return element("p", {
    className: "summary",
    textContent: `${purchase.merchant}: ${money.format(purchase.amount / 10 ** digits)}`,
  });
}

/**
 * @param {{ id: string, name: string, detail: string }} plan
 * @param {number} index
 */
function choice({ id, name, detail }, index) {
  const label = element("label", { className: "choice" });
  const radio = element("input", {
    type: "radio",
    name: "plan",
    id: `plan-${id}`,
    value: id,
    checked: index === 0,
  });
  label.append(radio, element("span", { textContent: `${name}: ${detail.toLowerCase()}` }));
  return label;
}

/**
 * @param {string} id
 * @param {string} text
 * @param {Partial<HTMLInputElement>} properties
 */
function field(id, text, properties) {
  const label = element("label", { htmlFor: id, className: "field" });
  label.append(
    element("span", { textContent: text }),
    element("input", { id, name: id, ...properties }),
  );
  return label;
}

/** @param {HTMLElement} labelled */
const entered = (labelled) =>
  /** @type {HTMLInputElement} */ (labelled.querySelector("input")).value.trim();

/**
 * @param {boolean} shown
 * @param {string} text
 */
const warning = (shown, text) =>
  element("p", {
    id: "problem",
    className: "problem",
    role: "alert",
    textContent: shown ? text : "",
  });

/**
 * @param {string} id
 * @param {string} text
 * @param {() => void} clicked
 */
function button(id, text, clicked) {
  const made = element("button", { id, type: "button", textContent: text });
  made.addEventListener("click", clicked);
  return made;
}

/**
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} name
 * @param {Record<string, unknown>} properties
 */
function element(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
