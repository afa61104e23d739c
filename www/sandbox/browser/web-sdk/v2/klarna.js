// A look-alike of Klarna's `klarna.js`, the Web SDK as a classic script, for tests and demonstrations. It is not Klarna's
// code. It publishes `window.Klarna.init`, and calls `window.KlarnaSDKCallback`: with nothing, or, where the tag names a
// client (`data-client-id`), with the instance.

{
  const tag = /** @type {HTMLScriptElement} */ (document.currentScript);
  const module = import(tag.src.replace(/\.js(?=$|\?)/, ".mjs"));
  /** @type {{ Klarna?: Record<string, unknown>, KlarnaSDKCallback?: (instance?: unknown) => unknown }} */
  const page = /** @type {never} */ (window);

  /** Starts an instance. @param {unknown} config */
  const init = async (config) => (await module).KlarnaSDK(config);

  page.Klarna = Object.assign(page.Klarna ?? {}, { init });
  const { clientId } = tag.dataset;
  if (clientId === undefined) page.KlarnaSDKCallback?.();
  else void init({ clientId }).then((instance) => page.KlarnaSDKCallback?.(instance));
}
