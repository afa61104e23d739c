// A presentation of the Web SDK's in the hands of a test, and what is mounted of it.

import { own } from "../sdk-options.js";
import { disposable, recorded } from "./objects.js";
import {
  BUTTON,
  check,
  checkChoice,
  checkContainer,
  checkPart,
  PART,
  PRESENTATION,
} from "./options.js";

/** @import { Clicks, Page, Wanted } from "./clicks.js" */

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
    ...recorded(page, {
      mount: (part, container, options) => {
        alive();
        checkPart(part, "part");
        check(options, PART);
        checkContainer(container);
        return mounted(() => {}, own(options, "option") !== "saved");
      },
      mountButton: (place, options) => {
        const object = alive();
        check(options, BUTTON);
        const container = checkContainer(place);
        checkChoice(options);
        // It takes the place of the one that is there.
        for (const other of object.buttons)
          if (other.container === container) object.buttons.delete(other);
        const name = () => object.nameOf(wanted);
        const button = { container, isDisabled: own(options, "disabled") === true, name };
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
      refresh: async (options) => {
        const object = alive();
        check(options, PRESENTATION);
        return object.question(() => {
          Object.assign(wanted, options);
          if (!object.isPaid) object.retry();
        });
      },
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
  const end = () => {
    isShown = false;
    unmount();
  };
  const element = {
    get shown() {
      return isShown;
    },
    unmount: end,
  };
  return disposable(element, end);
}
