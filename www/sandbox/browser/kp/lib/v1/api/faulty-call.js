import { faultOf } from "../../../../host/sandbox-link.js";
import { SANDBOX_ORIGIN } from "./build.js";

/** @typedef {import("./arguments.js").Callback} Callback */

const LATE_FAILURE = Object.freeze({ show_form: false, approved: false, finalize_required: false });

/**
 * Carries a call out, unless the sandbox was asked to let it go wrong.
 * @param {string} name
 * @param {import("./arguments.js").Call} call
 * @param {object} failure what this call's callback gets when the call fails
 * @param {(callback: Callback) => void} run
 */
export function perform(name, { options, data, callback }, failure, run) {
  const fault = faultOf(SANDBOX_ORIGIN, "payments", name, {
    options: readable(options),
    data: readable(data),
  });
  if (!fault) return run(callback);
  switch (fault.kind) {
    case "throw":
      throw new TypeError(`The sandbox was asked to let ${name} throw`);
    case "callback-then-throw":
      callback({ ...failure });
      throw new Error(`The sandbox was asked to let ${name} throw`);
    case "late-failure":
      void Promise.resolve().then(() => {
        callback({ ...failure });
        throw new Error(`The sandbox was asked to let ${name} fail late`);
      });
      return;
    case "result":
      setTimeout(() => callback(fault.result));
      return;
    default:
      return run(spoiled(callback, fault));
  }
}

/**
 * @param {Callback} callback
 * @param {import("../../../../host/sandbox-link.js").Fault} fault
 * @returns {Callback}
 */
function spoiled(callback, fault) {
  switch (fault.kind) {
    case "never":
      return () => {};
    case "twice":
      return (...args) => {
        callback(...args);
        callback(...args);
      };
    case "failure-after-success":
      return (...args) => {
        callback(...args);
        callback({ ...LATE_FAILURE });
      };
    case "delay":
      return (...args) => setTimeout(() => callback(...args), fault.delayMs ?? 1000);
    default:
      return callback;
  }
}

/**
 * Notes a call that has no callback to spoil, and throws when it is to.
 * @param {string} name
 */
export function noteCall(name) {
  if (faultOf(SANDBOX_ORIGIN, "payments", name)?.kind === "throw")
    throw new TypeError(`The sandbox was asked to let ${name} throw`);
}

/**
 * What can be shown of a value in the ledger.
 * @param {unknown} value
 */
function readable(value) {
  try {
    return JSON.parse(
      JSON.stringify(value, (_key, part) =>
        part instanceof Element ? `<${part.localName}>` : part,
      ),
    );
  } catch {
    return "not JSON";
  }
}
