// Plays scenarios on a module of the package, in the page.

/** @type {any} */
const page = window;

/** The memory that plain JavaScript runs on is the newest of those that are as large as one. @type {ArrayBuffer | undefined} */
let newest;
page.ArrayBuffer = new Proxy(ArrayBuffer, {
  construct: (target, args, itself) => {
    const buffer = Reflect.construct(target, args, itself);
    if (buffer.byteLength >= 2 ** 19 && buffer.byteLength % 2 ** 16 === 0) newest = buffer;
    return buffer;
  },
});

/**
 * What keeps tokens as in the package; a scenario sees what it is told, if it wants to.
 *
 * @param {any} keeper
 * @param {any} [witness]
 */
const witnessed = (keeper, witness) => {
  if (!witness) return keeper;
  const seen = ["keep", "rendered", "release"].map((name) => [
    name,
    (/** @type {string[]} */ ...given) => {
      witness[name](...given);
      keeper[name](...given);
    },
  ]);
  return { ...keeper, ...Object.fromEntries(seen) };
};

/** Gets everything ready, and gives the names of the scenarios. */
page.prepare = async (
  /** @type {string} */ player,
  /** @type {string} */ address,
  /** @type {string} */ name,
) => {
  const { names, play } = await import(player);
  const module = await import(address);
  // What stands at an instance's borders, and what it is given, is as in the package.
  const [{ guarding }, { holding }] = await Promise.all(
    ["trap", "held-tokens"].map((file) => import(`/src/export/${file}.js`)),
  );
  const guard = guarding(async () => {});
  const isCompat = module[name] === undefined;
  if (isCompat) Reflect.deleteProperty(window, "WebAssembly");
  const bytes = address.replace(/\.js$/, "_bg.wasm");
  const exports = isCompat
    ? undefined
    : await module.default(
        { module_or_path: await WebAssembly.compileStreaming(fetch(bytes)) },
        guard,
      );
  const memory = () =>
    exports
      ? Object.values(exports).find((value) => value instanceof WebAssembly.Memory)
      : { buffer: newest };
  const start = isCompat
    ? (/** @type {any[]} */ ...given) => module.default(guard, name, ...given)
    : module[name];
  page.play = async (/** @type {string} */ scenario) => {
    try {
      await play(
        scenario,
        (/** @type {any} */ options, /** @type {any} */ witness) =>
          start(options, witnessed(holding(options), witness)),
        memory,
      );
      return "";
    } catch (error) {
      return String(/** @type {any} */ (error)?.stack ?? error);
    }
  };
  return names();
};
