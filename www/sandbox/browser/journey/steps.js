import { banner, button, element, field } from "./elements.js";
import { money } from "./money.js";

/**
 * @typedef {import("./journey.js").JourneyState} JourneyState
 * @typedef {{ action: string }} Action what the customer does, as the sandbox is told
 * @typedef {(action: Action) => void} Done
 * @typedef {{ title: string, content: Node[], label: string, id: string, action: (form: FormData) => Action }} Step
 *   `label` and `id`: of the button that goes on
 */

/**
 * Draws the journey's current step, and waits for what the customer does there.
 * @param {HTMLElement} root
 * @param {JourneyState} state
 * @param {boolean} refused whether the last input was refused
 * @returns {Promise<Action>}
 */
export function drawStep(root, state, refused) {
  return new Promise((done) => {
    const drawn =
      state.mode === "quick"
        ? quick(done)
        : form(STEPS[/** @type {keyof typeof STEPS} */ (state.step)](state, refused), done);
    root.replaceChildren(banner(), summary(state), drawn);
    drawn.querySelector(/** @type {"input"} */ ("input:checked, input, button"))?.focus();
  });
}

/** @type {Record<Exclude<JourneyState["step"], "delivery" | "ended">, (state: JourneyState, refused: boolean) => Step>} */
const STEPS = {
  login: ({ email, purchase }, refused) => ({
    title: "Log in",
    content: [
      field("email", "Email address", {
        type: "email",
        autocomplete: "email",
        required: true,
        value: email ?? purchase.email ?? "",
      }),
      warning(refused, "Enter an email address."),
    ],
    label: "Continue",
    id: "continue",
    action: (given) => ({ action: "log_in", email: text(given, "email") }),
  }),
  code: (_state, refused) => ({
    title: "Enter the code",
    content: [
      element("p", {}, "Any six digits but 999999."),
      field("otp", "One-time code", {
        inputMode: "numeric",
        autocomplete: "one-time-code",
        required: true,
        maxLength: 6,
      }),
      warning(refused, "That code is wrong. Try another one."),
    ],
    label: "Continue",
    id: "continue",
    action: (given) => ({ action: "enter_code", code: text(given, "otp") }),
  }),
  plan: ({ plans }) => ({
    title: "Choose how to pay",
    content: [
      element(
        "fieldset",
        {},
        element("legend", {}, "How do you want to pay?"),
        ...plans.map(choice),
      ),
    ],
    label: "Continue",
    id: "continue",
    action: (given) => ({ action: "choose_plan", plan: text(given, "plan") }),
  }),
  review: (state) => (state.purchase.shares ? consent(state.purchase.shares) : confirmation(state)),
};

/** @param {JourneyState} state @returns {Step} */
const confirmation = ({ plans, plan, email, purchase }) => ({
  title: "Review and confirm",
  content: [
    element("p", {}, `${plans.find(({ id }) => id === plan)?.name ?? ""}, as ${email ?? ""}.`),
  ],
  label: purchase.recurring ? "Agree and confirm" : "Confirm and pay",
  id: "confirm",
  action: () => ({ action: "confirm" }),
});

/** @param {string[]} shares @returns {Step} */
const consent = (shares) => ({
  title: "Share with the shop",
  content: [
    element("p", {}, "The shop learns:"),
    element("ul", {}, ...shares.map((scope) => element("li", {}, scopeName(scope)))),
  ],
  label: "Agree and sign in",
  id: "confirm",
  action: () => ({ action: "confirm" }),
});

/** @param {string} scope such as `profile:billing_address` */
const scopeName = (scope) => scope.replace("profile:", "").replaceAll("_", " ");

/**
 * @param {Step} step
 * @param {Done} done
 */
function form({ title, content, label, id, action }, done) {
  const submit = element("button", { id, type: "submit", className: "primary" }, label);
  const leave = button("leave", "Cancel and go back to the shop", () => done({ action: "leave" }));
  const made = element("form", {}, element("h1", {}, title), ...content, submit, leave);
  made.addEventListener("submit", (event) => {
    event.preventDefault();
    submit.disabled = true;
    done(action(new FormData(made)));
  });
  return made;
}

/**
 * Three buttons instead of four pages.
 * @param {Done} done
 */
const quick = (done) =>
  element(
    "section",
    {},
    element("h1", {}, "Decide"),
    button("approve", "Approve", () => done({ action: "confirm" })),
    button("decline", "Decline", () => done({ action: "decline" })),
    button("close", "Close", () => done({ action: "leave" })),
  );

/** @param {JourneyState} state */
const summary = ({ purchase: { merchant, amount, currency, shares } }) =>
  element(
    "p",
    { className: "summary" },
    shares ? `Sign in to ${merchant}` : `${merchant}: ${money(amount, currency)}`,
  );

/**
 * @param {JourneyState["plans"][number]} plan
 * @param {number} index
 */
const choice = ({ id, name, detail }, index) =>
  element(
    "label",
    { className: "choice" },
    element("input", {
      type: "radio",
      name: "plan",
      id: `plan-${id}`,
      value: id,
      checked: index === 0,
    }),
    element("span", {}, element("strong", {}, name), element("br", {}), detail),
  );

/**
 * @param {boolean} shown
 * @param {string} words
 */
const warning = (shown, words) =>
  element("p", { id: "problem", className: "problem", role: "alert" }, shown ? words : "");

/**
 * @param {FormData} given
 * @param {string} name
 */
const text = (given, name) => String(given.get(name) ?? "").trim();
