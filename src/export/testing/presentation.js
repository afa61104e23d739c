// A presentation of the Web SDK's in the hands of a test, and what is mounted of it.

import { own } from "../sdk-options.js";
import {
  BUTTON,
  check,
  checkChoice,
  checkContainer,
  checkPart,
  PART,
  PRESENTATION,
} from "./options.js";
import { later } from "./parts.js";

/** @import { Clicks, Wanted } from "./clicks.js" */
/** @import { Page } from "./web-sdk.js" */

/** A presentation, before any object has asked for it. @param {Page} page */
export function presentationOf(page) {
  /** @type {Clicks | undefined} */
  let clicks;
  /** @type {Wanted} */
  let wanted = {};
  const alive = () => {
    if (!clicks) throw new Error("Nothing is shown: call presentation first.");
    clicks.isAlive();
    return clicks;
  };
  const presentation = {
    get instruction() {
      return page.instruction;
    },
    degraded: false,
    hasSavedOption: false,
    mount: (/** @type {any[]} */ ...args) => {
      page.keep("mount", args);
      alive();
      checkPart(args[0], "part");
      check(args[2], PART);
      checkContainer(args[1]);
      return mounted(() => {}, own(args[2], "option") !== "saved");
    },
    mountButton: (/** @type {any[]} */ ...args) => {
      page.keep("mountButton", args);
      const object = alive();
      check(args[1], BUTTON);
      const container = checkContainer(args[0]);
      checkChoice(args[1]);
      // It takes the place of the one that is there.
      for (const other of object.buttons)
        if (other.container === container) object.buttons.delete(other);
      const name = () => object.nameOf(wanted);
      const button = { container, isDisabled: own(args[1], "disabled") === true, name };
      object.buttons.add(button);
      return Object.assign(
        mounted(() => object.buttons.delete(button)),
        {
          setDisabled: (/** @type {boolean} */ isDisabled) => {
            button.isDisabled = isDisabled;
          },
          setLoading() {},
        },
      );
    },
    refresh: (/** @type {any[]} */ ...args) =>
      later(() => {
        page.keep("refresh", args);
        const object = alive();
        check(args[0], PRESENTATION);
        return object.question(() => {
          Object.assign(wanted, args[0]);
          if (!object.isPaid) object.retry();
        });
      }),
  };
  /** @param {Clicks} object @param {Wanted} asked */
  const show = (object, asked) => {
    clicks = object;
    wanted = asked;
    return presentation;
  };
  return { presentation, show };
}

/** @param {() => void} unmount @param {boolean} [isShown] */
function mounted(unmount, isShown = true) {
  const element = {
    get shown() {
      return isShown;
    },
    unmount: () => {
      isShown = false;
      unmount();
    },
  };
  if (Symbol.dispose) Object.assign(element, { [Symbol.dispose]: element.unmount });
  return element;
}
