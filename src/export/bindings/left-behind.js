// What a checkout that was unmounted leaves behind: the customer may be in Klarna's window, a token may be on its way.

/**
 * A purchase, and whoever wants to hear of it.
 *
 * @template Klarna, End
 * @typedef {object} Desk
 * @property {string} name of what is paid there
 * @property {Klarna} klarna
 * @property {string} [cart] whose session it is
 * @property {Promise<any>} [going] the call that runs; ends without an error, after `ended`
 * @property {(end: End) => void} ended is told what came of it
 */

/**
 * @template {{ readonly state: string, dispose(): void, on(event: "statechange", handler: () => void): () => void }} Klarna
 * @template End
 * @param {RegExp} inDoubt the states in which the purchase must not be given up
 */
export function leftBehind(inDoubt) {
  /** @type {Map<string, Desk<Klarna, End>>} */
  const desks = new Map();
  return {
    /**
     * What was left under a name, for the one who comes back.
     *
     * @param {string} name
     */
    take: (name) => {
      const desk = desks.get(name);
      desks.delete(name);
      return desk;
    },
    /**
     * Ends it once nothing can be lost.
     *
     * @param {Desk<Klarna, End>} desk
     */
    leave: (desk) => {
      const { name, klarna } = desk;
      desks.set(name, desk);
      const look = () => {
        if (desks.get(name) !== desk) return hear();
        if (desk.going) return void desk.going.then(look);
        if (inDoubt.test(klarna.state)) return;
        hear();
        desks.delete(name);
        klarna.dispose();
      };
      // What a new state brings about is told after it.
      const hear = klarna.on("statechange", () => setTimeout(look));
      look();
    },
  };
}
